package io.farrier.trigger;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What messages have said of the waves of plans, and in which order. */
@Repository
class Words {

    private static final String PLAN = """
            select p.id from update_plans p
            where p.id in (select c.plan_id from changes c where c.source = :source and c.number = :number)
               or p.id::text = :number
            order by p.id::text = :number limit 1
            """;

    private record Known(String source, String stamp, Instant at) {}

    private final JdbcClient jdbc;
    private final Json json;

    Words(JdbcClient jdbc, Json json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** That of the sender's change first, else the one of that id. */
    Optional<Long> plan(Message message) {
        return jdbc.sql(PLAN)
                .param("source", message.source())
                .param("number", message.number())
                .query(Long.class)
                .optional();
    }

    /** Whether something was said since: by the same sender by its own order, by anybody else by time. */
    boolean overtaken(long plan, int wave, Message message) {
        return jdbc.sql("select source, stamp, at from plan_words where plan_id = ? and wave = ? for update")
                .params(plan, wave)
                .query((row, n) -> new Known(
                        row.getString("source"),
                        row.getString("stamp"),
                        row.getTimestamp("at").toInstant()))
                .optional()
                .filter(known -> message.source().equals(known.source())
                        ? json.read(known.stamp(), Stamp.class).compareTo(message.stamp()) >= 0
                        : message.stamp().time() != null
                                && known.at().isAfter(message.stamp().time()))
                .isPresent();
    }

    void stamp(long plan, int wave, Message message) {
        Instant time = message.stamp().time();
        jdbc.sql(
                        "update plan_words set source = ?, stamp = ?::jsonb, at = coalesce(?, at) where plan_id = ? and wave = ?")
                .params(
                        message.source(),
                        json.write(message.stamp()),
                        time == null ? null : Timestamp.from(time),
                        plan,
                        wave)
                .update();
    }
}
