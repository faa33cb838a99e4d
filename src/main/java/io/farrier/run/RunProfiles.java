package io.farrier.run;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Configurations of servers as they were before a run did anything to them. */
@Repository
class RunProfiles {

    private final JdbcClient jdbc;

    RunProfiles(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void keep(long run, String content) {
        jdbc.sql("insert into run_profiles (run_id, content) values (?, ?) on conflict (run_id) do nothing")
                .params(run, content)
                .update();
    }

    Optional<String> of(long run) {
        return jdbc.sql("select content from run_profiles where run_id = ?")
                .param(run)
                .query(String.class)
                .optional();
    }
}
