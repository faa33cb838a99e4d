package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class DurationsTest {

    private static final Duration PRIOR = Duration.ofMinutes(20);

    private final String model = "PowerEdge D" + ThreadLocalRandom.current().nextInt(1_000_000);

    @Autowired
    Durations durations;

    @Autowired
    Runs runs;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void clear() {
        jdbc.sql("delete from host_runs where host_id in (select id from hosts where model = ?)")
                .params(model)
                .update();
        jdbc.sql("delete from update_plans where name = ?").params(model).update();
        jdbc.sql("delete from hosts where model = ?").params(model).update();
    }

    @Test
    void a_run_that_has_ended_is_learned_from_once() {
        long run = run();
        RunRow row = runs.row(run);
        Promise promise = new Promise("1", "iDRAC.1", "iDRAC", "25227", "1", "2", 1, "A.EXE", true, true, 1);
        runs.append(
                row,
                List.of(
                        new RunEvent.Admitted(List.of(promise), "graceful"),
                        new RunEvent.SubmitAccepted("1", "JID_1", false, "iDRAC"),
                        new RunEvent.Proven(List.of("1"), "it")),
                "farrier");
        learn();
        assertThat(learned()).as("it has not ended").isZero();
        jdbc.sql("update host_runs set state = 'succeeded', ended_at = now() where id = ?")
                .params(run)
                .update();
        learn();
        learn();
        assertThat(learned()).isOne();
        Durations.Part part = Durations.part("25227", "iDRAC.1", model, PRIOR);
        assertThat(durations.of(List.of(part)).get(part).n()).isOne();
    }

    @Test
    void each_component_of_each_model_has_its_own_estimate_from_its_newest_runs() {
        Durations.Part bios = Durations.part("159", "BIOS.Setup.1-1", model, PRIOR);
        Durations.Part nic = Durations.part(null, "NIC.Slot.1-1-1", model, PRIOR);
        Durations.Part other = Durations.part("159", "BIOS.Setup.1-1", model + "x", PRIOR);
        Durations.Part restart = Durations.restart(model, Duration.ofMinutes(8));
        sample("159", 2, 60);
        sample("159", 1, 5);
        sample("NIC", 1, 3);
        Map<Durations.Part, Estimate> found = durations.of(List.of(bios, nic, other, restart));
        assertThat(found.get(bios).n()).as("the newest").isEqualTo(50);
        assertThat(found.get(bios).expected()).isEqualTo(Duration.ofMinutes(2));
        assertThat(found.get(bios).sentence()).startsWith("p95 of 50 runs on " + model.substring(10) + ": ");
        assertThat(found.get(nic).n()).isEqualTo(3);
        assertThat(found.get(other)).isEqualTo(Expected.of(PRIOR, List.of(), model.substring(10) + "x"));
        assertThat(found.get(restart).expected()).isEqualTo(Duration.ofMinutes(8));
        assertThat(durations.of(List.of())).isEmpty();
    }

    private void sample(String component, int minutes, int times) {
        for (int n = 0; n < times; n++) {
            jdbc.sql("insert into durations (run_id, component, model, took) values (?, ?, ?, ? * interval '1 minute')")
                    .params(minutes, component, model.substring(10), minutes)
                    .update();
        }
    }

    private void learn() {
        while (durations.learn(100) == 100) {
            // There may be more of other tests' runs.
        }
    }

    private long learned() {
        return jdbc.sql("select count(*) from durations where model = ?")
                .params(model.substring(10))
                .query(Long.class)
                .single();
    }

    private long run() {
        long host = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model) values ('10.88.0.0'::inet + ?, 7, 'server', ?) returning id")
                .params(ThreadLocalRandom.current().nextInt(60_000), model)
                .query(Long.class)
                .single();
        long plan = jdbc.sql(
                        "insert into update_plans (name, selector, created_by, state) values (?, '{}', ?, 'completed') returning id")
                .params(model, UUID.randomUUID().toString())
                .query(Long.class)
                .single();
        return jdbc.sql("insert into host_runs (plan_id, host_id, wave) values (?, ?, 1) returning id")
                .params(plan, host)
                .query(Long.class)
                .single();
    }
}
