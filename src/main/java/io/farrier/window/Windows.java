package io.farrier.window;

import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
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

    private static final String ADD = """
            insert into windows (name, opens_at, closes_at, scope, scope_name, created_by) values (?, ?, ?, ?, ?, ?) returning *
            """;

    private static final String MOVE = """
            update windows set opens_at = ?, closes_at = ?,
                state = case when ? <= now() then 'over' when ? <= now() then 'open' else 'closed' end
            where id = ? returning *
            """;

    private static final String TURN = """
            with due as (
                select id, state as was from windows
                where state <> 'over' and (closes_at <= now() or state = 'closed' and opens_at <= now())
                order by id for update skip locked)
            update windows w set state = case when closes_at <= now() then 'over' else 'open' end
            from due where due.id = w.id
            returning w.*, due.was, now() as at
            """;

    static final RowMapper<Window> WINDOW = (row, n) -> new Window(
            row.getLong("id"),
            row.getString("name"),
            row.getTimestamp("opens_at").toInstant(),
            row.getTimestamp("closes_at").toInstant(),
            row.getString("state"),
            Scope.of(row.getString("scope"), row.getString("scope_name")),
            row.getObject("calendar_id", Long.class));

    /** One that changed its state. */
    private record Turned(Window window, String was, Instant at) {

        static Turned read(ResultSet row, int n) throws SQLException {
            return new Turned(
                    WINDOW.mapRow(row, n),
                    row.getString("was"),
                    row.getTimestamp("at").toInstant());
        }

        Entry told() {
            boolean missed = window.state().equals("over") && was.equals("closed");
            String does = missed
                    ? "was from %s to %s, and no hub was up to open it".formatted(window.opensAt(), window.closesAt())
                    : window.state().equals("open") ? "is open until " + window.closesAt() : "is closed";
            Instant due = window.state().equals("open") ? window.opensAt() : window.closesAt();
            return Windows.event(
                    window,
                    "window." + window.state(),
                    "The window %s %s.".formatted(window.name(), does),
                    "farrier",
                    Duration.between(due, at));
        }
    }

    private final JdbcClient jdbc;
    private final Places places;
    private final WindowPlans plans;
    private final Ledger ledger;

    Windows(JdbcClient jdbc, Places places, WindowPlans plans, Ledger ledger) {
        this.jdbc = jdbc;
        this.places = places;
        this.plans = plans;
        this.ledger = ledger;
    }

    /** One for the plans that name it. */
    @Transactional
    public Window add(String name, Instant opensAt, Instant closesAt, String who) {
        return add(name, opensAt, closesAt, null, who);
    }

    /** @throws Refused for a window that can never be open, or a name that is taken */
    @Transactional
    public Window add(String name, Instant opensAt, Instant closesAt, Scope scope, String who) {
        if (name == null || name.isBlank()) {
            throw Refused.invalid("A window needs a name.");
        }
        if (opensAt == null || closesAt == null || !closesAt.isAfter(opensAt)) {
            throw Refused.invalid("The window " + name + " closes before it opens: closesAt must be after opensAt.");
        }
        if (!closesAt.isAfter(now())) {
            throw Refused.invalid(
                    "The window %s closed at %s, which is over: give one that lies ahead.".formatted(name, closesAt));
        }
        notTooLong(name, opensAt, closesAt);
        places.check(scope);
        try {
            Window window = jdbc.sql(ADD)
                    .params(
                            name,
                            Timestamp.from(opensAt),
                            Timestamp.from(closesAt),
                            scope == null ? null : scope.kind().word(),
                            scope == null ? null : scope.name(),
                            who)
                    .query(WINDOW)
                    .single();
            ledger.append(event(
                    window,
                    "window.added",
                    "The window %s was set from %s to %s%s."
                            .formatted(name, opensAt, closesAt, scope == null ? "" : " for " + scope),
                    who,
                    Duration.ZERO));
            if (scope != null) {
                plans.wake(List.of(window));
            }
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
        notTooLong(String.valueOf(id), opensAt, closesAt);
        Window window = jdbc.sql(MOVE)
                .params(
                        Timestamp.from(opensAt),
                        Timestamp.from(closesAt),
                        Timestamp.from(closesAt),
                        Timestamp.from(opensAt),
                        id)
                .query(WINDOW)
                .single();
        ledger.append(event(
                window,
                "window.moved",
                "The window %s was moved: it is from %s to %s now.".formatted(window.name(), opensAt, closesAt),
                who,
                Duration.ZERO));
        plans.wake(List.of(window));
        return window;
    }

    private static void notTooLong(String window, Instant opensAt, Instant closesAt) {
        if (Duration.between(opensAt, closesAt).compareTo(Openings.LONGEST) > 0) {
            throw Refused.invalid(
                    "The window %s would be open for more than 31 days: give a shorter one.".formatted(window));
        }
    }

    public Optional<Window> byId(long id) {
        return jdbc.sql("select * from windows where id = ?")
                .params(id)
                .query(WINDOW)
                .optional();
    }

    /** Those that people set, or the openings of one calendar. @param calendarId null: people's */
    public List<Window> page(Long calendarId, String sort, long after, int limit) {
        Order order = Order.of(
                "windows",
                sort,
                Map.of("id", "t.id", "name", "t.name", "opensAt", "t.opens_at", "closesAt", "t.closes_at"));
        order.check(jdbc, after);
        return jdbc.sql("select * from windows t where calendar_id is not distinct from :calendarId::bigint and"
                        + order.behind() + order.by())
                .param("calendarId", calendarId)
                .param("after", after)
                .param("limit", limit)
                .query(WINDOW)
                .list();
    }

    /** Opens and closes what is due, however late this is asked. Returns the windows that changed. */
    @Transactional
    public List<Window> turn() {
        List<Turned> changed = jdbc.sql(TURN).query(Turned::read).list();
        ledger.append(changed.stream().map(Turned::told).toList());
        return changed.stream().map(Turned::window).toList();
    }

    /** Those that people set for the hosts of a scope, and the one of that id, as far as they are not over. */
    List<Window> scopedAnd(Long named, Instant now) {
        return jdbc.sql("select * from windows where closes_at > ?"
                        + " and (calendar_id is null and scope is not null or id = ?::bigint) order by opens_at, id")
                .params(Timestamp.from(now), named)
                .query(WINDOW)
                .list();
    }

    /** The database's clock, which all hubs share. */
    Instant now() {
        return jdbc.sql("select now()").query(Timestamp.class).single().toInstant();
    }

    /**
     * Makes the windows of a calendar what its openings are: adds those that are missing, takes away those that have not begun
     * and are none any more, and lets the one that is open end when it ends now. One that is over by mistake, since the clock
     * had jumped or the calendar was changed there and back, opens again.
     *
     * @param openings from now on, whole
     */
    @Transactional
    void plan(Calendar calendar, List<Span> openings, Instant now) {
        List<Window> had = jdbc.sql(
                        "select * from windows where calendar_id = ? and state <> 'over' order by opens_at for update")
                .params(calendar.id())
                .query(WINDOW)
                .list();
        List<Span> missing = new ArrayList<>(openings);
        for (Window window : had) {
            if (missing.remove(window.span()) || !window.closesAt().isAfter(now)) {
                continue;
            }
            Optional<Span> goesOn = window.state().equals("closed")
                    ? Optional.empty()
                    : missing.stream().filter(span -> span.contains(now)).findFirst();
            if (window.state().equals("closed")) {
                jdbc.sql("delete from windows where id = ?").params(window.id()).update();
            } else {
                goesOn.ifPresent(missing::remove);
                end(window, goesOn.map(Span::closesAt).orElse(now));
            }
        }
        for (Span span : missing) {
            jdbc.sql("insert into windows (name, opens_at, closes_at, calendar_id, scope, scope_name, created_by)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (calendar_id, opens_at)"
                            + " where calendar_id is not null do update set closes_at = excluded.closes_at, state = 'closed'"
                            + " where windows.state = 'over' and excluded.closes_at > now()")
                    .params(
                            calendar.name() + " "
                                    + span.opensAt().atZone(calendar.zone()).toOffsetDateTime(),
                            Timestamp.from(span.opensAt()),
                            Timestamp.from(span.closesAt()),
                            calendar.id(),
                            calendar.scope() == null
                                    ? null
                                    : calendar.scope().kind().word(),
                            calendar.scope() == null ? null : calendar.scope().name(),
                            calendar.createdBy())
                    .update();
        }
    }

    private void end(Window window, Instant closesAt) {
        jdbc.sql("update windows set closes_at = ? where id = ?")
                .params(Timestamp.from(closesAt), window.id())
                .update();
        ledger.append(event(
                window,
                "window.changed",
                "The window %s closes at %s, not at %s, as its calendar or a blackout says now."
                        .formatted(window.name(), closesAt, window.closesAt()),
                "farrier",
                Duration.ZERO));
    }

    /** @param late after it was due */
    private static Entry event(Window window, String type, String sentence, String who, Duration late) {
        return Entry.of("window:" + window.id(), type, sentence)
                .by(who)
                .with(Map.of(
                        "window",
                        window.id(),
                        "lateSeconds",
                        late.truncatedTo(ChronoUnit.SECONDS).toSeconds()));
    }
}
