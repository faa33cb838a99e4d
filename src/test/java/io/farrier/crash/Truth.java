package io.farrier.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What stands in the hub's database, read from outside. Its process outlives the hub's, so it can be asked at any time. */
final class Truth {

    /**
     * A host of the plan and the last run that it had.
     *
     * @param state null where it has no run
     * @param files the packages that were promised, by name
     * @param versions the versions that were promised, by FQDD
     * @param restarts how many restarts of the host the hub meant to order: a batch that is ordered again because the
     *     first order provably did not arrive counts once
     */
    record Planned(
            String address,
            String state,
            boolean ended,
            String reason,
            List<String> files,
            Map<String, String> versions,
            int restarts) {}

    private static final String PLANNED = """
            select host(h.mgmt_ip) as address, r.state, r.ended_at is not null as ended, r.reason, t.promises,
                (select count(distinct e.data ->> 'batch') from events e
                    where e.run_id = r.id and e.type = 'run.reset-intended') as restarts
            from plan_targets t join hosts h on h.id = t.host_id
            left join lateral (select * from host_runs where plan_id = t.plan_id and host_id = t.host_id
                order by id desc limit 1) r on true
            order by h.mgmt_ip
            """;

    private final Path data;
    private final ObjectMapper json = new ObjectMapper();

    Truth(Path data) {
        this.data = data;
    }

    int servers() {
        return count("select count(*) from hosts where mgmt_kind = 'server'");
    }

    /** Hosts of which a sync of a vCenter has said in which cluster they are. */
    int clustered() {
        return count("select count(*) from hosts where cluster_moid is not null");
    }

    boolean planRuns() {
        return count("select count(*) from update_plans where state = 'running'") > 0;
    }

    /** Whether the plan and every run of it have ended, or nothing but people can move what is left. */
    boolean over() {
        return count("select count(*) from update_plans where state in ('approved', 'running')") == 0
                && count("select count(*) from host_runs where ended_at is null and state <> 'human'") == 0;
    }

    int runs() {
        return count("select count(*) from host_runs");
    }

    /** Runs that are under way. */
    int live() {
        return runs() - ended();
    }

    int ended() {
        return count("select count(*) from host_runs where ended_at is not null or state = 'human'");
    }

    int events(String type) {
        return jdbc().sql("select count(*) from events where type = ?")
                .params(type)
                .query(Integer.class)
                .single();
    }

    /** How many submits had lost their answer, and their job was found on the device. */
    int adopted() {
        return count(
                "select count(*) from events where type = 'run.submit-accepted' and (data ->> 'adopted')::boolean");
    }

    /** What happened to a host, in the hub's own words. */
    List<String> story(String address) {
        return jdbc().sql(
                        "select to_char(e.at, 'HH24:MI:SS.MS ') || e.type || ': ' || e.sentence from events e"
                                + " join hosts h on h.id = e.host_id where host(h.mgmt_ip) = ? and e.run_id is not null order by e.id")
                .params(address)
                .query(String.class)
                .list();
    }

    List<Planned> planned() {
        return jdbc().sql(PLANNED)
                .query((row, n) -> {
                    List<Promised> promises = promises(row.getString("promises"));
                    return new Planned(
                            row.getString("address"),
                            row.getString("state"),
                            row.getBoolean("ended"),
                            row.getString("reason"),
                            promises.stream().map(Promised::fileName).sorted().toList(),
                            promises.stream()
                                    .collect(java.util.stream.Collectors.toMap(Promised::fqdd, Promised::version)),
                            row.getInt("restarts"));
                })
                .list();
    }

    @com.fasterxml.jackson.annotation.JsonIgnoreProperties(ignoreUnknown = true)
    private record Promised(String fqdd, String fileName, String version) {}

    private List<Promised> promises(String text) {
        try {
            return List.of(json.readValue(text, Promised[].class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever else, line by line. */
    List<String> told(String sql, Object... parameters) {
        return jdbc().sql(sql).params(parameters).query(String.class).list();
    }

    private int count(String sql) {
        return jdbc().sql(sql).query(Integer.class).single();
    }

    /** Anew each time: each life of the hub has its database on another port. */
    JdbcClient jdbc() {
        try {
            String port = Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"))
                    .get(3)
                    .strip();
            String password =
                    Files.readString(data.resolve("postgres.password")).strip();
            return JdbcClient.create(new DriverManagerDataSource(
                    "jdbc:postgresql://127.0.0.1:" + port + "/farrier", "farrier", password));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
