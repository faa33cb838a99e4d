package io.farrier.trigger;

import io.farrier.hub.Refused;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The messages that are parked, many at once. */
@Repository
class Parked {

    /**
     * Which; all that is said must fit.
     *
     * @param origin a part of it; reason alike
     * @param deadFrom the queue that gave it up
     */
    record Which(
            String source,
            String type,
            String number,
            String origin,
            String reason,
            String deadFrom,
            Instant receivedBefore,
            Instant receivedAfter) {

        /** @throws Refused where it says nothing: that means nothing, never everything */
        Which checked() {
            if (Stream.of(source, type, number, origin, reason, deadFrom, receivedBefore, receivedAfter)
                    .allMatch(Objects::isNull)) {
                throw Refused.invalid(
                        "The filter says nothing, which selects no message. For all that are parked until now say"
                                + " receivedBefore with this time.");
            }
            return this;
        }
    }

    /** @param count how many are parked for that */
    record Reason(String reason, int count) {}

    private static final String WHERE = """
             from messages where state = 'parked'
                and (:source::text is null or source = :source)
                and (:type::text is null or type = :type)
                and (:number::text is null or number = :number)
                and (:origin::text is null or position(:origin in origin) > 0)
                and (:reason::text is null or position(:reason in reason) > 0)
                and (:deadFrom::text is null or dead_from = :deadFrom)
                and (:before::timestamptz is null or received_at < :before)
                and (:after::timestamptz is null or received_at > :after)
            """;

    private final JdbcClient jdbc;

    Parked(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    int count(Which which) {
        return asked("select count(*)" + WHERE, which).query(Integer.class).single();
    }

    /** The most frequent first. */
    List<Reason> reasons(Which which) {
        return asked(
                        "select reason, count(*)::int as count" + WHERE
                                + " group by reason order by count(*) desc, reason limit 20",
                        which)
                .query(Reason.class)
                .list();
    }

    /** The oldest first: a change is heard in the order in which it was told of. */
    List<Long> ids(Which which, int limit) {
        return asked("select id" + WHERE + " order by id limit :limit", which)
                .param("limit", limit)
                .query(Long.class)
                .list();
    }

    private JdbcClient.StatementSpec asked(String sql, Which which) {
        return jdbc.sql(sql)
                .param("source", which.source())
                .param("type", which.type())
                .param("number", which.number())
                .param("origin", which.origin())
                .param("reason", which.reason())
                .param("deadFrom", which.deadFrom())
                .param("before", time(which.receivedBefore()))
                .param("after", time(which.receivedAfter()));
    }

    private static Timestamp time(Instant time) {
        return time == null ? null : Timestamp.from(time);
    }
}
