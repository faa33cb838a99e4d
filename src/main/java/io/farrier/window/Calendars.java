package io.farrier.window;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The calendars. Their next openings are kept as windows, so that each is told when it opens and closes. */
@Repository
public class Calendars {

    /** How far ahead openings are windows; they are planned anew when less than MARGIN of it is missing, or too much is there. */
    private static final Duration AHEAD = Duration.ofDays(35);

    private static final Duration MARGIN = Duration.ofDays(1);

    private static final TypeReference<List<BlackoutDates>> DATES = new TypeReference<>() {};

    private static final String COLUMNS =
            "id, name, rrule, start_local, extract(epoch from duration)::bigint as seconds,"
                    + " zone, blackouts, scope, scope_name, created_by, created_at";

    private static final String ADD = """
            insert into calendars (name, rrule, start_local, duration, zone, blackouts, scope, scope_name, created_by)
            values (?, ?, ?, make_interval(secs => ?), ?, ?::jsonb, ?, ?, ?) returning id
            """;

    private static final String CHANGE = """
            update calendars set name = ?, rrule = ?, start_local = ?, duration = make_interval(secs => ?), zone = ?,
                blackouts = ?::jsonb, scope = ?, scope_name = ?
            where id = ? and removed_at is null
            """;

    private static final String STALE = """
            select id from calendars
            where removed_at is null and (planned_until is null
                or planned_until not between now() + make_interval(secs => ?) and now() + make_interval(secs => ?))
            order by id for update skip locked
            """;

    private final JdbcClient jdbc;
    private final Windows windows;
    private final Blackouts blackouts;
    private final Places places;
    private final WindowPlans plans;
    private final Ledger ledger;
    private final ObjectMapper json;

    Calendars(
            JdbcClient jdbc,
            Windows windows,
            Blackouts blackouts,
            Places places,
            WindowPlans plans,
            Ledger ledger,
            ObjectMapper json) {
        this.jdbc = jdbc;
        this.windows = windows;
        this.blackouts = blackouts;
        this.places = places;
        this.plans = plans;
        this.ledger = ledger;
        this.json = json;
    }

    public List<Calendar> all() {
        return jdbc.sql("select " + COLUMNS + " from calendars where removed_at is null order by name")
                .query(this::calendar)
                .list();
    }

    /** Those that bind the hosts of a scope, and the one of that id. @param named null: none */
    List<Calendar> scopedAnd(Long named) {
        return jdbc.sql("select " + COLUMNS + " from calendars where removed_at is null"
                        + " and (scope is not null or id = ?::bigint) order by name")
                .params(named)
                .query(this::calendar)
                .list();
    }

    /** @throws Refused where there is none */
    public Calendar byId(long id) {
        return jdbc.sql("select " + COLUMNS + " from calendars where id = ? and removed_at is null")
                .params(id)
                .query(this::calendar)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no calendar " + id + "."));
    }

    /** @throws Refused as {@link CalendarDraft} says, for a name that is taken and for a host that is not there */
    @Transactional
    public Calendar add(CalendarDraft draft, String who) {
        Calendar wanted = draft.read(0, who, windows.now());
        places.check(wanted.scope());
        try {
            long id =
                    jdbc.sql(ADD).params(columns(wanted, who)).query(Long.class).single();
            return told(id, "added", "was added: " + says(wanted), who);
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a calendar %s already.".formatted(wanted.name()));
        }
    }

    /** Its openings that have not begun are what it says now; one that is open closes when it says now, or at once. */
    @Transactional
    public Calendar change(long id, CalendarDraft draft, String who) {
        byId(id);
        Calendar wanted = draft.read(id, who, windows.now());
        places.check(wanted.scope());
        try {
            jdbc.sql(CHANGE).params(columns(wanted, id)).update();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a calendar %s already.".formatted(wanted.name()));
        }
        return told(id, "changed", "was changed: " + says(wanted), who);
    }

