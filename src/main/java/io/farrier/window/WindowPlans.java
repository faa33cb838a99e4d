package io.farrier.window;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The plans that work in windows: they want to know when one opens or closes. */
@Repository
class WindowPlans {

    private static final String LIVE = "update update_plans set due_at = least(due_at, now())"
            + " where state in ('scheduled', 'running') and (:all or window_id = any (:windows) or calendar_id = any (:calendars))"
            + " returning id, turn";

    private final JdbcClient jdbc;

    WindowPlans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The plans of these windows and of their calendars; where one is for the hosts of a scope, all plans. */
    List<Ring> wake(List<Window> changed) {
        return changed.isEmpty()
                ? List.of()
                : wake(
                        changed.stream().anyMatch(window -> window.scope() != null),
                        changed.stream().map(Window::id).toArray(Long[]::new),
                        changed.stream()
                                .map(Window::calendarId)
                                .filter(id -> id != null)
                                .toArray(Long[]::new));
    }

    List<Ring> wakeAll() {
        return wake(true, new Long[0], new Long[0]);
    }

    private List<Ring> wake(boolean all, Long[] windows, Long[] calendars) {
        return jdbc.sql(LIVE)
                .param("all", all)
                .param("windows", windows)
                .param("calendars", calendars)
                .query((row, n) -> Ring.now(Kind.PLAN, new Bell(row.getLong("id"), row.getLong("turn"))))
                .list();
    }
}
