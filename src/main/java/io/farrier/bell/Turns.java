package io.farrier.bell;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Who may act on a long-running thing now. The first and the last of the six words, claim and record, are statements
 * here; a process that dies between them leaves a lease that ends by itself.
 */
@Repository
public class Turns {

    private static final String CLAIM = """
            update %s set turn = turn + 1, worker = ?, lease_until = now() + ? * interval '1 millisecond'
            where id = ? and turn = ? and (lease_until is null or lease_until < now()) and %s
            returning turn, now() as now, stumbles, %s as seq
            """;

    /** Asked for with the claim, so that a turn without news need not read its story. */
    private static final String SEQ = "(select coalesce(max(e.seq), 0) from events e where e.stream = '%s' || %s.id)";

    private static final String EXTEND =
            "update %s set lease_until = now() + ? * interval '1 millisecond' where id = ? and turn = ? and worker = ?";

    private static final String RELEASE = """
            update %s set worker = null, lease_until = null, due_at = ?, stumbles = ?, rung_at = null
            where id = ? and turn = ? and worker = ?
            """;

    /** What is due, free and was not rung a moment ago; others that look at the same time skip these rows. */
    private static final String DUE = """
            update %1$s set rung_at = now() where id in (
                select id from %1$s
                where due_at < now() - ? * interval '1 millisecond' and (lease_until is null or lease_until < now())
                  and (rung_at is null or rung_at < now() - ? * interval '1 millisecond') and %2$s
                order by due_at limit ? for update skip locked)
            returning id, turn
            """;

    private static final String LATE = """
            select count(*) from %s
            where due_at < now() - ? * interval '1 millisecond' and (lease_until is null or lease_until < now()) and %s
            """;

    private static final String END_FORMER_LIVES = """
            update %s set worker = null, lease_until = null
            where worker in (select id from hubs where node = (select node from hubs where id = ?) and id <> ?)
            """;

    private final JdbcClient jdbc;

    Turns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the turn that the bell names. Empty: somebody has it, or the bell is old; drop it and do not ring. */
    public Optional<Turn> claim(Kind kind, Bell bell, String worker, Duration lease) {
        String seq = kind.story() == null ? "0" : SEQ.formatted(kind.story(), kind.table());
        return jdbc.sql(CLAIM.formatted(kind.table(), kind.live(), seq))
                .params(worker, lease.toMillis(), bell.id(), bell.turn())
                .query((row, n) -> new Turn(
                        kind,
                        bell.id(),
                        row.getLong("turn"),
                        worker,
                        row.getTimestamp("now").toInstant(),
                        row.getInt("stumbles"),
                        row.getInt("seq")))
                .optional();
    }

    /** Makes the lease as long as the act needs, counted from now. */
    public void extend(Turn turn, Duration lease) {
        one(
                jdbc.sql(EXTEND.formatted(turn.kind().table()))
                        .params(lease.toMillis(), turn.id(), turn.turn(), turn.worker())
                        .update(),
                turn);
    }

    /**
     * Gives the turn back, due again at a time. Part of the transaction that records the outcome.
     *
     * @throws TurnLost when it is no longer ours: then nothing of the outcome may be kept
     */
    public void release(Turn turn, Instant due, int stumbles) {
        one(
                jdbc.sql(RELEASE.formatted(turn.kind().table()))
                        .params(java.sql.Timestamp.from(due), stumbles, turn.id(), turn.turn(), turn.worker())
                        .update(),
                turn);
    }

    /** The bells that ought to have rung: what is due, longest first. */
    public List<Bell> due(Kind kind, Duration patience, Duration notAgainWithin, int limit) {
        return jdbc.sql(DUE.formatted(kind.table(), kind.live()))
                .params(patience.toMillis(), notAgainWithin.toMillis(), limit)
                .query((row, n) -> new Bell(row.getLong("id"), row.getLong("turn")))
                .list();
    }

    /** The bell that this thing would answer to now. */
    public Optional<Bell> bell(Kind kind, long id) {
        return jdbc.sql("select id, turn from %s where id = ? and %s".formatted(kind.table(), kind.live()))
                .params(id)
                .query((row, n) -> new Bell(row.getLong("id"), row.getLong("turn")))
                .optional();
    }

    /** Ends what the former lives of this node held: they can't come back. */
    public int endFormerLives(String life) {
        int ended = 0;
        for (Kind kind : Kind.values()) {
            ended += jdbc.sql(END_FORMER_LIVES.formatted(kind.table()))
                    .params(life, life)
                    .update();
        }
        return ended;
    }

    private static void one(int rows, Turn turn) {
        if (rows != 1) {
            throw new TurnLost(turn);
        }
    }

    /** How many are due for so long already and nobody works on them. */
    public long late(Kind kind, Duration patience) {
        return jdbc.sql(LATE.formatted(kind.table(), kind.live()))
                .params(patience.toMillis())
                .query(Long.class)
                .single();
    }
}
