package io.farrier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.crash.VcenterBeside.Order;
import io.farrier.vcenter.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hub that is killed wherever it deals with a vCenter, VMware's client watching that vCenter, and a lab that tells when its hosts
 * worked at firmware: none ever did outside maintenance mode, and each is back. {@code mvn -q verify -Pcrash
 * -Dtest=VcenterCrashTest}; how much: {@code -Dcrash.vcenter-kills=27}, and some 66 for both sides of each step.
 */
@Tag("crash")
class VcenterCrashTest {

    /** Two clusters of three. */
    private static final int SIZE = 6;

    private static final int KILLS = Integer.getInteger("crash.vcenter-kills", 27);

    /** How long a life may take to a boundary at which none has died yet; an update may lie before it. */
    private static final Duration REACH = Duration.ofSeconds(25);

    /** Where what is done and what is known of it differ: here a life dies first. */
    private static final List<String> FIRST = List.of(
            "before/run.begin.intent",
            "after/run.begin.intent",
            "before/quiesce.vsphere.drain.look",
            "after/quiesce.vsphere.drain.decide",
            "before/quiesce.vsphere.drain.call",
            "after/quiesce.vsphere.drain.call",
            "after/quiesce.vsphere.drain.entered",
            "after/quiesce.attempt.in",
            "after/run.ask.stance",
            "before/run.record.lesson",
            "after/run.record.lesson",
            "after/quiesce.vsphere.ready.look",
            "after/quiesce.vsphere.ready.decide",
            "before/quiesce.vsphere.restore.look",
            "after/quiesce.vsphere.restore.decide",
            "before/quiesce.vsphere.restore.exit.call",
            "after/quiesce.vsphere.restore.exit.call",
            "after/quiesce.vsphere.restore.exited",
            "before/vcenter.call.https",
            "after/vcenter.call.https",
            "after/vcenter.sync.read",
            "after/vcenter.sync.record");

    /** Each step of a turn that deals with the host's kind; what is not above comes later, then all once more. */
    private static final List<String> STEPS = List.of(
            "run.begin.intent",
            "run.ask.quiesce",
            "run.ask.stance",
            "run.record.lesson",
            "quiesce.attempt.out",
            "quiesce.attempt.ask",
            "quiesce.attempt.in",
            "quiesce.vsphere.drain.look",
            "quiesce.vsphere.drain.decide",
            "quiesce.vsphere.drain.ask",
            "quiesce.vsphere.drain.call",
            "quiesce.vsphere.drain.entered",
            "quiesce.vsphere.ready.look",
            "quiesce.vsphere.ready.decide",
            "quiesce.vsphere.restore.look",
            "quiesce.vsphere.restore.decide",
            "quiesce.vsphere.restore.exit",
            "quiesce.vsphere.restore.exit.call",
            "quiesce.vsphere.restore.exited",
            "quiesce.vsphere.look.find",
            "quiesce.vsphere.look.content",
            "quiesce.vsphere.look.properties",
            "quiesce.vsphere.look.take",
            "vcenter.call.out",
            "vcenter.call.https",
            "vcenter.call.in",
            "vcenter.properties.page.call",
            "vcenter.sync.claim",
            "vcenter.sync.read",
            "vcenter.sync.record");

    /** Orders whose answers come to nobody, and orders that come to nobody. */
    private static final List<Order> ORDERS = List.of(
            new Order("EnterMaintenanceMode_Task", true),
            new Order("EnterMaintenanceMode_Task", false),
            new Order("ExitMaintenanceMode_Task", true),
            new Order("ExitMaintenanceMode_Task", false));

    private final Map<String, Integer> deaths = new TreeMap<>();

    /** What no life has died at yet. */
    private final List<Boundary> boundaries = new ArrayList<>();

    private final Set<Order> orders = new LinkedHashSet<>();
    private int passes;
    private int kills;

    /** One orderly life on a folder of its own leaves the archive from which the others start. */
    @BeforeAll
    static void archive() throws Exception {
        assumeTrue(Watcher.available(), "python3-pyvmomi is not installed");
        HubProcess.archive();
    }

