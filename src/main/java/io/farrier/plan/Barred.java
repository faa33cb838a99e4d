package io.farrier.plan;

import io.farrier.plan.PlanView.Time;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Hosts that messages from outside keep from being begun: by a freeze, or for good since their CMDB retired them. */
@Repository
class Barred {

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    /** The freeze that begins first. @param from null: barred for good */
    record Bar(Instant from, Instant until, String why) {

        /** What is left of the time in which a host may be worked on. */
        Time over(Time time, Instant now) {
            if (from == null) {
                return new Time(null, null, why);
            }
            if (time.until() == null) {
                return time;
            }
            if (from.isAfter(now)) {
                return from.isBefore(time.until()) ? new Time(from, time.next(), time.why()) : time;
            }
            // Until it is said to have ended nobody knows when that is.
            return new Time(null, until == null ? now.plus(LOOK_AGAIN) : until, why);
        }
    }

    private static final String AMONG = """
            select h.id, h.retired_at is not null as retired, f.number, f.from_at, f.to_at, f.reason
            from hosts h join host_places p on p.host_id = h.id
            left join freezes f on not f.over and (f.to_at is null or f.to_at > now()) and (
                f.scope = 'everywhere' or f.scope = 'site' and p.site = f.scope_name
                or f.scope = 'cluster' and p.cluster = f.scope_name
                or f.scope = 'host' and upper(h.service_tag) = upper(f.scope_name))
            where h.id = any (?) and (h.retired_at is not null or f.id is not null)
            order by h.id, f.from_at desc
            """;

    private final JdbcClient jdbc;

    Barred(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<Long, Bar> among(List<Long> hosts) {
        Map<Long, Bar> barred = new HashMap<>();
        jdbc.sql(AMONG).params((Object) hosts.toArray(Long[]::new)).query(row -> {
            Bar bar = row.getBoolean("retired")
                    ? new Bar(null, null, "it was retired by its CMDB")
                    : new Bar(
                            row.getTimestamp("from_at").toInstant(),
                            instant(row.getTimestamp("to_at")),
                            "the freeze %s holds%s"
                                    .formatted(
                                            row.getString("number"),
                                            row.getString("reason") == null ? "" : ": " + row.getString("reason")));
            barred.put(row.getLong("id"), bar);
        });
        return barred;
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
