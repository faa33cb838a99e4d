package io.farrier.crash;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A hub that is killed wherever it can be killed, and a lab in a process of its own that tells what it was asked to do.
 * {@code mvn -q verify -Pcrash}; how much: {@code -Dcrash.kills=100 -Dcrash.lost-brokers=30 -Dcrash.size=50}.
 */
@Tag("crash")
class CrashTest {

    private static final int SIZE = Integer.getInteger("crash.size", 50);

    /** A life that does not come to the boundary at which it is to die, because nothing is left to do there, dies here. */
    private static final Boundary ELSE = Boundary.of("before/run.begin.claim/150");

    /** Where it comes to neither, all runs wait for a device: it is killed where it is. */
    private static final Duration REACH = Duration.ofSeconds(8);

    /** Each side of each step of a turn, with the highest count at which a life dies there. Once a run: at the first. */
    private static final List<Boundary> BOUNDARIES = List.of(
            Boundary.of("before/plan.turn.claim/2"),
            Boundary.of("after/plan.turn.decide/2"),
            Boundary.of("after/plan.turn.record/2"),
            Boundary.of("after/plan.tick.turn/2"),
            Boundary.of("after/run.fetch.package/9"),
            Boundary.of("after/run.fetch.ready/9"),
            Boundary.of("after/run.fetch.record/9"),
            Boundary.of("before/run.begin.claim/40"),
            Boundary.of("after/run.begin.claim/40"),
            Boundary.of("after/run.begin.load/40"),
            Boundary.of("after/run.begin.decide/40"),
            Boundary.of("before/run.begin.intent/40"),
            Boundary.of("after/run.begin.intent/40"),
            Boundary.of("after/run.step.begin/40"),
            Boundary.of("before/redfish.call.https/90"),
            Boundary.of("after/redfish.call.https/90"),
            Boundary.of("before/redfish.package.update/5"),
            Boundary.of("after/redfish.package.update/5"),
            Boundary.of("before/redfish.reset.reset/3"),
            Boundary.of("after/redfish.reset.reset/3"),
            Boundary.of("after/run.ask.take/40"),
            Boundary.of("before/run.record.lesson/40"),
            Boundary.of("after/run.record.lesson/40"),
            Boundary.of("after/run.ask.record/40"),
            Boundary.of("before/bell.ring.send/40"),
            Boundary.of("after/bell.ring.send/40"),
            Boundary.of("after/run.step.ring/40"));

    /** What {@link RingsTwice} says; the transport follows. */
    private static final String RANG = "Rang a second bell during a submit by ";

    private final Random random = new Random(Long.getLong("crash.seed", 1));
    private final Map<String, Integer> deaths = new TreeMap<>();
    private int restarts;

    /** One orderly life on a folder of its own leaves the archive from which the others start. */
    @BeforeAll
    static void archive() throws IOException {
        HubProcess.archive();
    }

    @Test
    void killed_at_every_step_boundary_each_package_is_submitted_once_and_no_host_is_lost() throws Exception {
        campaign("boundaries", Integer.getInteger("crash.kills", 100), false);
    }

    @Test
    void with_the_broker_lost_at_each_restart_it_is_the_same() throws Exception {
        campaign("brokers", Integer.getInteger("crash.lost-brokers", 30), true);
    }

    @Test
    void a_submit_whose_answer_comes_after_the_time_out_is_adopted_and_not_repeated() throws Exception {
        try (Round round = Round.begin("late-answer", 6, 3, List.of("submit-answer-delayed=5"), List.of())) {
            round.finish();
            round.judge();
            assertThat(round.truth().adopted())
                    .as("every submit lost its answer, and its job was found")
                    .isEqualTo(round.submits())
                    .isPositive();
            System.out.printf(
                    "crash: %d submits answered 2 s after the time-out: each adopted, none repeated%n",
                    round.submits());
        }
    }

    @Test
    void a_second_bell_during_a_submit_submits_nothing() throws Exception {
        ringTwice("second-bell", "redfish");
    }

    @Test
    void a_second_bell_during_a_submit_by_another_transport_submits_nothing() throws Exception {
        ringTwice("second-bell-wsman", "wsman", "redfish-dead");
    }

