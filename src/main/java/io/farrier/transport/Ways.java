package io.farrier.transport;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is known of the ways to each BMC: what was observed of each operation, and how healthy each way is. */
@Repository
public class Ways {

    /** Other hubs observe too; what they saw is known here after so long at the latest. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private static final Duration KIND_FRESH = Duration.ofMinutes(1);

    private static final String KNOWN = """
            select o.transport, o.operation, o.supported, o.word, o.detail, o.latency_ms, o.seen_at
            from transport_observations o where o.host_id = ?
            """;

    private static final String HEALTH = """
            select transport, good, bad, latency_ms, failures, rests_until, at from transport_health where host_id = ?
            """;

    private static final String SAVE = """
            insert into transport_health (host_id, transport, good, bad, latency_ms, failures, rests_until, at)
            select h.id, ?, ?, ?, ?, ?, ?, ? from hosts h where h.id = ?
            on conflict (host_id, transport) do update set good = excluded.good, bad = excluded.bad,
                latency_ms = excluded.latency_ms, failures = excluded.failures, rests_until = excluded.rests_until, at = excluded.at
            """;

    /** Each host counts as at most one, however often it was asked: one that is broken does not speak for its kind. */
    private static final String KIND = """
            select h.transport, sum(h.good * w / (h.good + h.bad)) as good, sum(h.bad * w / (h.good + h.bad)) as bad
            from (select t.transport, t.good, t.bad, power(0.5, extract(epoch from now() - t.at) / :halfLife) as w
                from transport_health t
                join hosts other on other.id = t.host_id
                join hosts this on this.id = :host and this.model = other.model and this.bmc_version = other.bmc_version
                where t.host_id <> :host and t.good + t.bad > 0) h
            group by h.transport
            """;

    /** So many hosts' worth of doubt must be outweighed before a kind is thought ill of. */
    private static final double DOUBT = 4;

    /** What is known of one way: observations by the operation's word. */
    public record Known(Map<String, Observed> operations, Health health) {

        public static final Known NOTHING = new Known(Map.of(), Health.NEW);

        boolean answers() {
            return operations.values().stream().anyMatch(o -> Boolean.TRUE.equals(o.supported()));
        }
    }

    /** @param supported null: never found out */
    public record Observed(Boolean supported, String word, String detail, Integer latencyMs, Instant seenAt) {}

    private record Loaded(Map<String, Known> ways, long until) {}

    private record Kind(Map<String, Double> scores, long until) {}

    private final JdbcClient jdbc;
    private final Map<Long, Loaded> loaded = new ConcurrentHashMap<>();
    private final Map<Long, Kind> kinds = new ConcurrentHashMap<>();

    Ways(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By transport; what this hub has seen itself is in it at once. */
    public Map<String, Known> of(long host) {
        Loaded here = loaded.get(host);
        if (here == null || System.nanoTime() - here.until() > 0) {
            here = new Loaded(load(host), System.nanoTime() + FRESH.toNanos());
            loaded.put(host, here);
        }
        return here.ways();
    }

    /** How this way does on hosts of the same model and BMC firmware, 1 where nobody knows. */
    public double kind(long host, String transport) {
        Kind kind = kinds.get(host);
        if (kind == null || System.nanoTime() - kind.until() > 0) {
            kind = new Kind(kinds(host), System.nanoTime() + KIND_FRESH.toNanos());
            kinds.put(host, kind);
        }
        return kind.scores().getOrDefault(transport, 1.0);
    }

    public void save(long host, String transport, Health health) {
        jdbc.sql(SAVE)
                .params(
                        transport,
                        health.good(),
                        health.bad(),
                        health.latencyMs(),
                        health.failures(),
                        health.restsUntil() == null ? null : Timestamp.from(health.restsUntil()),
                        Timestamp.from(health.at()),
                        host)
                .update();
        forget(host);
    }

    /** What is known here of a host is read anew at the next ask. */
    public void forget(long host) {
        loaded.remove(host);
    }

    private Map<String, Known> load(long host) {
        Map<String, Map<String, Observed>> operations = new HashMap<>();
        jdbc.sql(KNOWN)
                .params(host)
                .query((row, n) -> operations
                        .computeIfAbsent(row.getString("transport"), t -> new HashMap<>())
                        .put(
                                row.getString("operation"),
                                new Observed(
                                        (Boolean) row.getObject("supported"),
                                        row.getString("word"),
                                        row.getString("detail"),
                                        (Integer) row.getObject("latency_ms"),
                                        row.getTimestamp("seen_at").toInstant())))
                .list();
        Map<String, Health> health = new HashMap<>();
        jdbc.sql(HEALTH)
                .params(host)
                .query((row, n) -> {
                    Timestamp rests = row.getTimestamp("rests_until");
                    return health.put(
                            row.getString("transport"),
                            new Health(
                                    row.getDouble("good"),
                                    row.getDouble("bad"),
                                    row.getDouble("latency_ms"),
                                    row.getInt("failures"),
                                    rests == null ? null : rests.toInstant(),
                                    row.getTimestamp("at").toInstant()));
                })
                .list();
        Map<String, Known> ways = new HashMap<>();
        operations.forEach(
                (transport, seen) -> ways.put(transport, new Known(seen, health.getOrDefault(transport, Health.NEW))));
        health.forEach((transport, h) -> ways.putIfAbsent(transport, new Known(Map.of(), h)));
        return ways;
    }

    private Map<String, Double> kinds(long host) {
        Map<String, Double> scores = new HashMap<>();
        jdbc.sql(KIND)
                .param("halfLife", Health.HALF_LIFE.toSeconds())
                .param("host", host)
                .query((row, n) -> scores.put(
                        row.getString(1), (row.getDouble(2) + DOUBT) / (row.getDouble(2) + row.getDouble(3) + DOUBT)))
                .list();
        return scores;
    }
}
