package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The plans and the moves of their states; who made each and why is in the ledger. */
@Repository
public class Plans {

    private static final String COLUMNS =
            "id, name, state, selector, packages, rollback_of, policy, window_id, calendar_id, wave, reason, target_hash, created_by, created_at, approved_by,"
                    + " approved_at, started_at, ended_at";

    /** With the state that it was in. */
    private static final String MOVE = """
            update update_plans set state = :to, reason = :why, due_at = now(), turn = turn + 1,
                started_at = case when :to = 'running' then coalesce(started_at, now()) else started_at end,
                ended_at = case when :to in ('completed', 'failed', 'cancelled') then now() end%s
            from (select id as this, state as was from update_plans where id = :id for update) before
            where id = this and state = any (:from)
            returning turn, was,""" + COLUMNS;

    private static final String FROZEN = ", target_hash = :hash, approved_by = :who, approved_at = now()";

    private static final String APPROVED = """
            with mine as (
                insert into plan_approvals (plan_id, who, hash) values (:plan, :who, :hash)
                on conflict (plan_id, who) do update set hash = excluded.hash, at = now() returning who, at)
            select who from (
                select who, at from plan_approvals where plan_id = :plan and hash = :hash and who <> :who
                union all select who, at from mine) everybody
            order by at
            """;

    /** With who the host is now: another machine at its address later is not the one that was approved. */
    private static final String FREEZE = """
            insert into plan_targets (plan_id, host_id, service_tag, wave, promises, expected, longest, place, reset, quiesce,
                minutes, forecast, profile)
            select ?, id, service_tag, ?, ?::jsonb, ?, ?, ?::jsonb, ?, ?, ?::jsonb, ?::jsonb, ? from hosts where id = ?
            """;

    /**
     * A plan as it is asked for.
     *
     * @param policy null: nothing is said, which is the careful choice in everything
     * @param rollbackOf null: it is no way back
     */
    public record Draft(
            String name,
            JsonNode selector,
            List<Long> packages,
            JsonNode policy,
            Long windowId,
            Long calendarId,
            Long rollbackOf) {

        public Draft {
            if (packages != null && packages.isEmpty()) {
                throw Refused.invalid("packages names none. Leave it out for what compliance says, or name some.");
            }
            packages = packages == null ? List.of() : List.copyOf(packages);
        }

        public Draft(
                String name, JsonNode selector, List<Long> packages, JsonNode policy, Long windowId, Long calendarId) {
            this(name, selector, packages, policy, windowId, calendarId, null);
        }

        public Draft(String name, JsonNode selector, JsonNode policy, Long windowId) {
            this(name, selector, null, policy, windowId, null);
        }
    }

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final Ledger ledger;
    private final Policies policies;
    private final ObjectMapper json;

