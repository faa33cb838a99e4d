package io.farrier.tracing;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When this database was first made ours: the same for all hubs that share it, and another for every other. */
@Repository
class Founding {

    private final JdbcClient jdbc;

    Founding(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    String moment() {
        return jdbc.sql("select min(installed_on)::text from flyway_schema_history")
                .query(String.class)
                .single();
    }
}