    @Test
    void killed_at_each_step_with_a_vcenter_no_host_is_flashed_outside_maintenance_and_each_is_back() throws Exception {
        Instant began = Instant.now();
        MaintenanceJudge judge = new MaintenanceJudge();
        int rounds = 0;
        while (kills < KILLS) {
            rounds++;
            try (Round round =
                            Round.open("vcenter-" + rounds, SIZE, 300 + rounds, List.of("farrier.vcenter.period=3s"));
                    VcenterBeside vcenter = VcenterBeside.of(round.lab(), round.folder())) {
                introduce(round, vcenter);
                round.plan(SIZE, List.of());
                died("anywhere", round);
                round.kill();
                while (kills < KILLS && !round.over()) {
                    live(round, vcenter);
                }
                vcenter.kills(round.restart().up(), Set.of());
                round.finish();
                round.judge();
                judge.judge(round, vcenter);
            }
        }
        System.out.println("crash: died " + deaths);
        System.out.printf(
                "crash vcenter: %d kills -9 at %d places, labs: %d of %d hosts in %d clusters: %s; %d s%n",
                kills,
                deaths.size(),
                rounds,
                SIZE,
                SIZE / 3,
                judge.figures(),
                Duration.between(began, Instant.now()).toSeconds());
    }

    /** A life in which an operator tells of the vCenter, and of the servers, and goes when each is known in its cluster. */
    private static void introduce(Round round, VcenterBeside vcenter) throws Exception {
        round.restart().up();
        try (Administrator admin = Administrator.of(round.log())) {
            admin.post("/vcenters", vcenter.wanted());
            admin.post(
                    "/credentials",
                    Map.of(
                            "name",
                            "lab",
                            "username",
                            "root",
                            "vaultPath",
                            "file:" + round.secret().toAbsolutePath(),
                            "network",
                            LabProcess.NETWORK));
            admin.post("/sweeps", Map.of("targets", List.of(LabProcess.NETWORK)));
        }
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(round.truth().clustered()).isEqualTo(SIZE));
        round.kill();
    }

    /** One life, which dies at the first place where none has died yet. */
    private void live(Round round, VcenterBeside vcenter) throws IOException, InterruptedException {
        if (boundaries.isEmpty()) {
            boundaries.addAll(next());
            orders.addAll(ORDERS);
        }
        HubProcess life = round.restart("farrier.crash.at="
                + String.join(",", boundaries.stream().map(Boundary::toString).toList()));
        vcenter.kills(life, orders);
        life.up();
        if (dies(life, round)) {
            Order order = vcenter.died();
            if (order == null) {
                Boundary boundary = round.lastBoundary();
                boundaries.remove(boundary);
                died(boundary.place(), round);
            } else {
                orders.remove(order);
                died(order.toString(), round);
            }
        } else {
            life.kill();
            died("anywhere", round);
        }
    }

    private List<Boundary> next() {
        int n = 1 + passes / 2;
        List<String> others = STEPS.stream()
                .flatMap(step -> Stream.of("before/" + step, "after/" + step))
                .filter(place -> !FIRST.contains(place))
                .toList();
        return (passes++ % 2 == 0 ? FIRST : others)
                .stream().map(place -> Boundary.of(place + "/" + n)).toList();
    }

    /** As long as there is something to do, and not for ever. */
    private static boolean dies(HubProcess life, Round round) throws InterruptedException {
        Instant until = Instant.now().plus(REACH);
        while (Instant.now().isBefore(until)) {
            if (life.dies(Duration.ofMillis(500))) {
                return true;
            }
            if (round.over()) {
                return false;
            }
        }
        return false;
    }

    private void died(String where, Round round) {
        deaths.merge(where, 1, Integer::sum);
        kills++;
        System.out.printf(
                "crash: kill %d %s, %d of %d runs ended%n",
                kills, where, round.truth().ended(), round.truth().runs());
    }
}
