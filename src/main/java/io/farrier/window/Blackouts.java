package io.farrier.window;

import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The blackouts. They begin and end by the database's clock. */
@Repository
public class Blackouts {

    private static final String ADD = """
            insert into blackouts (name, from_at, to_at, reason, scope, scope_name, created_by) values (?, ?, ?, ?, ?, ?, ?)
            returning *
            """;

    private static final String CHANGE = """
            update blackouts set name = ?, from_at = ?, to_at = ?, reason = ?, scope = ?, scope_name = ?,
                state = case when ? > now() then 'ahead' else 'on' end
            where id = ? returning *
            """;

    private static final String TURN = """
            update blackouts set state = case when to_at <= now() then 'over' else 'on' end
            where state <> 'over' and (to_at <= now() or state = 'ahead' and from_at <= now())
            returning *
            """;

    private static final RowMapper<Blackout> BLACKOUT = (row, n) -> new Blackout(
            row.getLong("id"),
            row.getString("name"),
            row.getTimestamp("from_at").toInstant(),
            row.getTimestamp("to_at").toInstant(),
            row.getString("reason"),
            Scope.of(row.getString("scope"), row.getString("scope_name")),
            row.getString("state"),
            row.getString("created_by"),
            row.getTimestamp("created_at").toInstant());

    private final JdbcClient jdbc;
    private final Places places;
    private final WindowPlans plans;
    private final Ledger ledger;

    Blackouts(JdbcClient jdbc, Places places, WindowPlans plans, Ledger ledger) {
        this.jdbc = jdbc;
        this.places = places;
        this.plans = plans;
        this.ledger = ledger;
    }

    public List<Blackout> page(String sort, long after, int limit) {
        Order order = Order.of(
                "blackouts", sort, Map.of("id", "t.id", "name", "t.name", "from", "t.from_at", "to", "t.to_at"));
        order.check(jdbc, after);
        return jdbc.sql("select * from blackouts t where" + order.behind() + order.by())
                .param("after", after)
                .param("limit", limit)
                .query(BLACKOUT)
                .list();
    }

    List<Blackout> endingAfter(Instant time) {
        return jdbc.sql("select * from blackouts where to_at > ? order by from_at, id")
                .params(Timestamp.from(time))
                .query(BLACKOUT)
                .list();
    }

    /** @throws Refused where there is none */
    public Blackout byId(long id) {
        return jdbc.sql("select * from blackouts where id = ?")
                .params(id)
                .query(BLACKOUT)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no blackout " + id + "."));
    }

    /** @throws Refused for one that ends before it starts, is over, has no reason, a name that is taken, or a host that is none */
    @Transactional
    public Blackout add(Blackout.Draft draft, String who) {
        Scope scope = check(draft);
        return anew(
                saved(
                        ADD,
                        draft,
                        draft.name().strip(),
                        Timestamp.from(draft.from()),
                        Timestamp.from(draft.to()),
                        draft.reason(),
                        kind(scope),
                        name(scope),
                        who),
                "added",
                who);
    }

    /** @throws Refused as when it is added */
    @Transactional
    public Blackout change(long id, Blackout.Draft draft, String who) {
        byId(id);
        Scope scope = check(draft);
        return anew(
                saved(
                        CHANGE,
                        draft,
                        draft.name().strip(),
                        Timestamp.from(draft.from()),
                        Timestamp.from(draft.to()),
                        draft.reason(),
                        kind(scope),
                        name(scope),
                        Timestamp.from(draft.from()),
                        id),
                "changed",
                who);
    }

    @Transactional
    public void remove(long id, String who) {
        Blackout blackout = byId(id);
        jdbc.sql("delete from blackouts where id = ?").params(id).update();
        anew(blackout, "removed", who);
    }

    /** Tells of those that have begun or ended since, however late this is asked, and returns them. */
    @Transactional
    public List<Blackout> turn() {
        List<Blackout> changed = jdbc.sql(TURN).query(BLACKOUT).list();
        changed.forEach(blackout -> tell(blackout, blackout.state().equals("on") ? "began" : "ended", "farrier"));
        return changed;
    }

    /** The clock's next tick plans the openings anew; what may be done now is so at once. */
    private Blackout anew(Blackout blackout, String what, String who) {
        jdbc.sql("update calendars set planned_until = null where removed_at is null")
                .update();
        plans.wakeAll();
        return tell(blackout, what, who);
    }

    private Blackout saved(String sql, Blackout.Draft draft, Object... values) {
        try {
            return jdbc.sql(sql).params(values).query(BLACKOUT).single();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a blackout %s already.".formatted(draft.name()));
        }
    }

    private Scope check(Blackout.Draft draft) {
        if (blank(draft.name()) || blank(draft.reason())) {
            throw Refused.invalid("A blackout needs a name and a reason.");
        }
        if (draft.from() == null || draft.to() == null) {
            throw Refused.invalid(
                    "The blackout %s needs from and to, times such as %s.".formatted(draft.name(), Instant.EPOCH));
        }
        if (!draft.to().isAfter(draft.from())) {
            throw Refused.invalid(
                    "The blackout %s ends before it starts: to must be after from.".formatted(draft.name()));
        }
        Scope scope = Scope.of(draft.scope());
        places.check(scope);
        if (!jdbc.sql("select ? > now()")
                .params(Timestamp.from(draft.to()))
                .query(Boolean.class)
                .single()) {
            throw Refused.invalid(
                    "The blackout %s was over at %s: give one that lies ahead.".formatted(draft.name(), draft.to()));
        }
        return scope;
    }

    private Blackout tell(Blackout blackout, String what, String who) {
        String sentence = "The blackout %s (%s) %s: %s closed from %s to %s."
                .formatted(
                        blackout.name(),
                        blackout.reason(),
                        what.equals("began") || what.equals("ended") ? what : "was " + what,
                        blackout.scope() == null ? "everything" : blackout.scope(),
                        blackout.from(),
                        blackout.to());
        ledger.append(Entry.of("blackout:" + blackout.id(), "blackout." + what, sentence)
                .by(who)
                .with(blackout));
        return blackout;
    }

    private static String kind(Scope scope) {
        return scope == null ? null : scope.kind().word();
    }

    private static String name(Scope scope) {
        return scope == null ? null : scope.name();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
