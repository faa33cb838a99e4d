package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Target;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The world stops while many are under way: {@code -Dfarrier.test.halt=500} shows it on five hundred. */
@HubTest
class HaltTest {

    private static final int HOSTS = Integer.getInteger("farrier.test.halt", 40);
    private static final Duration LONG = Duration.ofMinutes(10);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    /** What the devices saw: nobody else can say it. */
    private record Seen(int submits, int resets) {
        static Seen of(List<Witness> witnesses) {
            int submits = 0;
            int resets = 0;
            for (Witness witness : witnesses) {
                submits += witness.device()
                        .with(() -> witness.device().tally().submits().size());
                resets += (int) (witness.resets(Tally.Cause.ORDERED) + witness.resets(Tally.Cause.REBOOT_JOB));
            }
            return new Seen(submits, resets);
        }
    }

    @Test
    void two_seconds_after_a_halt_nothing_is_submitted_or_reset_and_what_was_staged_is_gone() throws IOException {
        try (LabFleet fleet = LabFleet.start(jdbc, 188, HOSTS, "--speed=" + HubTest.SPEED)) {
            Rollout rollout = Rollout.in(hub);
            rollout.learn(fleet);
            Map<Long, Target> targets =
                    rollout.preview(fleet.bmcs().stream().map(Bmc::hostId).toList());
            Fates fates = new Fates(rollout, fleet, targets);
            List<Witness> witnesses =
                    targets.keySet().stream().map(fates::witness).toList();
            long plan = rollout.start(new ArrayList<>(targets.keySet()));
            // Some have only fetched, some are staged, some flash.
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> Seen.of(witnesses).resets() > HOSTS / 4);
            Person operator = Person.who(hub, "operator");
            Map<String, Long> before = states(plan);
            assertThat(operator.post("/api/v1/halt", "{\"reason\": \"the test says so\"}")
                            .statusCode())
                    .isEqualTo(202);
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            Seen then = Seen.of(witnesses);
            try {
                Map<Long, Rollout.Ending> endings = rollout.endings(plan, (int) runs(plan), LONG);
                assertThat(Seen.of(witnesses)).isEqualTo(then);
                Map<String, Long> after = states(plan);
                System.out.printf(
                        "halted with %s in flight; ended as %s; %d submits and %d resets before, none after%n",
                        before, after, then.submits(), then.resets());
                endings.forEach((host, ending) -> {
                    String story = rollout.story(ending);
                    assertThat(ending.state()).as(story).isIn("succeeded", "nothing-to-do", "cancelled", "failed");
                    assertThat(fates.witness(host).pending()).as(story).isEmpty();
                    if (ending.state().equals("succeeded")) {
                        assertThat(targets.get(host).promises()).as(story).allMatch(fates.witness(host)::holds);
                    }
                });
                assertThat(after).containsKey("cancelled");
                assertThat(Person.json(operator.getJson("/api/v1/plans/" + plan))
                                .path("state")
                                .asText())
                        .isEqualTo("paused");
            } finally {
                assertThat(Person.who(hub, "approver").delete("/api/v1/halt").statusCode())
                        .isLessThan(300);
            }
            assertThat(operator.post("/api/v1/plans/" + plan + "/resume", "").statusCode())
                    .isLessThan(300);
            assertThat(operator.post("/api/v1/plans/" + plan + "/retry-failed", "")
                            .statusCode())
                    .isLessThan(300);
            await().atMost(LONG).untilAsserted(() -> assertThat(Set.of("succeeded", "nothing-to-do"))
                    .as(() -> states(plan).toString())
                    .containsAll(latest(plan)));
            targets.forEach((host, target) -> assertThat(target.promises()).allMatch(fates.witness(host)::holds));
        }
    }

    private long runs(long plan) {
        return jdbc.sql("select count(*) from host_runs where plan_id = ?")
                .params(plan)
                .query(Long.class)
                .single();
    }

    private Set<String> latest(long plan) {
        return Set.copyOf(jdbc.sql(
                        "select distinct on (t.host_id) coalesce(r.state, 'waiting') from plan_targets t left join host_runs r"
                                + " on r.plan_id = t.plan_id and r.host_id = t.host_id where t.plan_id = ? order by t.host_id, r.id desc")
                .params(plan)
                .query(String.class)
                .list());
    }

    private Map<String, Long> states(long plan) {
        Map<String, Long> states = new java.util.TreeMap<>();
        jdbc.sql("select state, count(*) as n from host_runs where plan_id = ? group by 1")
                .params(plan)
                .query(row -> {
                    states.put(row.getString(1), row.getLong(2));
                });
        return states;
    }
}