    /** @throws Refused while a plan that has not ended names it */
    @Transactional
    public void remove(long id, String who) {
        Calendar calendar = byId(id);
        List<String> named = jdbc.sql("select name from update_plans where calendar_id = ?"
                        + " and state not in ('completed', 'failed', 'cancelled') order by name")
                .params(id)
                .query(String.class)
                .list();
        if (!named.isEmpty()) {
            throw Refused.conflict(
                    "The calendar %s is the one of %s: give them another, or cancel them, and remove it then."
                            .formatted(calendar.name(), String.join(", ", named)));
        }
        jdbc.sql("update calendars set removed_at = now() where id = ?")
                .params(id)
                .update();
        windows.plan(calendar, List.of(), windows.now());
        tell(calendar, "removed", "was removed", who);
        plans.wakeAll();
    }

    /** Plans the openings that come into sight, of those calendars whose windows do not reach as far. */
    @Transactional
    public void fill() {
        List<Long> stale = jdbc.sql(STALE)
                .params(AHEAD.minus(MARGIN).toSeconds(), AHEAD.plus(MARGIN).toSeconds())
                .query(Long.class)
                .list();
        if (!stale.isEmpty()) {
            Instant now = windows.now();
            stale.forEach(id -> plan(byId(id), now));
        }
    }

    private Calendar told(long id, String what, String sentence, String who) {
        Calendar calendar = byId(id);
        plan(calendar, windows.now());
        tell(calendar, what, sentence, who);
        plans.wakeAll();
        return calendar;
    }

    private void plan(Calendar calendar, Instant now) {
        windows.plan(calendar, openings(calendar, now, now.plus(AHEAD)), now);
        jdbc.sql("update calendars set planned_until = ? where id = ?")
                .params(Timestamp.from(now.plus(AHEAD)), calendar.id())
                .update();
    }

    /** Whole; also what blackouts leave of them that are for all of the calendar's hosts. */
    public List<Span> openings(Calendar calendar, Instant from, Instant to) {
        List<Span> closed = blackouts.endingAfter(from).stream()
                .filter(blackout -> blackout.scope() == null || blackout.scope().equals(calendar.scope()))
                .map(Blackout::span)
                .toList();
        return Openings.between(calendar, closed, from, to);
    }

    /** What of it is odd, beyond what {@link Oddities} sees in itself. */
    public List<String> notes(Calendar calendar) {
        List<String> notes = new ArrayList<>(Oddities.of(calendar, windows.now()));
        if (calendar.scope() != null) {
            Optional.ofNullable(places.nobody(calendar.scope())).ifPresent(notes::add);
            all().stream()
                    .filter(other ->
                            other.id() != calendar.id() && calendar.scope().equals(other.scope()))
                    .map(other -> "The calendar %s is for %s too: its hosts may work when either is open."
                            .formatted(other.name(), calendar.scope()))
                    .forEach(notes::add);
        }
        return notes;
    }

    private void tell(Calendar calendar, String what, String sentence, String who) {
        ledger.append(Entry.of(
                        "calendar:" + calendar.id(),
                        "calendar." + what,
                        "The calendar %s %s.".formatted(calendar.name(), sentence))
                .by(who)
                .with(calendar));
    }

    private static String says(Calendar calendar) {
        return "%s from %s %s for %s%s"
                .formatted(
                        calendar.rrule(),
                        calendar.start(),
                        calendar.zone(),
                        calendar.duration(),
                        calendar.scope() == null ? "" : ", for " + calendar.scope());
    }

    /** @param last who made it, or its id */
    private Object[] columns(Calendar calendar, Object last) {
        return new Object[] {
            calendar.name(),
            calendar.rrule(),
            calendar.start(),
            calendar.duration().toSeconds(),
            calendar.zone().getId(),
            write(calendar.blackouts()),
            calendar.scope() == null ? null : calendar.scope().kind().word(),
            calendar.scope() == null ? null : calendar.scope().name(),
            last
        };
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private Calendar calendar(ResultSet row, int n) throws SQLException {
        try {
            return new Calendar(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("rrule"),
                    row.getObject("start_local", LocalDateTime.class),
                    Duration.ofSeconds(row.getLong("seconds")),
                    ZoneId.of(row.getString("zone")),
                    json.readValue(row.getString("blackouts"), DATES),
                    Scope.of(row.getString("scope"), row.getString("scope_name")),
                    row.getString("created_by"),
                    row.getTimestamp("created_at").toInstant());
        } catch (JsonProcessingException e) {
            throw new SQLException("calendar " + row.getLong("id") + " holds no JSON", e);
        }
    }
}
