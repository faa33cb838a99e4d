package io.farrier.trigger;

import io.farrier.hub.Order;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Every message that ever came, as it came, and what became of it. */
@Repository
public class Inbox {

    /** @param times how often it came so far, with this time */
    public record Kept(long id, String state, String reason, int times) {

        public boolean settled() {
            return !state.equals("new");
        }
    }

    /**
     * A message as it is shown.
     *
     * @param body as text; what is no UTF-8 is replaced
     * @param number of the change, the CI or the freeze; null where it could not be read
     * @param sentAt of one that the broker gave up: since when it lay there; else null
     * @param deadFrom the queue that gave it up; null: none did
     */
    public record Shown(
            long id,
            String origin,
            String state,
            String reason,
            String source,
            String eventId,
            String type,
            String number,
            Map<?, ?> attributes,
            String body,
            long length,
            int times,
            Instant receivedAt,
            Instant sentAt,
            String deadFrom,
            Long corrects,
            String settledBy) {}

    /** That a settled one came again is counted, and need not outlive a crash: its commit does not wait for the disk. */
    private static final String KEEP = """
            insert into messages (key, origin, attributes, body, length, source, event_id, type, number, corrects)
            values (?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
            on conflict (key) do update set times = messages.times + 1
            returning id, state, reason, times,
                case when times > 1 and state <> 'new' then set_config('synchronous_commit', 'off', true) end
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Json json;

    Inbox(JdbcClient jdbc, Ledger ledger, Json json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
    }

    /** The same for the same message. @param message null: it could not be opened */
    String key(Delivery delivery, Message message) {
        return Envelope.digest(
                message == null
                        ? "unread\n"
                                + Envelope.digest(
                                        delivery.origin(),
                                        json.write(new TreeMap<>(delivery.attributes())),
                                        delivery.body())
                        : message.key());
    }

    /** @param message null: it could not be opened */
    Kept keep(Delivery delivery, Message message, Long corrects) {
        return jdbc.sql(KEEP)
                .params(
                        key(delivery, message),
                        delivery.origin(),
                        json.write(delivery.attributes()),
                        delivery.body(),
                        delivery.length(),
                        message == null ? null : message.source(),
                        message == null ? null : message.id(),
                        message == null ? null : message.type(),
                        message == null ? null : message.number(),
                        corrects)
                .query((row, n) -> new Kept(
                        row.getLong("id"), row.getString("state"), row.getString("reason"), row.getInt("times")))
                .single();
    }

    void settle(long id, String state, String reason) {
        jdbc.sql("update messages set state = ?, reason = ? where id = ?")
                .params(state, reason, id)
                .update();
    }

    /** @param from the queue that gave it up */
    void died(long id, String from, Instant sentAt) {
        jdbc.sql("update messages set dead_from = ?, sent_at = ? where id = ?")
                .params(from, Timestamp.from(sentAt), id)
                .update();
    }

    /** @param by the message that was taken instead of it; itself where it was taken as it came */
    void replayed(long id, long by, String who) {
        settle(id, by == id ? "taken" : "replayed", by == id ? null : "was corrected as message " + by, who);
        tell(id, "message.replayed", by == id ? "was replayed" : "was corrected as message " + by, who);
    }

    @Transactional
    void discard(long id, String reason, String who) {
        settle(id, "discarded", reason, who);
        tell(id, "message.discarded", "was discarded" + (reason == null ? "" : ": " + reason), who);
    }

    private void settle(long id, String state, String reason, String who) {
        jdbc.sql(
                        "update messages set state = ?, reason = coalesce(?, reason), settled_by = ?, settled_at = now() where id = ?")
                .params(state, reason, who, id)
                .update();
    }

    private void tell(long id, String type, String what, String who) {
        ledger.append(Entry.of("message:" + id, type, "The message %d %s by %s.".formatted(id, what, who))
                .by(who)
                .with(Map.of("message", id)));
    }

    /** How many are parked since somebody else must have sent them. */
    int objected() {
        return jdbc.sql("select count(*) from messages where state = 'parked' and starts_with(reason, ?)")
                .params(Signature.FORGED)
                .query(Integer.class)
                .single();
    }

    /** @param state null: all */
    public List<Shown> page(String state, String sort, long after, int limit) {
        Order order = Order.of("messages", sort, Map.of("id", "t.id"));
        order.check(jdbc, after);
        return jdbc.sql("select * from messages t where (:state::text is null or state = :state) and" + order.behind()
                        + order.by())
                .param("after", after)
                .param("state", state)
                .param("limit", limit)
                .query(this::shown)
                .list();
    }

    /** @throws Refused where there is no such message */
    public Shown byId(long id) {
        return jdbc.sql("select * from messages where id = ?")
                .params(id)
                .query(this::shown)
                .optional()
                .orElseThrow(() -> unknown(id));
    }

    private static Refused unknown(long id) {
        return Refused.unknown("There is no message " + id + ".");
    }

    /** A message as it came, to be taken once more; nobody else changes it before this transaction ends. */
    Delivery again(long id) {
        return jdbc.sql("select origin, attributes, body, length from messages where id = ? for update")
                .params(id)
                .query((row, n) -> new Delivery(
                        row.getString("origin"), attributes(row), row.getBytes("body"), row.getLong("length"), null))
                .optional()
                .orElseThrow(() -> unknown(id));
    }

    @SuppressWarnings("unchecked")
    private Map<String, String> attributes(ResultSet row) throws SQLException {
        return json.read(row.getString("attributes"), Map.class);
    }

    private Shown shown(ResultSet row, int n) throws SQLException {
        return new Shown(
                row.getLong("id"),
                row.getString("origin"),
                row.getString("state"),
                row.getString("reason"),
                row.getString("source"),
                row.getString("event_id"),
                row.getString("type"),
                row.getString("number"),
                attributes(row),
                new String(row.getBytes("body"), StandardCharsets.UTF_8),
                row.getLong("length"),
                row.getInt("times"),
                row.getTimestamp("received_at").toInstant(),
                row.getTimestamp("sent_at") == null
                        ? null
                        : row.getTimestamp("sent_at").toInstant(),
                row.getString("dead_from"),
                row.getObject("corrects", Long.class),
                row.getString("settled_by"));
    }
}
