package io.farrier.plan;

import io.farrier.plan.PlanView.Time;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When a plan's hosts may be worked on. */
@Repository
class Times {

    private final JdbcClient jdbc;

    private final Barred barred;

    Times(JdbcClient jdbc, Barred barred) {
        this.jdbc = jdbc;
        this.barred = barred;
    }

    Map<Long, Time> of(Plan plan, List<Long> hosts, Instant now) {
        Time own = own(plan, now);
        Map<Long, Time> times = new HashMap<>();
        hosts.forEach(host -> times.put(host, own));
        barred.among(hosts).forEach((host, bar) -> times.compute(host, (id, time) -> bar.over(time, now)));
        return times;
    }

    private Time own(Plan plan, Instant now) {
        if (plan.windowId() == null) {
            return new Time(null, null, "it has no window");
        }
        return jdbc.sql("select name, opens_at, closes_at from windows where id = ?")
                .params(plan.windowId())
                .query((row, n) -> span(
                        row.getString("name"),
                        row.getTimestamp("opens_at").toInstant(),
                        row.getTimestamp("closes_at").toInstant(),
                        now))
                .single();
    }

    private static Time span(String name, Instant opens, Instant closes, Instant now) {
        if (now.isBefore(opens)) {
            return new Time(null, opens, "the window " + name + " is not open yet");
        }
        return now.isBefore(closes)
                ? new Time(closes, null, null)
                : new Time(null, null, "the window " + name + " is closed");
    }
}
