package io.farrier.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Hosts that are not begun in any window, since their CMDB retired them after the plan was approved. */
@Repository
class Barred {

    private final JdbcClient jdbc;

    Barred(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Why not, by host. */
    Map<Long, String> among(List<Long> hosts) {
        Map<Long, String> barred = new HashMap<>();
        jdbc.sql("select id, retired_at from hosts where id = any (?) and retired_at is not null")
                .params((Object) hosts.toArray(Long[]::new))
                .query(row -> {
                    barred.put(
                            row.getLong("id"),
                            "it was retired by its CMDB at "
                                    + row.getTimestamp("retired_at").toInstant());
                });
        return barred;
    }
}
