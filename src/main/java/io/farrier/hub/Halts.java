package io.farrier.hub;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whether the world is halted: then no hub of those that share this database submits anything or resets anybody. */
@Repository
public class Halts implements Halted {

    /** @param liftedBy null while it holds */
    public record Halt(long id, String who, String reason, Instant at, String liftedBy, Instant liftedAt) {}

    private static final RowMapper<Halt> ROW = (row, n) -> new Halt(
            row.getLong("id"),
            row.getString("who"),
            row.getString("reason"),
            row.getTimestamp("at").toInstant(),
            row.getString("lifted_by"),
            row.getTimestamp("lifted_at") == null
                    ? null
                    : row.getTimestamp("lifted_at").toInstant());

    private final JdbcClient jdbc;

    Halts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The one that holds now. It is asked in the database each time: another hub may have been told. */
    @Override
    public Optional<Halt> now() {
        return jdbc.sql("select * from halts where lifted_at is null")
                .query(ROW)
                .optional();
    }

    /** The latest first. @param after the last id of the page before; 0 for the first */
    public List<Halt> page(long after, int limit) {
        Order order = Order.of("halts", "-id", Map.of("id", "t.id"));
        return jdbc.sql("select * from halts t where" + order.behind() + order.by())
                .param("after", after)
                .param("limit", limit)
                .query(ROW)
                .list();
    }

    /** Holds from its commit on. Empty where one holds already. */
    public Optional<Halt> begin(String reason, String who) {
        return jdbc.sql("insert into halts (who, reason) values (?, ?) on conflict do nothing returning *")
                .params(who, reason)
                .query(ROW)
                .optional();
    }

    /** Empty where none holds. */
    public Optional<Halt> lift(String who) {
        return jdbc.sql("update halts set lifted_by = ?, lifted_at = now() where lifted_at is null returning *")
                .params(who)
                .query(ROW)
                .optional();
    }
}