    Plans(JdbcClient jdbc, JdbcTemplate batches, Ledger ledger, Policies policies, ObjectMapper json) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.policies = policies;
        this.ledger = ledger;
        this.json = json;
    }

    /** @throws Refused for a policy that is wrong, a window that is not there, or a name that is taken */
    @Transactional
    public Plan add(Draft draft, String who) {
        String name = draft.name();
        Long windowId = draft.windowId();
        if (name == null || name.isBlank()) {
            throw Refused.invalid("A plan needs a name.");
        }
        Policy policy = policies.planned(draft.policy());
        known(draft.packages());
        if (windowId != null) {
            String window = jdbc.sql("select state from windows where id = ?")
                    .params(windowId)
                    .query(String.class)
                    .optional()
                    .orElseThrow(() -> Refused.invalid("There is no window " + windowId + ": add it first."));
            if (window.equals("over")) {
                throw Refused.invalid("The window " + windowId + " is over: a plan in it would never start.");
            }
        }
        calendar(draft);
        try {
            Plan plan = jdbc.sql(
                            "insert into update_plans (name, selector, packages, rollback_of, policy, said, window_id, calendar_id, created_by)"
                                    + " values (?, ?::jsonb, ?::jsonb, ?, ?::jsonb, ?::jsonb, ?, ?, ?) returning "
                                    + COLUMNS)
                    .params(
                            name,
                            write(draft.selector()),
                            draft.packages().isEmpty() ? null : write(draft.packages()),
                            draft.rollbackOf(),
                            write(policy),
                            write(draft.policy() == null || draft.policy().isNull() ? Map.of() : draft.policy()),
                            windowId,
                            draft.calendarId(),
                            who)
                    .query(this::plan)
                    .single();
            event(
                    plan.id(),
                    "plan.added",
                    "The plan %s was drafted.".formatted(name),
                    who,
                    Map.of("selector", draft.selector()));
            return plan;
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a plan %s already.".formatted(name));
        }
    }

    private void calendar(Draft draft) {
        if (draft.calendarId() == null) {
            return;
        }
        if (draft.windowId() != null) {
            throw Refused.invalid("A plan has a window or a calendar, not both.");
        }
        boolean there = jdbc.sql("select exists (select 1 from calendars where id = ? and removed_at is null)")
                .params(draft.calendarId())
                .query(Boolean.class)
                .single();
        if (!there) {
            throw Refused.invalid("There is no calendar " + draft.calendarId() + ": add it first.");
        }
    }

    private void known(List<Long> packages) {
        if (packages.isEmpty()) {
            return;
        }
        List<Long> found = jdbc.sql("select id from packages where id = any (?)")
                .params((Object) packages.toArray(Long[]::new))
                .query(Long.class)
                .list();
        packages.stream().filter(id -> !found.contains(id)).findFirst().ifPresent(id -> {
            throw Refused.invalid("There is no package " + id + ": sync its catalog or upload it first.");
        });
    }

    /** @throws Refused where there is no such plan */
    public Plan byId(long id) {
        return jdbc.sql("select " + COLUMNS + " from update_plans where id = ?")
                .params(id)
                .query(this::plan)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no plan " + id + "."));
    }

    /** Those that it was approved for. */
    List<Long> hosts(long id) {
        return jdbc.sql("select host_id from plan_targets where plan_id = ? order by wave, host_id")
                .params(id)
                .query(Long.class)
                .list();
    }

    /** A page of plans. @param after the last id of the page before; 0 for the first @param state null: all */
    public List<Plan> page(String state, String sort, long after, int limit) {
        Order order = Order.of("update_plans", sort, Map.of("id", "t.id", "name", "t.name", "state", "t.state"));
        order.check(jdbc, after);
        return jdbc.sql("select " + COLUMNS + " from update_plans t where (:state::text is null or state = :state) and"
                        + order.behind() + order.by())
                .param("state", state)
                .param("after", after)
                .param("limit", limit)
                .query(this::plan)
                .list();
    }

    /** Nobody moves them until the commit. */
    List<Plan> underWay() {
        return jdbc.sql("select " + COLUMNS
                        + " from update_plans where state in ('scheduled', 'running') order by id for update")
                .query(this::plan)
                .list();
    }

    /**
     * @param from the state that it was in
     * @param bell that it answers to now
     */
    public record Moved(Plan plan, String from, Bell bell) {}

    /**
     * Moves a plan from one of some states to another.
     *
     * @throws Refused when it is in none of them
     */
    @Transactional
    public Moved move(long id, List<String> from, String to, String type, String why, String who) {
        return moved(jdbc.sql(MOVE.formatted("")), id, from, to, type, why, who);
    }

    private Moved moved(
            JdbcClient.StatementSpec move, long id, List<String> from, String to, String type, String why, String who) {
        Moved moved = move.param("id", id)
                .param("from", from.toArray(String[]::new))
                .param("to", to)
                .param("why", why)
                .query((row, n) ->
                        new Moved(plan(row, n), row.getString("was"), new Bell(row.getLong("id"), row.getLong("turn"))))
                .optional()
                .orElseThrow(() -> {
                    Plan plan = byId(id);
                    return Refused.conflict("The plan %s is %s; this needs it to be %s."
                            .formatted(plan.name(), plan.state(), String.join(" or ", from)));
                });
        String sentence = "The plan %s %s.".formatted(moved.plan().name(), why);
        event(id, type, sentence, who, Map.of("from", moved.from(), "to", to));
        return moved;
    }

    /** Its time has come: in a turn of its own, which goes on. */
    void begin(long id, String name) {
        int begun = jdbc.sql("update update_plans set state = 'running', reason = 'begins: its window is open',"
                        + " started_at = coalesce(started_at, now()) where id = ? and state = 'scheduled'")
                .params(id)
                .update();
        if (begun != 1) {
            throw Refused.conflict("The plan %s is no longer scheduled, and does not begin.".formatted(name));
        }
        event(
                id,
                "plan.begun",
                "The plan %s begins: its window is open.".formatted(name),
                "farrier",
                Map.of("from", "scheduled", "to", "running"));
    }

    /** Freezes the target set: what is approved is what will be done. */
    Plan approve(Plan plan, List<Target> targets, String hash, String who) {
        jdbc.sql("delete from plan_targets where plan_id = ?").params(plan.id()).update();
        batches.batchUpdate(FREEZE, targets, 500, (statement, target) -> {
            statement.setLong(1, plan.id());
            statement.setInt(2, target.wave());
            statement.setString(3, write(target.promises()));
            statement.setInt(4, (int) target.expected().toSeconds());
            statement.setInt(5, (int) target.longest().toSeconds());
            statement.setString(6, write(target.place()));
            statement.setString(7, target.reset());
            statement.setString(8, target.quiesce());
            statement.setString(9, write(target.minutes()));
            statement.setString(10, write(target.forecast()));
            statement.setBoolean(11, target.profile());
            statement.setLong(12, target.hostId());
        });
        String why = "was approved for %d hosts by %s".formatted(targets.size(), who);
        var move = jdbc.sql(MOVE.formatted(FROZEN)).param("hash", hash).param("who", who);
        return moved(move, plan.id(), List.of("draft"), "approved", "plan.approved", why, who)
                .plan();
    }

    /** Somebody's approval of what was previewed. Returns everybody who has approved just that. */
    List<String> approvals(long id, String hash, String who) {
        return jdbc.sql(APPROVED)
                .param("plan", id)
                .param("who", who)
                .param("hash", hash)
                .query(String.class)
                .list();
    }

    /** What somebody, or something, says of a wave that is done: the next may begin, or must not. */
    @Transactional
    public void say(long id, int wave, boolean go, String reason, String who) {
        Plan plan = byId(id);
        if (go && wave == plan.wave() && atWork(id, wave)) {
            throw Refused.conflict(
                    "Wave %d of the plan %s is not done yet: go can be said of what has ended. Stop can be said at any time."
                            .formatted(wave, plan.name()));
        }
        if (wave < 1 || wave > plan.wave()) {
            throw Refused.conflict("The plan %s is at wave %d: nothing can be said of wave %d."
                    .formatted(plan.name(), plan.wave(), wave));
        }
        jdbc.sql("insert into plan_words (plan_id, wave, go, who, reason) values (?, ?, ?, ?, ?)"
                        + " on conflict (plan_id, wave) do update set go = excluded.go, who = excluded.who,"
                        + " reason = excluded.reason, at = now(), source = null, stamp = null")
                .params(id, wave, go, who, reason)
                .update();
        String sentence = "Of wave %d of the plan %s was said: %s%s."
                .formatted(wave, plan.name(), go ? "go" : "stop", reason == null ? "" : ", " + reason);
        event(id, "plan.word", sentence, who, Map.of("wave", wave, "go", go));
    }

    private boolean atWork(long id, int wave) {
        return jdbc.sql("select exists (select 1 from host_runs where plan_id = ? and wave = ? and ended_at is null"
                        + " and state <> 'human')")
                .params(id, wave)
                .query(Boolean.class)
                .single();
    }

    /** Until the commit nobody else approves, moves or changes it. */
    void hold(long id) {
        jdbc.sql("select id from update_plans where id = ? for update")
                .params(id)
                .query(Long.class)
                .list();
    }

    /** The bell's turn of a plan that runs. */
    public long turn(long id) {
        return jdbc.sql("select turn from update_plans where id = ?")
                .params(id)
                .query(Long.class)
                .single();
    }

    /** Why nothing happens at present; for whoever asks. @return whether that is news */
    public boolean waits(long id, String why) {
        return jdbc.sql("update update_plans set reason = ? where id = ? and reason is distinct from ?")
                        .params(why, id, why)
                        .update()
                == 1;
    }

    void event(long id, String type, String sentence, String who, Object data) {
        ledger.append(Entry.of("plan:" + id, type, sentence).plan(id).by(who).with(data));
    }

    private Plan plan(ResultSet row, int n) throws SQLException {
        return new Plan(
                row.getLong("id"),
                row.getString("name"),
                row.getString("state"),
                read(row.getString("selector"), JsonNode.class),
                row.getString("packages") == null ? List.of() : List.of(read(row.getString("packages"), Long[].class)),
                row.getObject("rollback_of", Long.class),
                read(row.getString("policy"), Policy.class),
                row.getObject("window_id", Long.class),
                row.getObject("calendar_id", Long.class),
                row.getInt("wave"),
                row.getString("reason"),
                row.getString("target_hash"),
                row.getString("created_by"),
                instant(row.getTimestamp("created_at")),
                row.getString("approved_by"),
                instant(row.getTimestamp("approved_at")),
                instant(row.getTimestamp("started_at")),
                instant(row.getTimestamp("ended_at")));
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A plan in the database can't be read: " + e.getMessage(), e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
