package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Standstill;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.FirmwareUpdateRequest;
import io.farrier.transport.Outcome;
import io.farrier.transport.ResetKind;
import io.farrier.transport.UpdateMode;
import io.farrier.transport.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Whatever happens to the device, to the answers and to the hub's process, the rules hold: nothing is submitted twice,
 * success is what the device truly holds, and nothing is left behind that would apply itself.
 */
class RunModelProperties {

    private static final Pace PACE = new Pace(
            1,
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(90),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10),
            Duration.ofMinutes(60),
            Duration.ofMinutes(15),
            Duration.ofMinutes(20),
            Duration.ofMinutes(60),
            Duration.ofMinutes(30));

    private static final Bmc BMC = new Bmc(1, "10.0.0.7", 443);

    /** One life of a run against one device. */
    private static final class Life {
        final Random random;
        final List<Promise> promises = new ArrayList<>();
        final ModelDevice device;
        final boolean wasOff;
        final ModelKind kind;
        final List<Fold.At> story = new ArrayList<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        int ordered;

        Life(long seed) {
            random = new Random(seed);
            int n = 1 + random.nextInt(4);
            for (int i = 0; i < n; i++) {
                boolean bmc = i == n - 1 && random.nextBoolean();
                promises.add(new Promise(
                        "k" + i,
                        "FQDD." + i,
                        "part " + i,
                        null,
                        "1." + i,
                        "2." + i,
                        i,
                        "F" + i + ".EXE",
                        bmc,
                        bmc,
                        bmc ? 3 : 1 + (i > 1 ? 1 : 0)));
            }
            ModelDevice.Vices vices = new ModelDevice.Vices(
                    chance(10), chance(10), chance(15), chance(8), chance(20), chance(25), chance(30), chance(30));
            wasOff = chance(15);
            device = new ModelDevice(promises, vices, wasOff, random);
            kind = chance(50) ? new ModelKind(random) : null;
            Instant until = chance(30) ? now.plus(Duration.ofMinutes(random.nextInt(180))) : null;
            add(new RunEvent.Admitted(
                    promises,
                    chance(10) ? "force" : "graceful",
                    kind == null ? null : "model",
                    until,
                    Map.of(1, 20, 2, 20, 3, 15),
                    chance(20) ? Boolean.TRUE : null));
        }

        boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }

        void add(RunEvent event) {
            story.add(new Fold.At(now, event));
        }

        Run run() {
            return Fold.of(story);
        }

        /** Whether nothing of its batch had been submitted before. */
        boolean firstOfItsBatch(Fold.At intent) {
            int batch = batch(intent);
            return story.stream()
                    .takeWhile(at -> at != intent)
                    .noneMatch(at -> at.event() instanceof RunEvent.SubmitIntended && batch(at) == batch);
        }

        private int batch(Fold.At intent) {
            String key = ((RunEvent.SubmitIntended) intent.event()).key();
            return promises.stream()
                    .filter(p -> p.key().equals(key))
                    .findFirst()
                    .orElseThrow()
                    .batch();
        }

        /** Turns until the run has ended or waits for a human; a hub that would turn for ever fails here. */
        Run live() {
            for (int turn = 0; turn < 3_000; turn++) {
                Run run = run();
                if (run.ended() != null || run.human() != null) {
                    return run;
                }
                turn(run);
            }
            throw new AssertionError("it never ended: "
                    + story.stream().map(at -> at.event().says()).toList());
        }

        /** It waits for a human, and nobody comes until long after its window has closed. */
        Run sleep() {
            for (int turn = 0; turn < 500 && run().wakes() != null; turn++) {
                now = now.isBefore(run().wakes()) ? run().wakes() : now;
                turn(run());
            }
            return run();
        }

        private void turn(Run run) {
            Action action = Decision.decide(run, now, PACE);
            switch (action) {
                case Action.Note note -> add(note.event());
                case Action.Wait wait -> now = wait.until();
                case Action.Fetch fetch -> {
                    Map<String, String> files = new LinkedHashMap<>();
                    promises.forEach(p -> files.put(p.key(), "sha"));
                    add(new RunEvent.FilesReady(files));
                }
                default -> act(action);
            }
            if (chance(3)) {
                // The hub was away for a while.
                now = now.plus(Duration.ofMinutes(random.nextInt(40)));
            }
        }

        private void act(Action action) {
            Instant until = now.plusSeconds(300);
            intend(action, until);
            if (chance(4)) {
                return; // killed between intend and act
            }
            List<Outcome> outcomes = new ArrayList<>();
            Stance stance = stance(action);
            boolean goesOn = stance == null || stance.posture() == Stance.Posture.STILL;
            for (Ask ask : goesOn ? asks(action) : List.<Ask>of()) {
                now = now.plusSeconds(1);
                outcomes.add(ask(ask));
                if (!outcomes.getLast().done()) {
                    break;
                }
            }
            if (chance(4)) {
                return; // killed between act and record
            }
            Lesson lesson = Learning.learn(
                    action,
                    outcomes,
                    new Learning.Facts(run(), device.asked, "TAG1234", stance, random.nextDouble(), now, PACE));
            lesson.events().forEach(this::add);
            now = lesson.due().isAfter(now) ? lesson.due() : now.plusMillis(10);
        }

        private void intend(Action action, Instant until) {
            switch (action) {
                case Action.Submit s -> {
                    List<String> jids = new ArrayList<>(run().checked().jids());
                    run().items().stream()
                            .map(Item::jid)
                            .filter(jid -> jid != null)
                            .forEach(jids::add);
                    device.asked = 0;
                    add(new RunEvent.SubmitIntended(
                            s.item().key(),
                            "redfish",
                            "redfish: the only one",
                            new UpdateMode(UpdateMode.Kind.SIMPLE_UPDATE, "x", false),
                            "/files/t/" + s.item().promise().fileName(),
                            until,
                            jids,
                            "x"));
                }
                case Action.Reset r -> add(new RunEvent.ResetIntended(r.kind().redfish(), r.batch(), "redfish", until));
                case Action.Export e when e.jid() == null -> add(new RunEvent.ProfileIntended("redfish", until));
                case Action.Stage s -> add(new RunEvent.StageIntended(s.jids(), "wsman", until));
                case Action.Clear c -> add(new RunEvent.ClearIntended(c.jids(), until));
                case Action.Quiesce q
                when q.step() == Standstill.Step.DRAIN -> add(new RunEvent.DrainIntended("model", until));
                case Action.Quiesce q
                when q.step() == Standstill.Step.RESTORE -> add(new RunEvent.RestoreIntended("model", until));
                default -> {}
            }
        }

        /** Asked first of all of whatever changes the host, and of nothing else but by itself. */
        private Stance stance(Action action) {
            Stand stand = run().stand();
            return switch (action) {
                case Action.Quiesce q -> kind.answer(q.step(), run().stand().memo(), now);
                case Action.Submit s when stand != null -> kind.answer(Standstill.Step.READY, stand.memo(), now);
                case Action.Stage s when stand != null -> kind.answer(Standstill.Step.READY, stand.memo(), now);
                case Action.Reset r
                when stand != null && !stand.restoring() -> kind.answer(Standstill.Step.READY, stand.memo(), now);
                default -> null;
            };
        }

        private List<Ask> asks(Action action) {
            return switch (action) {
                case Action.Quiesce q -> List.of();
                case Action.Export e -> List.of(new Ask.ExportProfile(BMC, e.jid()));
                case Action.Expire e -> List.of(new Ask.Stage(BMC, e.jids(), Duration.ofMinutes(10)));
                case Action.Check c ->
                    List.of(new Ask.ReadReadiness(BMC), new Ask.ReadJobs(BMC, List.of()), new Ask.ReadInventory(BMC));
                case Action.Submit s ->
                    List.of(new Ask.Submit(
                            BMC,
                            new FirmwareUpdateRequest.SimpleUpdate(
                                    "http://hub/files/t/" + s.item().promise().fileName(),
                                    s.item().promise().direct())));
                case Action.Stage s -> List.of(new Ask.Stage(BMC, s.jids()));
                case Action.Reset r -> List.of(new Ask.Reset(BMC, r.kind()));
                case Action.ReadBack r -> List.of(new Ask.ReadInventory(BMC));
                case Action.ReadPower r -> List.of(new Ask.ReadPower(BMC));
                case Action.Clear c -> List.of(new Ask.Clear(BMC, c.jids()));
                default -> List.of(new Ask.ReadJobs(BMC, List.of()));
            };
        }

        private Outcome ask(Ask ask) {
            if (chance(5)) {
                return said(ask, Word.WAIT, "busy"); // it did not get there, and that is certain
            }
            boolean touches = ask instanceof Ask.Submit || ask instanceof Ask.Reset;
            if (kind != null && touches) {
                assertThat(kind.still(now))
                        .as("it stands still when %s is asked", ask)
                        .isTrue();
            }
            if (ask instanceof Ask.Reset reset && reset.kind() != ResetKind.GRACEFUL_SHUTDOWN) {
                ordered++;
            }
            var answer = device.answer(ask, now);
            return chance(5)
                    ? said(ask, ModelDevice.lost(ask), "timeout")
                    : new Outcome(ask, "redfish", Word.DONE, answer, null, null, null, Duration.ZERO);
        }

        private static Outcome said(Ask ask, Word word, String code) {
            return new Outcome(ask, "redfish", word, null, code, code, null, Duration.ZERO);
        }
    }

    @Property(tries = 2_000)
    void success_is_what_the_device_holds_and_no_package_is_submitted_twice(@ForAll long seed) {
        Life life = new Life(seed);
        Run end = life.live();
        if ("succeeded".equals(end.ended()) || "nothing-to-do".equals(end.ended())) {
            for (Promise promise : life.promises) {
                assertThat(life.device.versions).containsEntry(promise.key(), promise.version());
            }
            if (life.wasOff && life.device.resets > 0) {
                assertThat(life.device.power()).isEqualTo("Off");
            }
        }
        assertThat(life.device.submits.values()).allMatch(times -> times == 1);
    }

    @Property(tries = 3_000)
    void what_a_device_holds_is_never_called_disproven(@ForAll long seed) {
        Life life = new Life(seed);
        life.live();
        life.story.stream().map(Fold.At::event).forEach(event -> {
            if (event instanceof RunEvent.Disproven not) {
                assertThat(life.device.versions)
                        .as(() -> life.story.stream()
                                .map(at -> at.at() + " " + at.event().says())
                                .toList()
                                .toString())
                        .doesNotContainEntry(not.key(), "2." + not.key().substring(1));
            }
        });
    }

    @Property(tries = 2_000)
    void nothing_that_was_staged_stays_behind_when_a_run_has_ended(@ForAll long seed) {
        Life life = new Life(seed);
        Run run = life.live();
        if (run.ended() == null) {
            // A person says: end it.
            life.add(new RunEvent.Answered("fail", "enough"));
            run = life.live();
        }
        if (run.ended() != null) {
            assertThat(life.device.holdsStaged()).isFalse();
        }
    }

    @Property(tries = 2_000)
    void a_run_that_waits_for_somebody_leaves_nothing_staged_after_its_window(@ForAll long seed) {
        Life life = new Life(seed);
        Run run = life.live();
        if (run.human() == null || run.until() == null) {
            return;
        }
        String why = run.human();
        run = life.sleep();
        assertThat(run.human()).isEqualTo(why);
        assertThat(run.wakes()).isNull();
        // Whose answer is unknown is nobody's to remove; that is what somebody is asked about.
        if (run.items().stream().noneMatch(item -> item.phase() == Phase.INTENDED)) {
            assertThat(life.device.holdsStaged())
                    .as(() -> life.story.stream()
                            .map(at -> at.at() + " " + at.event().says())
                            .toList()
                            .toString())
                    .isFalse();
        }
        life.add(new RunEvent.Answered("retry", "back on Monday"));
        life.live();
        assertThat(life.device.submits.values()).allMatch(times -> times == 1);
    }

    @Property(tries = 2_000)
    void a_host_that_a_run_took_out_of_service_is_back_when_it_has_ended_and_no_other_is_touched(@ForAll long seed) {
        Life life = new Life(seed);
        Run run = life.live();
        if (life.kind != null && run.ended() != null) {
            assertThat(life.kind.inService())
                    .as(() -> life.story.stream()
                            .map(at -> at.event().says())
                            .toList()
                            .toString())
                    .isEqualTo(!life.kind.outBefore);
        }
    }

    @Property(tries = 2_000)
    void nothing_begins_that_would_not_be_done_before_the_window_closes(@ForAll long seed) {
        Life life = new Life(seed);
        Run run = life.live();
        life.story.stream()
                .filter(at -> run.until() != null && at.event() instanceof RunEvent.SubmitIntended)
                .filter(at -> life.firstOfItsBatch(at))
                .forEach(at -> assertThat(at.at().plus(Duration.ofMinutes(15))).isBeforeOrEqualTo(run.until()));
    }

    @Property(tries = 2_000)
    void what_is_staged_lapses_with_its_window_before_anything_more_is_ordered(@ForAll long seed) {
        Life life = new Life(seed);
        life.live();
        for (int n = 0; n < life.story.size(); n++) {
            RunEvent event = life.story.get(n).event();
            if (event instanceof RunEvent.SubmitIntended
                    || event instanceof RunEvent.ResetIntended reset && reset.batch() != Run.RESTORE) {
                Run then = Fold.of(life.story.subList(0, n));
                assertThat(then.items())
                        .filteredOn(
                                item -> then.until() != null && !item.promise().direct())
                        .filteredOn(item -> item.phase() == Phase.STAGED)
                        .extracting(Item::jid)
                        .isSubsetOf(then.expiring());
            }
        }
    }

    @Property(tries = 2_000)
    void no_host_is_told_to_restart_before_all_that_waits_for_it_has_arrived(@ForAll long seed) {
        Life life = new Life(seed);
        life.live();
        assertThat(life.device.hasty).isZero();
    }

    @Property(tries = 1_000)
    void only_what_never_restarts_the_host_is_installed_at_once(@ForAll long seed) {
        Life life = new Life(seed);
        life.live();
        for (Promise promise : life.promises) {
            if (!promise.direct()) {
                assertThat(life.device.immediate).doesNotContain(promise.fileName());
            }
        }
    }

    @Property(tries = 1_000)
    void the_host_is_restarted_once_a_batch_unless_an_order_was_lost(@ForAll long seed) {
        Life life = new Life(seed);
        life.live();
        long batches = life.promises.stream()
                .filter(p -> !p.direct())
                .map(Promise::batch)
                .distinct()
                .count();
        assertThat(life.ordered).isLessThanOrEqualTo((int) batches * Decision.RESET_LIMIT);
    }
}
