package io.farrier.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The append-only story of everything that happened, and the outbox of all who want to know. Append inside the
 * transaction that changes the truth: then neither is there without the other.
 */
@Repository
public class Ledger {

    private static final String APPEND = "select ledger_append(?, ?, ?, ?, ?, ?, ?, ?::jsonb)";

    private static final String APPEND_ALL = """
            select ledger_append(stream, type, host, run, plan, who, sentence, data::jsonb) from (
                select * from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::text[])
                    with ordinality as e(stream, type, host, run, plan, who, sentence, data, place)
                order by place) e
            """;

    private static final String COLUMNS =
            "id, tx::text::bigint as tx, at, stream, seq, type, host_id, run_id, plan_id, who, sentence, data ";

    /** What is on one side of a place, below the oldest transaction that is still open, and about what is asked for. */
    private static final String SEEN = """
            from events
            where (tx, id) %s (:tx::text::xid8, :id) and tx < pg_snapshot_xmin(pg_current_snapshot())
            and (:host::bigint is null or host_id = :host)
            and (:plan::bigint is null or plan_id = :plan)
            and (:run::bigint is null or run_id = :run)
            """;

    private static final String STREAM = "select " + COLUMNS + "from events where stream = ? order by seq";

    private static final String FACTS =
            "select id, seq, at, type, data from events where stream = ? and seq > ? order by seq";

    /** The first event of a stream whose hash is not what its content and its predecessor say. */
    private static final String BROKEN = """
            select seq from (
                select e.*, lag(hash, 1, '') over (order by seq) as expected_prev, row_number() over (order by seq) as place
                from events e where stream = ?) chained
            where prev_hash <> expected_prev or seq <> place
               or hash <> ledger_hash(prev_hash, stream, seq, type, at, host_id, run_id, plan_id, who, sentence, data)
            order by seq limit 1
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Ledger(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** Appends one event to its stream and returns its id. */
    public long append(Entry entry) {
        return jdbc.sql(APPEND)
                .params(
                        entry.stream(),
                        entry.type(),
                        entry.hostId(),
                        entry.runId(),
                        entry.planId(),
                        entry.who(),
                        entry.sentence(),
                        write(entry.data()))
                .query(Long.class)
                .single();
    }

    /** Appends them in their order, in one go. */
    public void append(List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql(APPEND_ALL)
                .params(
                        entries.stream().map(Entry::stream).toArray(String[]::new),
                        entries.stream().map(Entry::type).toArray(String[]::new),
                        entries.stream().map(Entry::hostId).toArray(Long[]::new),
                        entries.stream().map(Entry::runId).toArray(Long[]::new),
                        entries.stream().map(Entry::planId).toArray(Long[]::new),
                        entries.stream().map(Entry::who).toArray(String[]::new),
                        entries.stream().map(Entry::sentence).toArray(String[]::new),
                        entries.stream().map(entry -> write(entry.data())).toArray(String[]::new))
                .query(Long.class)
                .list();
    }

    /** The next events after a cursor, oldest first; none that a still open transaction could yet come before. */
    public List<Event> after(Cursor cursor, int limit) {
        return after(cursor, limit, Topic.ALL);
    }

    public List<Event> after(Cursor cursor, int limit, Topic topic) {
        return seen("select " + COLUMNS + SEEN.formatted(">") + "order by tx, id limit :limit", cursor, limit, topic);
    }

    /** The events before a cursor, newest first. */
    public List<Event> before(Cursor cursor, int limit, Topic topic) {
        String newestFirst = "select " + COLUMNS + SEEN.formatted("<") + "order by tx desc, id desc limit :limit";
        return seen(newestFirst, cursor, limit, topic);
    }

    /** The last events, oldest first. */
    public List<Event> last(int limit, Topic topic) {
        return before(Cursor.END, limit, topic).reversed();
    }

    private List<Event> seen(String sql, Cursor cursor, int limit, Topic topic) {
        return jdbc.sql(sql)
                .param("tx", String.valueOf(cursor.tx()))
                .param("id", cursor.id())
                .param("host", topic.host())
                .param("plan", topic.plan())
                .param("run", topic.run())
                .param("limit", limit)
                .query(events())
                .list();
    }

    /** Where the ledger ends now: a reader that wants only news starts here. */
    public Cursor end() {
        return jdbc.sql(
                        "select tx::text::bigint as tx, id from events where tx < pg_snapshot_xmin(pg_current_snapshot())"
                                + " order by tx desc, id desc limit 1")
                .query((row, n) -> new Cursor(row.getLong("tx"), row.getLong("id")))
                .optional()
                .orElse(Cursor.START);
    }

    /** One story from its beginning. */
    public List<Event> stream(String stream) {
        return jdbc.sql(STREAM).params(stream).query(events()).list();
    }

    /** What comes in a story after a place, 0 for its beginning, with no more of it than a fold needs. */
    public List<Fact> facts(String stream, int after) {
        return jdbc.sql(FACTS)
                .params(stream, after)
                .query((row, n) -> new Fact(
                        row.getLong(1),
                        row.getInt(2),
                        row.getTimestamp(3).toInstant(),
                        row.getString(4),
                        row.getString(5)))
                .list();
    }

    /** The place in the stream where the chain of hashes breaks; empty where it holds. */
    public Optional<Integer> brokenAt(String stream) {
        return jdbc.sql(BROKEN).params(stream).query(Integer.class).optional();
    }

    private String write(Object data) {
        try {
            return json.writeValueAsString(data);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("An event's facts can't be written as JSON: " + e.getMessage(), e);
        }
    }

    private RowMapper<Event> events() {
        return (row, n) -> {
            try {
                return new Event(
                        row.getLong("id"),
                        row.getLong("tx"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("stream"),
                        row.getInt("seq"),
                        row.getString("type"),
                        row.getObject("host_id", Long.class),
                        row.getObject("run_id", Long.class),
                        row.getObject("plan_id", Long.class),
                        row.getString("who"),
                        row.getString("sentence"),
                        json.readTree(row.getString("data")));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("event " + row.getLong("id") + " holds no JSON", e);
            }
        };
    }
}
