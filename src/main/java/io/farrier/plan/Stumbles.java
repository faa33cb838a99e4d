package io.farrier.plan;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Turns of plans that threw. Nothing of such a turn was kept. */
@Repository
public class Stumbles {

    /** So many in a row, and it is a human's. */
    private static final int LIMIT = 5;

    private static final String COUNT = """
            update update_plans set stumbles = stumbles + 1, turn = turn + 1,
                due_at = now() + least(300, power(2, stumbles)) * interval '1 second'
            where id = ? and turn = ? and state in ('scheduled', 'running')
            returning stumbles, due_at
            """;

    private record Counted(int times, Instant due) {}

    private final JdbcClient jdbc;
    private final Plans plans;

    Stumbles(JdbcClient jdbc, Plans plans) {
        this.jdbc = jdbc;
        this.plans = plans;
    }

    /**
     * @param turn that the bell named; where another was taken since, this changes nothing
     * @return when it is tried again, later each time; empty: not by itself
     */
    @Transactional
    public Optional<Instant> count(long id, long turn, String why) {
        Counted counted = jdbc.sql(COUNT)
                .params(id, turn)
                .query((row, n) -> new Counted(
                        row.getInt("stumbles"), row.getTimestamp("due_at").toInstant()))
                .optional()
                .orElse(null);
        if (counted == null) {
            return Optional.empty();
        }
        plans.event(
                id,
                "plan.stumbled",
                "The next step of the plan %s could not be decided (time %d): %s."
                        .formatted(plans.byId(id).name(), counted.times(), why),
                "farrier",
                Map.of("times", counted.times(), "why", why));
        if (counted.times() < LIMIT) {
            return Optional.of(counted.due());
        }
        jdbc.sql("update update_plans set stumbles = 0 where id = ?").params(id).update();
        plans.move(
                id,
                List.of("scheduled", "running"),
                "paused",
                "plan.paused",
                "paused: its next step could not be decided %d times: %s. Resume it once that is mended"
                        .formatted(counted.times(), why),
                "farrier");
        return Optional.empty();
    }
}
