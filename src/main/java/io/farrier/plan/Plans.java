package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The plans and the moves of their states; who made each and why is in the ledger. */
@Repository
public class Plans {

    private static final String COLUMNS =
            "id, name, state, selector, policy, window_id, wave, reason, target_hash, created_by, created_at, approved_by,"
                    + " approved_at, started_at, ended_at";

    /** With who the host is now: another machine at its address later is not the one that was approved. */
    private static final String FREEZE = """
            insert into plan_targets (plan_id, host_id, service_tag, wave, promises, expected)
            select ?, id, service_tag, ?, ?::jsonb, ? from hosts where id = ?
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final ObjectMapper json;

    Plans(JdbcClient jdbc, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** @throws Refused for a policy that is wrong, a window that is not there, or a name that is taken */
    @Transactional
    public Plan add(String name, JsonNode selector, Policy policy, Long windowId, String who) {
        if (name == null || name.isBlank()) {
            throw Refused.invalid("A plan needs a name.");
        }
        policy.checked();
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
        try {
            long id = jdbc.sql("insert into update_plans (name, selector, policy, window_id, created_by)"
                            + " values (?, ?::jsonb, ?::jsonb, ?, ?) returning id")
                    .params(name, write(selector), write(policy), windowId, who)
                    .query(Long.class)
                    .single();
            event(id, "plan.added", "The plan %s was drafted.".formatted(name), who, Map.of("selector", selector));
            return byId(id);
        } catch (DuplicateKeyException e) {
            throw Refused.conflict("There is a plan %s already.".formatted(name));
        }
    }

    /** @throws Refused where there is no such plan */
    public Plan byId(long id) {
        return jdbc.sql("select " + COLUMNS + " from update_plans where id = ?")
                .params(id)
                .query(this::plan)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no plan " + id + "."));
    }

    public List<Plan> all() {
        return jdbc.sql("select " + COLUMNS + " from update_plans order by id desc limit 500")
                .query(this::plan)
                .list();
    }

    /**
     * Moves a plan from one of some states to another.
     *
     * @throws Refused when it is in none of them
     */
    @Transactional
    public Plan move(long id, List<String> from, String to, String type, String why, String who) {
        Plan plan = byId(id);
        int moved = jdbc.sql("""
                        update update_plans set state = ?, reason = ?, due_at = now(), turn = turn + 1,
                            started_at = case when ? = 'running' then coalesce(started_at, now()) else started_at end,
                            ended_at = case when ? in ('completed', 'failed', 'cancelled') then now() end
                        where id = ? and state = any (?)
                        """)
                .params(to, why, to, to, id, from.toArray(String[]::new))
                .update();
        if (moved == 0) {
            throw Refused.conflict("The plan %s is %s; this needs it to be %s."
                    .formatted(plan.name(), plan.state(), String.join(" or ", from)));
        }
        event(id, type, "The plan %s %s.".formatted(plan.name(), why), who, Map.of("from", plan.state(), "to", to));
        return byId(id);
    }

    /** Freezes the target set: what is approved is what will be done. */
    void approve(Plan plan, List<Target> targets, String hash, String who) {
        jdbc.sql("delete from plan_targets where plan_id = ?").params(plan.id()).update();
        for (Target target : targets) {
            jdbc.sql(FREEZE)
                    .params(
                            plan.id(),
                            target.wave(),
                            write(target.promises()),
                            (int) target.expected().toSeconds(),
                            target.hostId())
                    .update();
        }
        jdbc.sql("update update_plans set target_hash = ?, approved_by = ?, approved_at = now() where id = ?")
                .params(hash, who, plan.id())
                .update();
        String why = "was approved for %d hosts".formatted(targets.size());
        move(plan.id(), List.of("draft"), "approved", "plan.approved", why, who);
    }

    /** The bell's turn of a plan that runs. */
    public long turn(long id) {
        return jdbc.sql("select turn from update_plans where id = ?")
                .params(id)
                .query(Long.class)
                .single();
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
                read(row.getString("policy"), Policy.class),
                row.getObject("window_id", Long.class),
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
