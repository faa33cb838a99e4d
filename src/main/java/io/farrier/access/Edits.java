package io.farrier.access;

import io.farrier.hub.Refused;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What is being changed under an If-Match, on all hubs of this database. */
@Repository
class Edits {

    private final JdbcClient jdbc;

    Edits(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** For a minute at most, in case that this hub dies. @throws Refused where somebody else is at it */
    void begin(String path) {
        int begun = jdbc.sql("insert into edits (path, until) values (?, now() + interval '1 minute')"
                        + " on conflict (path) do update set until = excluded.until where edits.until < now()")
                .params(path)
                .update();
        if (begun == 0) {
            throw Refused.conflict(
                    "Somebody else changes %s at this moment: read it again, and then change it.".formatted(path));
        }
    }

    void end(String path) {
        jdbc.sql("delete from edits where path = ?").params(path).update();
    }
}
