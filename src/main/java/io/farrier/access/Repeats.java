package io.farrier.access;

import io.farrier.hub.Refused;
import java.sql.Timestamp;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The answers to requests with an Idempotency-Key, of the last 24 hours. */
@Repository
class Repeats {

    /** @param operation with what stood in its path @param bodyHash of what was sent */
    record Asked(String who, String key, String operation, int bodyHash) {}

    /** @param location null: none @param text null: nothing */
    record Answer(int status, String contentType, String location, String text) {}

    private record Row(String operation, int bodyHash, Integer status, Answer answer, Timestamp at) {}

    private record Through(Integer contentHash, Timestamp at) {}

    private final JdbcClient jdbc;

    Repeats(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The answer that was given before; empty: it is the first time, and whoever asks has to do it.
     *
     * @throws Refused where the key came with something else, or is at work still
     */
    Optional<Answer> begin(Asked asked) {
        jdbc.sql("delete from idempotency where at < now() - interval '24 hours'")
                .update();
        int begun = jdbc.sql("insert into idempotency (who, key, operation, body_hash) values (?, ?, ?, ?)"
                        + " on conflict do nothing")
                .params(asked.who(), asked.key(), asked.operation(), asked.bodyHash())
                .update();
        return begun == 1 ? Optional.empty() : Optional.of(former(asked));
    }

    private Answer former(Asked asked) {
        Row row = jdbc.sql("select * from idempotency where who = ? and key = ?")
                .params(asked.who(), asked.key())
                .query((found, n) -> new Row(
                        found.getString("operation"),
                        found.getInt("body_hash"),
                        found.getObject("status", Integer.class),
                        new Answer(
                                found.getInt("status"),
                                found.getString("content_type"),
                                found.getString("location"),
                                found.getString("answer")),
                        found.getTimestamp("at")))
                .optional()
                .orElseThrow(() -> Refused.conflict("The request with this key has just ended; send it again."));
        if (!row.operation().equals(asked.operation()) || row.bodyHash() != asked.bodyHash()) {
            throw reused(asked, row.at());
        }
        if (row.status() == null) {
            throw Refused.conflict(
                    ("The request with the Idempotency-Key %s began at %s and its end is not known yet: send"
                                    + " it again later; if that stays so, look whether it was done, and use another key.")
                            .formatted(asked.key(), row.at().toInstant()));
        }
        return row.answer();
    }

    private static Refused reused(Asked asked, Timestamp at) {
        return new Refused(
                "key-reused",
                422,
                "The Idempotency-Key %s came at %s with another request; a key is for one request and its repetitions."
                        .formatted(asked.key(), at.toInstant()));
    }

    /**
     * Of a stream that is through, and came with a key that had an answer.
     *
     * @throws Refused where the former was another
     */
    void same(Asked asked, int contentHash) {
        jdbc.sql("select content_hash, at from idempotency where who = ? and key = ?")
                .params(asked.who(), asked.key())
                .query(Through.class)
                .optional()
                .filter(former -> former.contentHash() != null && former.contentHash() != contentHash)
                .ifPresent(former -> {
                    throw reused(asked, former.at());
                });
    }

    /** What was answered came as a stream, which is through. @param contentHash null: its end never came */
    void through(Asked asked, Integer contentHash) {
        jdbc.sql("update idempotency set content_hash = ? where who = ? and key = ?")
                .params(contentHash, asked.who(), asked.key())
                .update();
    }

    void end(Asked asked, Answer answer) {
        jdbc.sql(
                        "update idempotency set status = ?, content_type = ?, location = ?, answer = ? where who = ? and key = ?")
                .params(
                        answer.status(),
                        answer.contentType(),
                        answer.location(),
                        answer.text(),
                        asked.who(),
                        asked.key())
                .update();
    }

    /** It was refused, so nothing was done, and the key may come again. */
    void forget(Asked asked) {
        jdbc.sql("delete from idempotency where who = ? and key = ? and status is null")
                .params(asked.who(), asked.key())
                .update();
    }
}
