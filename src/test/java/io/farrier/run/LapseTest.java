package io.farrier.run;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Host.ResetType;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A hub that stops working at the close of a window, with packages staged on its hosts, and an administrator who restarts
 * them all afterwards.
 */
@HubTest
class LapseTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    CamelContext camel;

    @Autowired
    JdbcClient jdbc;

    @Test
    void what_a_dead_hub_left_staged_is_installed_by_nobodys_restart_after_the_window() throws Exception {
        show(145, 8, Duration.ofSeconds(22), "--behind=bios");
    }

    @Test
    void what_a_run_that_waits_for_somebody_has_staged_is_removed_when_its_window_closes() throws Exception {
        Rollout rollout = Rollout.in(hub);
        try (LabFleet fleet = lab(196, 2, "--behind=bios")) {
            rollout.learn(fleet);
            List<Long> hosts = fleet.bmcs().stream().map(bmc -> bmc.hostId()).toList();
            Fates fates = new Fates(rollout, fleet, rollout.preview(hosts));
            for (long host : hosts) {
                Device device = fates.witness(host).device();
                device.fault(Fault.GRACEFUL_IGNORED, true, null);
                device.fault(Fault.SETUP_REFUSED, true, null);
            }
            Instant closesAt = Instant.now().plusSeconds(25).truncatedTo(ChronoUnit.SECONDS);
            long plan = rollout.start(hosts, closesAt);
            Map<Long, Ending> asked = rollout.endings(plan, hosts.size(), Duration.ofSeconds(24));
            assertThat(asked.values()).extracting(Ending::state).containsOnly("human");
            assertThat(Instant.now()).as("the window is open").isBefore(closesAt);
            assertThat(hosts).allMatch(host -> fates.witness(host).pending().size() == 1);
            Map<Long, Map<String, Integer>> before = installs(fates, hosts);

            await().atMost(Duration.ofSeconds(60)).until(() -> hosts.stream()
                    .allMatch(host -> fates.witness(host).pending().isEmpty()));
            assertThat(Instant.now()).isAfter(closesAt);
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(rollout.endings(plan, hosts.size(), Duration.ofSeconds(5))
                                    .values())
                            .allMatch(ending -> ending.state().equals("human"))
                            .allMatch(ending -> ending.reason().contains("did not go down")
                                    && ending.reason().contains("is removed")));
            hosts.forEach(host -> restart(fates.witness(host).device()));
            await().atMost(Duration.ofMinutes(1)).until(() -> hosts.stream()
                    .allMatch(host -> started(fates.witness(host).device(), closesAt)));
            assertThat(installs(fates, hosts)).isEqualTo(before);
            assertThat(answered(rollout, plan, hosts).values())
                    .extracting(Ending::state)
                    .doesNotContain("succeeded", "human");
        }
    }

    @Test
    @Tag("faults")
    void nor_on_five_hundred_hosts_with_several_packages_each() throws Exception {
        show(148, 500, Duration.ofSeconds(420));
    }

    private void show(int third, int size, Duration window, String... more) throws Exception {
        Rollout rollout = Rollout.in(hub);
        try (LabFleet fleet = lab(third, size, more)) {
            rollout.learn(fleet);
            Map<Long, Target> targets = rollout.preview(
                    fleet.bmcs().stream().map(bmc -> bmc.hostId()).toList());
            Fates fates = new Fates(rollout, fleet, targets);
            List<Long> staging = targets.values().stream()
                    .filter(target -> target.promises().stream().anyMatch(promise -> !promise.direct()))
                    .map(Target::hostId)
                    .toList();
            // They take the order to restart and do not go down, so everything stays staged.
            staging.forEach(host -> fates.witness(host).device().fault(Fault.GRACEFUL_IGNORED, true, null));
            // The one that takes no expiry shows that the others would have installed it too.
            long careless = staging.getFirst();
            fates.witness(careless).device().fault(Fault.SETUP_REFUSED, true, null);

            Instant closesAt = Instant.now().plus(window);
            long plan = rollout.start(staging, closesAt);
            await().atMost(window)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() ->
                            rollout.count(plan, "run.reset-ordered").keySet().containsAll(staging));
            stop();
            try {
                assertThat(Instant.now()).as("the window is open").isBefore(closesAt);
                Map<Long, Integer> staged = new HashMap<>();
                staging.forEach(
                        host -> staged.put(host, fates.witness(host).pending().size()));
                assertThat(staged.values()).as("everybody has something staged").allMatch(count -> count > 0);
                Map<Long, Map<String, Integer>> before = installs(fates, staging);
                await().atMost(window.plusSeconds(30)).until(() -> Instant.now().isAfter(closesAt.plusSeconds(1)));
                assertThat(installs(fates, staging))
                        .as("before anybody restarts")
                        .isEqualTo(before);

                staging.forEach(host -> restart(fates.witness(host).device()));
                await().atMost(Duration.ofMinutes(3)).until(() -> staging.stream()
                        .allMatch(host -> started(fates.witness(host).device(), closesAt)));
                Map<Long, Map<String, Integer>> after = installs(fates, staging);
                List<Long> flashed = staging.stream()
                        .filter(host -> !after.get(host).equals(before.get(host)))
                        .toList();
                System.out.printf(
                        "lapse: %d hosts restarted after the close with %d packages staged: %d installed something (%s)%n",
                        staging.size(),
                        staged.values().stream().mapToInt(count -> count).sum(),
                        flashed.size(),
                        flashed.equals(List.of(careless)) ? "the one that takes no expiry" : flashed);
                assertThat(flashed)
                        .as(() -> flashed.stream()
                                .filter(host -> host != careless)
                                .map(host -> "host %d: %s, before %s%n%s"
                                        .formatted(host, after.get(host), before.get(host), rollout.story(plan, host)))
                                .collect(joining("\n\n")))
                        .containsExactly(careless);
                assertThat(rollout.count(plan, "run.expiry-unknown")).containsOnlyKeys(careless);
            } finally {
                start();
            }
            Map<Long, Ending> endings = answered(rollout, plan, staging);
            System.out.println("lapse: " + endings.values().stream().collect(groupingBy(Ending::state, counting()))
                    + " when the hub was back");
            endings.forEach((host, ending) -> {
                assertThat(fates.witness(host).pending())
                        .as(rollout.story(ending))
                        .isEmpty();
                assertThat(ending.state())
                        .as(rollout.story(ending))
                        .matches(state -> host == careless || !state.equals("succeeded"));
            });
        }
    }

    /** Whoever asks somebody, because its host did not go down, is told to give up. */
    private static Map<Long, Ending> answered(Rollout rollout, long plan, List<Long> hosts) {
        rollout.endings(plan, hosts.size(), Duration.ofMinutes(3)).values().stream()
                .filter(ending -> ending.state().equals("human"))
                .forEach(ending -> rollout.say(ending, "fail"));
        await().atMost(Duration.ofMinutes(3))
                .until(() -> rollout.endings(plan, hosts.size(), Duration.ofMinutes(3)).values().stream()
                        .noneMatch(ending -> ending.state().equals("human")));
        return rollout.endings(plan, hosts.size(), Duration.ofMinutes(3));
    }

    private LabFleet lab(int third, int size, String... more) throws IOException {
        List<String> options = new ArrayList<>(List.of("--speed=" + HubTest.SPEED));
        options.addAll(List.of(more));
        return LabFleet.start(jdbc, third, size, options.toArray(String[]::new));
    }

    private static Map<Long, Map<String, Integer>> installs(Fates fates, List<Long> hosts) {
        Map<Long, Map<String, Integer>> installs = new HashMap<>();
        hosts.forEach(host -> {
            Device device = fates.witness(host).device();
            installs.put(host, device.with(() -> device.tally().installs()));
        });
        return installs;
    }

    private static void restart(Device device) {
        device.fault(Fault.GRACEFUL_IGNORED, false, null);
        device.with(() -> device.host().reset(ResetType.FORCE_RESTART, Tally.Cause.ORDERED, "192.0.2.9"));
    }

    private static boolean started(Device device, Instant since) {
        return device.with(() -> device.host().lastReset() != null
                && device.host().lastReset().isAfter(since)
                && device.host().serverStatus().equals("OutOfPOST"));
    }

    /** Nothing that the hub does by itself happens any more: no message is taken, no clock ticks. */
    private void stop() throws Exception {
        for (Route route : working()) {
            camel.getRouteController().stopRoute(route.getRouteId(), 5, TimeUnit.SECONDS);
        }
    }

    private void start() throws Exception {
        for (Route route : working()) {
            camel.getRouteController().startRoute(route.getRouteId());
        }
    }

    private List<Route> working() {
        return camel.getRoutes().stream()
                .filter(route -> route.getEndpoint().getEndpointUri().matches("(jms|quartz):.*"))
                .toList();
    }
}