    /**
     * By which transport each package goes, the health of the transports decides, and it may take more than one intent;
     * so bells are counted by intents.
     *
     * @param transport by which some go at least
     * @param faults of every device from when the plan runs
     */
    private static void ringTwice(String name, String transport, String... faults) throws Exception {
        try (Round round = Round.begin(
                name, 6, 4, List.of("submit-answer-delayed=1.5"), List.of("farrier.crash.ring-twice=true"))) {
            List.of(faults).forEach(round.lab()::fault);
            round.finish();
            round.judge();
            List<String> said = Files.readAllLines(round.log());
            assertThat(said).noneMatch(line -> line.contains("Claimed a second bell"));
            Map<String, Long> rung = said.stream()
                    .filter(line -> line.contains(RANG))
                    .collect(groupingBy(CrashTest::transport, TreeMap::new, counting()));
            long bells = rung.values().stream().mapToLong(n -> n).sum();
            long dropped = said.stream()
                    .filter(line -> line.contains("Dropped a second bell"))
                    .count();
            assertThat(rung)
                    .as("bells that were rung, by the transport of the submit")
                    .containsKey(transport);
            assertThat(bells)
                    .as("two more bells for each submit")
                    .isEqualTo(2L * round.truth().events("run.submit-intended"));
            assertThat(dropped)
                    .as("each was heard while the submit was under way")
                    .isEqualTo(bells);
            System.out.printf(
                    "crash: %d submits, %d more bells while they were under way %s: all dropped%n",
                    round.submits(), dropped, rung);
        }
    }

    private static String transport(String rang) {
        return rang.substring(rang.indexOf(RANG) + RANG.length()).split(":")[0];
    }

    /** Kills until it was often enough; a plan that ends before that is judged, and another lab begun. */
    private void campaign(String name, int wanted, boolean loseTheBroker) throws Exception {
        Instant began = Instant.now();
        int kills = 0;
        int rounds = 0;
        int submits = 0;
        int hosts = 0;
        int adopted = 0;
        List<Boundary> boundaries = new ArrayList<>(BOUNDARIES);
        while (kills < wanted) {
            rounds++;
            try (Round round = Round.begin(name + "-" + rounds, SIZE, 100 + rounds)) {
                round.kill();
                kills += 1 + kill(round, boundaries, wanted - kills - 1, loseTheBroker);
                if (loseTheBroker) {
                    round.loseTheBroker();
                }
                restarts++;
                round.restart().up();
                round.finish();
                round.judge();
                submits += round.submits();
                hosts += round.truth().planned().size();
                adopted += round.truth().adopted();
            }
        }
        System.out.println("crash: died " + deaths);
        System.out.printf(
                "crash %s: %d kills -9, %d restarts%s, %d hosts of %d labs of %d: %d submits, each package once on each"
                        + " device (%d adopted), every run succeeded; %d s%n",
                name,
                kills,
                restarts,
                loseTheBroker ? " without the broker's journal" : "",
                hosts,
                rounds,
                SIZE,
                submits,
                adopted,
                Duration.between(began, Instant.now()).toSeconds());
    }

    /** One life after the other, each ended at the next boundary, as long as there is something to do. */
    private int kill(Round round, List<Boundary> boundaries, int wanted, boolean loseTheBroker)
            throws IOException, InterruptedException {
        int kills = 0;
        while (kills < wanted && !round.over()) {
            if (loseTheBroker) {
                round.loseTheBroker();
            }
            Boundary next = boundaries.removeFirst();
            boundaries.add(next);
            Boundary at = next.nth(
                    1 + random.nextInt(Math.min(next.nth(), 1 + round.truth().live())));
            restarts++;
            HubProcess life = round.restart("farrier.crash.at=" + at + "," + ELSE);
            life.up();
            boolean died = life.dies(REACH);
            if (!died) {
                life.kill();
            }
            String where = died ? round.lastBoundary().place() : "anywhere";
            deaths.merge(where, 1, Integer::sum);
            kills++;
            System.out.printf(
                    "crash: kill %d %s, %d of %d runs ended%n",
                    kills, where, round.truth().ended(), round.truth().runs());
        }
        return kills;
    }
}
