package io.farrier.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How each way does among hosts of one model and BMC firmware: counted for all of the fleet at once, at most every minute. */
@Repository
class Kinds {

    private static final Duration FRESH = Duration.ofMinutes(1);

    /** Each host counts as at most one, however often it was asked: one that is broken does not speak for its kind. */
    private static final String SHARES = """
            select h.model, h.bmc_version, h.transport, sum(h.good * w / (h.good + h.bad)), sum(h.bad * w / (h.good + h.bad))
            from (select o.model, o.bmc_version, t.transport, t.good, t.bad,
                    power(0.5, extract(epoch from now() - t.at) / ?) as w
                from transport_health t join hosts o on o.id = t.host_id
                where t.good + t.bad > 0 and o.model is not null and o.bmc_version is not null) h
            group by 1, 2, 3
            """;

    /** So many hosts' worth of doubt must be outweighed before a kind is thought ill of. */
    private static final double DOUBT = 4;

    /** Null where it is not known: then it is like nobody. */
    record Kind(String model, String bmcVersion) {}

    private record Counted(Map<Kind, Map<String, Health.Share>> shares, long until) {}

    private final JdbcClient jdbc;
    private volatile Counted counted = new Counted(Map.of(), System.nanoTime());

    Kinds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** From 0 to 1: how this way does on the others of the kind, 1 where nobody knows. */
    double score(Kind kind, String transport, Health own) {
        Health.Share all = counted().getOrDefault(kind, Map.of()).getOrDefault(transport, Health.Share.NONE);
        Health.Share others = all.without(own.share(Instant.now()));
        return (others.good() + DOUBT) / (others.good() + others.bad() + DOUBT);
    }

    private Map<Kind, Map<String, Health.Share>> counted() {
        Counted last = counted;
        if (System.nanoTime() - last.until() < 0) {
            return last.shares();
        }
        synchronized (this) {
            if (counted == last) {
                counted = new Counted(count(), System.nanoTime() + FRESH.toNanos());
            }
            return counted.shares();
        }
    }

    private Map<Kind, Map<String, Health.Share>> count() {
        Map<Kind, Map<String, Health.Share>> shares = new HashMap<>();
        jdbc.sql(SHARES).params(Health.HALF_LIFE.toSeconds()).query(row -> {
            shares.computeIfAbsent(new Kind(row.getString(1), row.getString(2)), kind -> new HashMap<>())
                    .put(row.getString(3), new Health.Share(row.getDouble(4), row.getDouble(5)));
        });
        return shares;
    }
}
