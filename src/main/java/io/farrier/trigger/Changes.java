package io.farrier.trigger;

import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.trigger.Said.Opening;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The changes: what all messages about each say together, and the plan that it became. */
@Repository("triggerChanges")
public class Changes {

    /** @param planState null: it has no plan */
    public record Row(
            long id,
            String source,
            String number,
            Change said,
            String state,
            String reason,
            Long planId,
            Long windowId,
            ChangeDecision.Made made,
            long turn) {}

    private static final String ROW = """
            select c.*, p.state as plan_state, w.opens_at, w.closes_at
            from changes c left join update_plans p on p.id = c.plan_id left join windows w on w.id = c.window_id
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Json json;

    Changes(JdbcClient jdbc, Ledger ledger, Json json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** What every event about a change has in its data. */
    static Map<String, Object> facts(String source, String number) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("source", source);
        facts.put("change", number);
        return facts;
    }

    public Row byId(long id) {
        return jdbc.sql(ROW + " where c.id = ?")
                .params(id)
                .query(this::row)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no change " + id + "."));
    }

    public List<Row> page(String number, long after, int limit) {
        return page(number, "id", after, limit);
    }

    public List<Row> page(String number, String sort, long after, int limit) {
        Order order = Order.of("changes", sort, Map.of("id", "t.id", "number", "t.number", "state", "t.state"));
        order.check(jdbc, after);
        return jdbc.sql(ROW + " join changes t on t.id = c.id where (:number::text is null or c.number = :number) and"
                        + order.behind() + order.by())
                .param("after", after)
                .param("number", number)
                .param("limit", limit)
                .query(this::row)
                .list();
    }

    boolean known(String source, String number) {
        return jdbc.sql("select exists (select from changes where source = ? and number = ?)")
                .params(source, number)
                .query(Boolean.class)
                .single();
    }

    void planned(long id, long planId, long windowId, String applied) {
        jdbc.sql("update changes set plan_id = ?, window_id = ?, applied = ? where id = ?")
                .params(planId, windowId, applied, id)
                .update();
    }

    /** How it stands; a state that is news is told. @param type of the event, {@code change.accepted} */
    void stands(Row change, String state, String reason, boolean settled, String type, Map<String, Object> more) {
        jdbc.sql("update changes set state = ?, reason = ?, settled = ? where id = ?")
                .params(state, reason, settled, change.id())
                .update();
        if (type == null || state.equals(change.state()) && reason.equals(change.reason())) {
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("state", state);
        facts.put("reason", reason);
        facts.putAll(more);
        Entry entry = told(change.id(), change.source(), change.number(), type, reason, facts);
        ledger.append(more.get("plan") instanceof Long plan ? entry.plan(plan) : entry);
    }

    /** What happened to a change, for the ledger. */
    static Entry told(long id, String source, String number, String type, String what, Map<String, Object> more) {
        Map<String, Object> facts = facts(source, number);
        facts.putAll(more);
        return Entry.of("change:" + id, type, "The change %s %s.".formatted(number, what))
                .with(facts);
    }

    private Row row(ResultSet row, int n) throws SQLException {
        Long plan = row.getObject("plan_id", Long.class);
        return new Row(
                row.getLong("id"),
                row.getString("source"),
                row.getString("number"),
                json.read(row.getString("said"), Change.class),
                row.getString("state"),
                row.getString("reason"),
                plan,
                row.getObject("window_id", Long.class),
                plan == null
                        ? null
                        : new ChangeDecision.Made(
                                plan,
                                row.getString("plan_state"),
                                row.getString("applied"),
                                new Opening(
                                        instant(row.getTimestamp("opens_at")), instant(row.getTimestamp("closes_at")))),
                row.getLong("turn"));
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
