package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Fault;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.LabFleet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A server's configuration is kept before anything is done to it, where the device gives it. */
@HubTest
class ProfileTest {

    private static final Map<String, Object> POLICY = Map.of(
            "waves",
            List.of("100%"),
            "concurrent",
            10,
            "stopAfter",
            10,
            "soakMinutes",
            0,
            "unquiesced",
            true,
            "profile",
            true,
            "acknowledged",
            List.of("failed-before"));

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Test
    void it_is_kept_before_the_first_package_and_who_has_no_licence_for_it_is_updated_without() throws Exception {
        Rollout rollout = Rollout.in(hub);
        try (LabFleet fleet = LabFleet.start(jdbc, 193, 3, "--speed=" + HubTest.BRISK, "--behind=bios")) {
            rollout.learn(fleet);
            fleet.lab().device(fleet.bmc(2).address()).fault(Fault.UNLICENSED, true, null);
            List<Long> hosts = fleet.bmcs().stream().map(bmc -> bmc.hostId()).toList();
            long plan = rollout.start(hosts, POLICY);
            Map<Long, Ending> endings = rollout.endings(plan, 3, Duration.ofMinutes(3));
            endings.values()
                    .forEach(ending ->
                            assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("succeeded"));
            Ending kept = endings.get(fleet.bmc(0).hostId());
            String story = rollout.story(kept);
            assertThat(story.indexOf("had its configuration kept"))
                    .isBetween(0, story.indexOf("is about to be given BIOS"));
            String path = "/api/v1/runs/" + kept.run() + "/profile";
            var answer = Person.who(hub, "operator").get(path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(answer.body()).contains("SystemConfiguration", "BIOS.Setup.1-1");
            assertThat(Person.who(hub, "viewer").get(path).statusCode()).isEqualTo(403);

            Ending missed = endings.get(fleet.bmc(2).hostId());
            assertThat(rollout.story(missed)).contains("goes on without its configuration being kept", "license");
            var none = Person.who(hub, "operator").get("/api/v1/runs/" + missed.run() + "/profile");
            assertThat(none.statusCode()).isEqualTo(404);
        }
    }
}
