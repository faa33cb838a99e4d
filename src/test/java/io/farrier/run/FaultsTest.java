package io.farrier.run;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Fault;
import io.farrier.lab.device.Host.ResetType;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import io.farrier.transport.Pins;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every fault of the lab's menu and a run on a host that has it: {@code mvn -q verify -Pfaults}. */
@HubTest
@Tag("faults")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Pins pins;

    private LabFleet fleet;
    private Rollout rollout;
    private Fates fates;
    private final Map<Fault, Long> hosts = new EnumMap<>(Fault.class);
    private long off;
    private long plan;
    private Map<Long, Ending> endings;

    @BeforeAll
    void everything_at_once() throws IOException {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 50, 60, "--speed=" + HubTest.SPEED);
        rollout.learn(fleet);
        Map<Long, Target> targets =
                rollout.preview(fleet.bmcs().stream().map(Bmc::hostId).toList());
        fates = new Fates(rollout, fleet, targets);
        List<Long> free = new ArrayList<>(targets.values().stream()
                .sorted(Comparator.comparingInt(target -> target.promises().size()))
                .map(Target::hostId)
                .toList());
        // Those that want more choose first.
        Trial.MENU.stream()
                .sorted(Comparator.comparing(Trial::needs).reversed())
                .forEach(trial -> hosts.put(trial.fault(), take(free, targets, trial.needs())));
        off = take(free, targets, Trial.Needs.STAGED);
        fates.witness(off)
                .device()
                .with(() -> fates.witness(off).device().host().reset(ResetType.FORCE_OFF, Tally.Cause.AC_CYCLE, null));
        Trial.MENU.forEach(
                trial -> trial.befall(fates.witness(hosts.get(trial.fault())).device()));
        List<Long> all = new ArrayList<>(hosts.values());
        all.add(off);
        plan = rollout.start(all);
        endings = new LinkedHashMap<>(rollout.endings(plan, all.size(), LONG));
        print();
    }

    private long take(List<Long> free, Map<Long, Target> targets, Trial.Needs needs) {
        long host = free.stream()
                .filter(id -> needs.metBy(
                        targets.get(id).promises(),
                        fates.witness(id).device().model().idrac10()))
                .findFirst()
                .orElseThrow();
        free.remove(host);
        return host;
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private void print() {
        hosts.forEach((fault, host) -> {
            Ending ending = endings.get(host);
            System.out.printf(
                    "%-26s %-10s %5.1fs  %s%n",
                    fault.word(), ending.state(), ending.took().toMillis() / 1000.0, ending.reason());
        });
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void a_run_meets_a_fault_and_ends_as_it_should(Fault fault) {
        Ending ending = endings.get(hosts.get(fault));
        assertThat(Trial.of(fault).misses(ending)).as(rollout.story(ending)).isEmpty();
    }

    @Test
    void whatever_befell_a_host_the_lab_bears_out_what_the_hub_says() {
        fates.assertHonest(plan, endings);
    }

    @Test
    void a_host_that_was_off_is_off_again() {
        assertThat(endings.get(off).state()).as(rollout.story(endings.get(off))).isEqualTo("succeeded");
        assertThat(fates.witness(off).on()).isFalse();
    }

    @Test
    void a_wrong_password_is_tried_once() {
        assertThat(fates.witness(hosts.get(Fault.WRONG_PASSWORD)).failedLogins())
                .isEqualTo(1);
    }

    @Test
    void a_certificate_that_was_accepted_lets_the_run_go_on() {
        long host = hosts.get(Fault.CERTIFICATE_CHANGES);
        assertThat(pins.rePin(List.of(host), "anna")).isEqualTo(1);
        Ending after = rollout.answer(endings.get(host), plan, "retry", LONG);
        assertThat(after.state()).as(rollout.story(after)).isEqualTo("succeeded");
        fates.assertHonest(plan, Map.of(host, after));
    }

    @Test
    void what_was_staged_is_removed_when_a_human_gives_up() {
        for (Fault fault : List.of(Fault.GRACEFUL_IGNORED, Fault.FOREIGN_JOB, Fault.REFUSES_CONNECTION)) {
            long host = hosts.get(fault);
            Ending after = rollout.answer(endings.get(host), plan, "fail", LONG);
            assertThat(after.state()).as(rollout.story(after)).isEqualTo("cancelled");
            assertThat(fates.witness(host).pending()).as(rollout.story(after)).isEmpty();
        }
    }

    @Test
    void none_of_two_hundred_lying_devices_counts_as_updated() throws IOException {
        Map<Long, Ending> liars = rollOut(51, Fault.COMPLETED_BUT_OLD_VERSION);
        assertThat(liars.values())
                .allSatisfy(
                        liar -> assertThat(liar.state()).as(rollout.story(liar)).isEqualTo("failed"));
    }

    @Test
    void none_of_two_hundred_devices_whose_inventory_lags_counts_as_failed() throws IOException {
        Map<Long, Ending> laggards = rollOut(52, Fault.INVENTORY_LAGS);
        assertThat(laggards.values())
                .allSatisfy(
                        late -> assertThat(late.state()).as(rollout.story(late)).isEqualTo("succeeded"));
    }

    private Map<Long, Ending> rollOut(int third, Fault fault) throws IOException {
        try (LabFleet lab = LabFleet.start(jdbc, third, 240, "--speed=" + HubTest.SPEED)) {
            rollout.compare(lab);
            Map<Long, Target> targets =
                    rollout.preview(lab.bmcs().stream().map(Bmc::hostId).toList());
            List<Long> ids = targets.keySet().stream().limit(200).toList();
            lab.lab().devices().forEach(device -> device.fault(fault, true, null));
            Fates ours = new Fates(rollout, lab, targets);
            long many = rollout.start(ids);
            Map<Long, Ending> ended = rollout.endings(many, 200, Duration.ofMinutes(20));
            Map<String, Long> counted = ended.values().stream().collect(toMap(Ending::state, e -> 1L, Long::sum));
            System.out.printf("200 × %-20s %s%n", fault.word(), counted);
            ours.assertHonest(many, ended);
            return ended;
        }
    }

    @Test
    void the_menu_is_whole() {
        assertThat(Arrays.asList(Fault.values())).allMatch(hosts::containsKey);
    }
}
