package io.farrier.window;

import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The maintenance windows. They open and close by the database's clock. */
@Repository
public class Windows {

    private static final String COLUMNS = "id, name, opens_at, closes_at, state";

    private static final String TURN = """
            update windows set state = case when closes_at <= now() then 'over' else 'open' end
            where state <> 'over' and (closes_at <= now() or state = 'closed' and opens_at <= now())
            returning id, name, opens_at, closes_at, state
            """;

    private static final RowMapper<Window> WINDOW = (row, n) -> new Window(
            row.getLong("id"),
            row.getString("name"),
            row.getTimestamp("opens_at").toInstant(),
            row.getTimestamp("closes_at").toInstant(),
            row.getString("state"));

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Windows(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /** @throws Refused for a window that can never be open, or a name that is taken */
    @Transactional
    public Window add(String name, Instant opensAt, Instant closesAt, String who) {
        if (name == null || name.isBlank()) {
            throw Refused.invalid("A window needs a name.");
        }
        if (opensAt == null || closesAt == null || !closesAt.isAfter(opensAt)) {
            throw Refused.invalid("The window " + name + " closes before it opens: closesAt must be after opensAt.");
        }
        Instant now = jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
        if (!closesAt.isAfter(now)) {
            throw Refused.invalid(
                    "The window %s closed at %s, which is over: give one that lies ahead.".formatted(name, closesAt));
        }
        if (Duration.between(opensAt, closesAt).compareTo(Duration.ofDays(31)) > 0) {
            throw Refused.invalid(
                    "The window %s would be open for more than 31 days: give a shorter one.".formatted(name));
        }
        try {
            Window window = jdbc.sql(
                            "insert into windows (name, opens_at, closes_at, created_by) values (?, ?, ?, ?) returning "
                                    + COLUMNS)
                    .params(name, Timestamp.from(opensAt), Timestamp.from(closesAt), who)
                    .query(WINDOW)
                    .single();
            event(
                    window,
                    "window.added",
                    "The window %s was set from %s to %s.".formatted(name, opensAt, closesAt),
                    who);
            return window;
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a window %s already.".formatted(name));
        }
    }

    /** @throws Refused for a span that can never be open */
    @Transactional
    public Window move(long id, Instant opensAt, Instant closesAt, String who) {
        if (!closesAt.isAfter(opensAt)) {
            throw Refused.invalid("The window %d would close before it opens.".formatted(id));
        }
        Window window = jdbc.sql("update windows set opens_at = ?, closes_at = ?, state = case when ? <= now() then 'over'"
                        + " when ? <= now() then 'open' else 'closed' end where id = ? returning " + COLUMNS)
                .params(
                        Timestamp.from(opensAt),
                        Timestamp.from(closesAt),
                        Timestamp.from(closesAt),
                        Timestamp.from(opensAt),
                        id)
                .query(WINDOW)
                .single();
        event(
                window,
                "window.moved",
                "The window %s was moved: it is from %s to %s now.".formatted(window.name(), opensAt, closesAt),
                who);
        return window;
    }

    public Optional<Window> byId(long id) {
        return jdbc.sql("select " + COLUMNS + " from windows where id = ?")
                .params(id)
                .query(WINDOW)
                .optional();
    }

    public List<Window> all() {
        return jdbc.sql("select " + COLUMNS + " from windows order by opens_at desc, id desc limit 500")
                .query(WINDOW)
                .list();
    }

    /** Opens and closes what is due, however late this is asked. Returns the windows that changed. */
    @Transactional
    public List<Window> turn() {
        List<Window> changed = jdbc.sql(TURN).query(WINDOW).list();
        for (Window window : changed) {
            String does = window.state().equals("open") ? "is open until " + window.closesAt() : "is closed";
            event(window, "window." + window.state(), "The window %s %s.".formatted(window.name(), does), "farrier");
        }
        return changed;
    }

    private void event(Window window, String type, String sentence, String who) {
        ledger.append(Entry.of("window:" + window.id(), type, sentence).by(who).with(Map.of("window", window.id())));
    }
}
