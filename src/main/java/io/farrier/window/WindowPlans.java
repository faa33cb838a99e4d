package io.farrier.window;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The plans that work in a window: they want to know when it opens or closes. */
@Repository
class WindowPlans {

    private final JdbcClient jdbc;

    WindowPlans(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Ring> wake(List<Long> windowIds) {
        return jdbc.sql("update update_plans set due_at = least(due_at, now()) where window_id = any (?)"
                        + " and state in ('scheduled', 'running') returning id, turn")
                .params((Object) windowIds.toArray(Long[]::new))
                .query((row, n) -> Ring.now(Kind.PLAN, new Bell(row.getLong("id"), row.getLong("turn"))))
                .list();
    }
}
