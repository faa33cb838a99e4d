package io.farrier.trigger;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.hub.Refused;
import io.farrier.ledger.Ledger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * Turns of changes that threw. Nothing of such a turn was kept, its claim neither. What a change says is not read here: that may
 * be what threw.
 */
@Repository
class ChangeStumbles {

    /** So many in a row, and it is a human's. */
    static final int LIMIT = 5;

    private static final String COUNT = """
            update changes set stumbles = stumbles + 1, turn = turn + 1, worker = null, lease_until = null, rung_at = null,
                due_at = now() + least(300, power(2, stumbles)) * interval '1 second'
            where id = ? and turn = ? and not settled
            returning source, number, stumbles, due_at, turn
            """;

    private static final String GIVE_UP =
            "update changes set state = 'human', reason = ?, settled = true, stumbles = 0 where id = ?";

    private static final String AGAIN = """
            update changes set state = case when plan_id is null then 'waiting' else 'planned' end, settled = false,
                reason = 'is decided again', due_at = now(), turn = turn + 1
            where id = ? and state = 'human' returning source, number, turn
            """;

    private record Counted(String source, String number, int times, Instant due, long turn) {}

    private record Retried(String source, String number, long turn) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;

    ChangeStumbles(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /**
     * @param turn that the bell named; where another was taken since, this changes nothing
     * @return the bell of the next try, later each time; empty: it is not tried again by itself
     */
    @Transactional
    Optional<Ring> count(long id, long turn, String why) {
        Counted counted = jdbc.sql(COUNT)
                .params(id, turn)
                .query((row, n) -> new Counted(
                        row.getString("source"),
                        row.getString("number"),
                        row.getInt("stumbles"),
                        row.getTimestamp("due_at").toInstant(),
                        row.getLong("turn")))
                .optional()
                .orElse(null);
        if (counted == null) {
            return Optional.empty();
        }
        boolean over = counted.times() >= LIMIT;
        String reason = over
                ? "needs a person: it could not be decided %d times: %s. Once that is mended, POST /changes/%d/retry"
                        .formatted(counted.times(), why, id)
                : "could not be decided (time %d): %s".formatted(counted.times(), why);
        ledger.append(Changes.told(
                id,
                counted.source(),
                counted.number(),
                over ? "change.needs-human" : "change.stumbled",
                reason,
                Map.of("times", counted.times(), "why", why)));
        if (over) {
            jdbc.sql(GIVE_UP).params(reason, id).update();
            return Optional.empty();
        }
        return Optional.of(new Ring(Kind.CHANGE.queue(), new Bell(id, counted.turn()), counted.due()));
    }

    /** A person says that what was in its way is mended. @throws Refused where it needs nobody */
    @Transactional
    Ring again(long id, String who) {
        Retried retried = jdbc.sql(AGAIN)
                .params(id)
                .query(Retried.class)
                .optional()
                .orElseThrow(() -> Refused.conflict(
                        "There is no change %d that needs a person; only such a one can be decided again."
                                .formatted(id)));
        ledger.append(
                Changes.told(id, retried.source(), retried.number(), "change.retried", "is decided again", Map.of())
                        .by(who));
        return Ring.now(Kind.CHANGE, new Bell(id, retried.turn()));
    }
}
