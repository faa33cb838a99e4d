package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Host.ResetType;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Target;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Nobody is there any more when a window closes, and somebody restarts the hosts next day. */
@HubTest
class WindowCloseTest {

    private static final Duration OPEN = Duration.ofSeconds(75);
    private static final int HOSTS = 30;
    private static final int STAGED = 5;

    @Autowired
    ApplicationContext hub;

    @Autowired
    CamelContext camel;

    @Autowired
    JdbcClient jdbc;

    @Test
    void what_a_dead_hub_left_staged_is_not_flashed_after_its_window() throws Exception {
        try (LabFleet fleet = LabFleet.start(jdbc, 189, HOSTS, "--speed=" + HubTest.SPEED)) {
            Rollout rollout = Rollout.in(hub);
            rollout.learn(fleet);
            Map<Long, Target> targets =
                    rollout.preview(fleet.bmcs().stream().map(Bmc::hostId).toList());
            Fates fates = new Fates(rollout, fleet, targets);
            // Their operating systems do not go down when asked to, so what is staged stays staged.
            fleet.lab().devices().forEach(device -> device.fault(Fault.GRACEFUL_IGNORED, true, null));
            Instant closes = Instant.now().plus(OPEN);
            long plan = rollout.start(new ArrayList<>(targets.keySet()), OPEN);
            await().atMost(OPEN)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> left(plan, targets, fates).size() >= STAGED);
            camel.getRouteController().stopRoute("run.step");
            try {
                List<Long> left = left(plan, targets, fates);
                assertThat(left).isNotEmpty();
                await().atMost(OPEN.multipliedBy(2)).until(() -> Instant.now().isAfter(closes.plusSeconds(2)));
                for (long host : left) {
                    Witness witness = fates.witness(host);
                    Map<String, Integer> installed =
                            witness.device().with(() -> witness.device().tally().installs());
                    int resets = (int) witness.resets(Tally.Cause.ORDERED);
                    witness.device().with(() -> witness.device()
                            .host()
                            .reset(ResetType.FORCE_RESTART, Tally.Cause.ORDERED, "somebody else"));
                    await().atMost(Duration.ofSeconds(30))
                            .until(() -> witness.pending().isEmpty()
                                    && witness.resets(Tally.Cause.ORDERED) == resets + 1
                                    && witness.on());
                    Map<String, Integer> after =
                            witness.device().with(() -> witness.device().tally().installs());
                    assertThat(after).isEqualTo(installed);
                }
                System.out.printf("%d hosts were left with staged jobs; none was flashed%n", left.size());
            } finally {
                camel.getRouteController().startRoute("run.step");
            }
            rollout.endings(plan, runs(plan), Duration.ofMinutes(5));
        }
    }

    /** Hosts with something staged of which the device knows until when. */
    private List<Long> left(long plan, Map<Long, Target> targets, Fates fates) {
        List<Long> known = jdbc.sql("select host_id from events where plan_id = ? and type = 'run.expiry-set'")
                .params(plan)
                .query(Long.class)
                .list();
        return targets.keySet().stream()
                .filter(known::contains)
                .filter(host -> !fates.witness(host).pending().isEmpty())
                .toList();
    }

    private int runs(long plan) {
        return jdbc.sql("select count(*) from host_runs where plan_id = ?")
                .params(plan)
                .query(Integer.class)
                .single();
    }
}
