package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Target;
import io.farrier.run.Promise;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How often two hundred mixed hosts are restarted: once each, and once more for each batch that shares its restart with nothing. */
@HubTest
@Tag("bench")
@Tag("reboots")
class RebootsBench {

    private static final int HOSTS = 200;

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Test
    void one_restart_a_host_and_those_that_its_parts_force_as_previewed() throws Exception {
        try (LabFleet fleet = LabFleet.start(jdbc, 195, HOSTS, "--speed=" + HubTest.SPEED)) {
            Rollout rollout = Rollout.in(hub);
            rollout.learn(fleet);
            Map<Long, Target> preview =
                    rollout.preview(fleet.bmcs().stream().map(Bmc::hostId).toList());
            long plan = rollout.start(List.copyOf(preview.keySet()));
            Map<Long, Rollout.Ending> endings = rollout.endings(plan, preview.size(), Duration.ofMinutes(20));
            int restarted = 0;
            int once = 0;
            int forced = 0;
            int asPreviewed = 0;
            int without = 0;
            for (Target target : preview.values()) {
                int batches = (int) target.promises().stream()
                        .filter(promise -> !promise.direct())
                        .map(Promise::batch)
                        .distinct()
                        .count();
                int seen = restarts(device(fleet, target.hostId()));
                restarted += seen;
                once += batches > 0 ? 1 : 0;
                forced += Math.max(0, batches - 1);
                without += batches == 0 ? 1 : 0;
                asPreviewed += seen == target.forecast().restarts() ? 1 : 0;
            }
            System.out.printf(
                    Locale.ROOT,
                    "reboots: %d hosts, %d restarts: %d hosts once, %d more for parts that share their restart with nothing,"
                            + " %d hosts without one; %d of %d hosts as previewed%n",
                    preview.size(),
                    restarted,
                    once,
                    forced,
                    without,
                    asPreviewed,
                    preview.size());
            assertThat(endings.values()).extracting(Rollout.Ending::state).containsOnly("succeeded");
            assertThat(asPreviewed).isEqualTo(preview.size());
            assertThat(restarted).isEqualTo(once + forced);
        }
    }

    private static Device device(LabFleet fleet, long host) {
        return fleet.lab()
                .device(fleet.bmcs().stream()
                        .filter(bmc -> bmc.hostId() == host)
                        .findFirst()
                        .orElseThrow()
                        .address());
    }

    private static int restarts(Device device) {
        return device.with(() -> (int) device.tally().hostResets().stream()
                .filter(reset -> reset.cause() == Tally.Cause.ORDERED || reset.cause() == Tally.Cause.REBOOT_JOB)
                .count());
    }
}
