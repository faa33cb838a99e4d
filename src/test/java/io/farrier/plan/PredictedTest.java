package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Tally;
import io.farrier.run.Promise;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a preview says, and what the devices then saw; on two hundred hosts with {@code -Pfaults}. */
@HubTest
@Tag("sized")
class PredictedTest {

    private static final int HOSTS = Integer.getInteger("farrier.test.predicted", 30);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Test
    void every_device_gets_the_jobs_and_the_restarts_that_were_previewed_in_their_order_and_no_other()
            throws IOException {
        try (LabFleet fleet = LabFleet.start(jdbc, 185, HOSTS, "--speed=" + HubTest.BRISK)) {
            Rollout rollout = Rollout.in(hub);
            rollout.learn(fleet);
            List<Long> ids = fleet.bmcs().stream().map(Bmc::hostId).toList();
            Map<Long, Target> preview = rollout.preview(ids);
            Map<Long, Rollout.Ending> endings =
                    rollout.endings(rollout.start(ids), preview.size(), Duration.ofMinutes(10));
            Map<Integer, Integer> restarts = new TreeMap<>();
            preview.forEach((host, target) -> {
                Device device = device(fleet, host);
                String story = rollout.story(endings.get(host));
                assertThat(endings.get(host).state()).as(story).isEqualTo("succeeded");
                assertThat(jobs(device))
                        .as(story)
                        .isEqualTo(target.promises().stream()
                                .map(Promise::fileName)
                                .toList());
                assertThat(restarts(device))
                        .as(story)
                        .isEqualTo(target.forecast().restarts());
                restarts.merge(target.forecast().restarts(), 1, Integer::sum);
            });
            System.out.printf(
                    "%d hosts, %d jobs, hosts by restarts %s: as previewed%n",
                    preview.size(),
                    preview.values().stream()
                            .mapToInt(target -> target.promises().size())
                            .sum(),
                    restarts);
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

    private static List<String> jobs(Device device) {
        return device.with(
                () -> device.tally().submits().stream().map(Tally.Submit::file).toList());
    }

    private static int restarts(Device device) {
        return device.with(() -> (int) device.tally().hostResets().stream()
                .filter(reset -> reset.cause() == Tally.Cause.ORDERED || reset.cause() == Tally.Cause.REBOOT_JOB)
                .count());
    }
}
