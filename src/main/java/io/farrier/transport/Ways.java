package io.farrier.transport;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is known of the ways to each BMC: what was observed of each operation, and how healthy each way is. */
@Repository
public class Ways {

    /** Other hubs observe too; what they saw is known here after so long at the latest. */
    private static final Duration FRESH = Duration.ofSeconds(15);

    private static final String KNOWN = """
            select o.host_id, o.transport, o.operation, o.supported, o.word, o.detail, o.latency_ms, o.seen_at
            from transport_observations o where o.host_id = any (?)
            """;

    private static final String HEALTH = """
            select host_id, transport, good, bad, latency_ms, failures, rests_until, at from transport_health
            where host_id = any (?)
            """;

    private static final String SAVE = """
            insert into transport_health (host_id, transport, good, bad, latency_ms, failures, rests_until, at)
            select h.id, ?, ?, ?, ?, ?, ?, ? from hosts h where h.id = ?
            on conflict (host_id, transport) do update set good = excluded.good, bad = excluded.bad,
                latency_ms = excluded.latency_ms, failures = excluded.failures, rests_until = excluded.rests_until, at = excluded.at
            """;

    /** What is known of one way: observations by the operation's word. */
    public record Known(Map<String, Observed> operations, Health health) {

        public static final Known NOTHING = new Known(Map.of(), Health.NEW);

        boolean answers() {
            return operations.values().stream().anyMatch(o -> Boolean.TRUE.equals(o.supported()));
        }
    }

    /** @param supported null: never found out */
    public record Observed(Boolean supported, String word, String detail, Integer latencyMs, Instant seenAt) {}

    private record Loaded(Map<String, Known> ways, Kinds.Kind kind, long until) {}

    private final JdbcClient jdbc;
    private final Map<Long, Loaded> loaded = new ConcurrentHashMap<>();
    private final Kinds kinds;

    Ways(JdbcClient jdbc, Kinds kinds) {
        this.jdbc = jdbc;
        this.kinds = kinds;
    }

    /** By transport; what this hub has seen itself is in it at once. */
    public Map<String, Known> of(long host) {
        return loaded(host).ways();
    }

    /** How this way does on other hosts of the same model and BMC firmware, 1 where nobody knows. */
    public double kind(long host, String transport) {
        Loaded here = loaded(host);
        return kinds.score(
                here.kind(),
                transport,
                here.ways().getOrDefault(transport, Known.NOTHING).health());
    }

    /** Reads what is known of many hosts at once: they are about to be asked for, one after the other. */
    public void expect(Collection<Long> hosts) {
        List<Long> unknown =
                hosts.stream().filter(host -> !fresh(loaded.get(host))).toList();
        if (!unknown.isEmpty()) {
            loaded.putAll(load(unknown));
        }
    }

    private Loaded loaded(long host) {
        Loaded here = loaded.get(host);
        if (!fresh(here)) {
            here = load(List.of(host)).get(host);
            loaded.put(host, here);
        }
        return here;
    }

    private static boolean fresh(Loaded here) {
        return here != null && System.nanoTime() - here.until() <= 0;
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

    private Map<Long, Loaded> load(List<Long> hosts) {
        Long[] ids = hosts.toArray(Long[]::new);
        Map<Long, Map<String, Map<String, Observed>>> observed = new HashMap<>();
        jdbc.sql(KNOWN).params((Object) ids).query(row -> {
            observed.computeIfAbsent(row.getLong("host_id"), host -> new HashMap<>())
                    .computeIfAbsent(row.getString("transport"), t -> new HashMap<>())
                    .put(
                            row.getString("operation"),
                            new Observed(
                                    (Boolean) row.getObject("supported"),
                                    row.getString("word"),
                                    row.getString("detail"),
                                    (Integer) row.getObject("latency_ms"),
                                    row.getTimestamp("seen_at").toInstant()));
        });
        Map<Long, Map<String, Health>> health = new HashMap<>();
        jdbc.sql(HEALTH).params((Object) ids).query(row -> {
            health.computeIfAbsent(row.getLong("host_id"), host -> new HashMap<>())
                    .put(row.getString("transport"), health(row));
        });
        Map<Long, Kinds.Kind> known = new HashMap<>();
        jdbc.sql("select id, model, bmc_version from hosts where id = any (?)")
                .params((Object) ids)
                .query(row -> {
                    known.put(row.getLong("id"), new Kinds.Kind(row.getString("model"), row.getString("bmc_version")));
                });
        long until = System.nanoTime() + FRESH.toNanos();
        Map<Long, Loaded> all = new HashMap<>();
        for (long host : hosts) {
            all.put(
                    host,
                    new Loaded(
                            ways(observed.getOrDefault(host, Map.of()), health.getOrDefault(host, Map.of())),
                            known.getOrDefault(host, new Kinds.Kind(null, null)),
                            until));
        }
        return all;
    }

    private static Map<String, Known> ways(Map<String, Map<String, Observed>> observed, Map<String, Health> health) {
        Map<String, Known> ways = new HashMap<>();
        observed.forEach(
                (transport, seen) -> ways.put(transport, new Known(seen, health.getOrDefault(transport, Health.NEW))));
        health.forEach((transport, h) -> ways.putIfAbsent(transport, new Known(Map.of(), h)));
        return ways;
    }

    private static Health health(ResultSet row) throws SQLException {
        Timestamp rests = row.getTimestamp("rests_until");
        return new Health(
                row.getDouble("good"),
                row.getDouble("bad"),
                row.getDouble("latency_ms"),
                row.getInt("failures"),
                rests == null ? null : rests.toInstant(),
                row.getTimestamp("at").toInstant());
    }
}
