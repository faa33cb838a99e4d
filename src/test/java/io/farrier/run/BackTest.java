package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Servers that were updated go back to what they held before, by the image that they have kept. */
@HubTest
class BackTest {

    private static final String VERSIONS =
            "select host_id, version from components where host_id = any (?) and fqdd like 'BIOS%'";

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Test
    void a_plan_brings_them_back_by_the_images_that_they_keep_and_reads_back_that_it_did() throws Exception {
        Rollout rollout = Rollout.in(hub);
        try (LabFleet fleet = LabFleet.start(jdbc, 194, 2, "--speed=" + HubTest.BRISK, "--behind=bios")) {
            rollout.learn(fleet);
            List<Long> hosts = fleet.bmcs().stream().map(Bmc::hostId).toList();
            Map<Long, String> before = versions(hosts);
            long plan = rollout.start(hosts);
            rollout.endings(plan, 2, Duration.ofMinutes(3)).values().forEach(ending -> assertThat(ending.state())
                    .as(rollout.story(ending))
                    .isEqualTo("succeeded"));
            assertThat(versions(hosts)).doesNotContainValue(before.get(hosts.getFirst()));
            fleet.bmcs().forEach(bmc -> camel.requestBody("direct:readiness.look", bmc));
            rollout.endings(rollout.back(plan, hosts), 2, Duration.ofMinutes(3))
                    .values()
                    .forEach(ending -> {
                        String story = rollout.story(ending);
                        assertThat(ending.state()).as(story).isEqualTo("succeeded");
                        assertThat(story).contains("as rollback: the device has kept the image of what it held before");
                    });
            assertThat(versions(hosts)).isEqualTo(before);
            assertThat(fleet.lab().devices())
                    .allSatisfy(device -> assertThat(jobs(device)).isEqualTo(2));
        }
    }

    private Map<Long, String> versions(List<Long> hosts) {
        return jdbc
                .sql(VERSIONS)
                .params((Object) hosts.toArray(Long[]::new))
                .query((row, n) -> Map.entry(row.getLong("host_id"), row.getString("version")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static int jobs(Device device) {
        return device.with(() -> device.tally().submits().size());
    }
}
