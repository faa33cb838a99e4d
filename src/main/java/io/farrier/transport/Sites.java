package io.farrier.transport;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** At which site each host stands, as its tag {@code site} says. */
@Repository
class Sites {

    /** A tag that was changed counts after so long at the latest. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private record Known(Optional<String> site, long until) {}

    private final JdbcClient jdbc;
    private final Map<Long, Known> known = new ConcurrentHashMap<>();

    Sites(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty where it has no such tag, or is no known host. */
    Optional<String> of(long host) {
        if (host == 0) {
            return Optional.empty();
        }
        Known here = known.get(host);
        if (here == null || System.nanoTime() - here.until() > 0) {
            here = new Known(read(host), System.nanoTime() + FRESH.toNanos());
            known.put(host, here);
        }
        return here.site();
    }

    private Optional<String> read(long host) {
        return jdbc.sql("select tags ->> 'site' from hosts where id = ? and tags ->> 'site' is not null")
                .params(host)
                .query(String.class)
                .optional();
    }
}
