package io.farrier.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.recovery.RecoveryEvent.Looked;
import io.farrier.recovery.RecoveryEvent.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whole recoveries of devices that answer anything at all, with orders that arrive, fail or are never heard of again. */
class LadderProperties {

    private static final Ladder.Pace PACE = new Ladder.Pace(
            Duration.ofMinutes(15), Duration.ofMinutes(10), Duration.ofMinutes(1), Duration.ofMinutes(1));

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private enum Fate {
        ARRIVES,
        FAILS,
        DIES
    }

    @Provide
    Arbitrary<Looked> looks() {
        Arbitrary<Seen> job = Combinators.combine(
                        Arbitraries.of("JID_1", "JID_2", "JID_3"),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false))
                .as((jid, live, running) ->
                        new Seen(jid, "Firmware Update", running ? "Running" : "Scheduled", live, live && running));
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.of("the Lifecycle Controller is InUse", null),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of("it is a sled", null),
                        job.list().ofMaxSize(3))
                .as((answered, status, post, off, attached, jobs) ->
                        new Looked(answered, answered ? status : "refused", post, off, attached, jobs));
    }

    private static final class Life {
        private final List<Recovery.At<RecoveryEvent>> story = new ArrayList<>();
        private final List<Ladder.Move.Climb> climbs = new ArrayList<>();
        private Instant now = BEGIN;

        Recovery at() {
            return Recovery.of(story);
        }

        void add(RecoveryEvent event) {
            story.add(new Recovery.At<>(now, event));
        }

        void live(Rung highest, List<Looked> looks, List<Fate> fates, boolean approves) {
            add(new RecoveryEvent.Asked(highest, List.of("JID_1"), "test"));
            int look = 0;
            for (int turn = 0; turn < 400 && at().ended() == null; turn++) {
                switch (Ladder.decide(at(), now, PACE)) {
                    case Ladder.Move.Look l -> add(looks.get(look++ % looks.size()));
                    case Ladder.Move.Note note -> add(note.event());
                    case Ladder.Move.Wait wait -> {
                        if (at().wanted() != null) {
                            if (!approves) {
                                return;
                            }
                            add(new RecoveryEvent.Approved(
                                    at().wanted().rung(), at().wanted().jids(), "ok"));
                        }
                        now = wait.until().isAfter(now.plusSeconds(86_000)) ? now : wait.until();
                    }
                    case Ladder.Move.Climb climb -> climb(climb, fates.get(climbs.size() % fates.size()));
                }
                now = now.plusSeconds(1);
            }
        }

        private void climb(Ladder.Move.Climb climb, Fate fate) {
            check(climb);
            climbs.add(climb);
            add(new RecoveryEvent.Intended(climb.rung(), climb.jids(), "redfish", now.plusSeconds(60)));
            switch (fate) {
                case ARRIVES -> add(new RecoveryEvent.Climbed(climb.rung()));
                case FAILS -> add(new RecoveryEvent.Slipped(climb.rung(), "no"));
                case DIES -> {}
            }
        }

        /** What may never be done, judged on the last look alone. */
        private void check(Ladder.Move.Climb climb) {
            Looked seen = at().looked().event();
            assertThat(climb.rung()).isLessThanOrEqualTo(at().highest());
            assertThat(now).isAfterOrEqualTo(BEGIN.plus(PACE.patience()));
            switch (climb.rung()) {
                case RESET_BMC -> {
                    assertThat(seen.jobs()).noneMatch(Seen::running);
                    assertThat(seen.inPost()).isFalse();
                }
                case DELETE_OWN -> assertThat(climb.jids()).isNotEmpty().allMatch("JID_1"::equals);
                case CLEAR_QUEUE ->
                    assertThat(at().approved().get(Rung.CLEAR_QUEUE)).containsAll(climb.jids());
                case FORCE_CLEAR -> {
                    assertThat(at().approved().get(Rung.FORCE_CLEAR)).containsAll(climb.jids());
                    assertThat(climb.jids())
                            .containsExactlyInAnyOrderElementsOf(seen.jobs().stream()
                                    .filter(Seen::live)
                                    .map(Seen::jid)
                                    .toList());
                    assertThat(seen.inPost()).isFalse();
                }
                case VIRTUAL_AC -> {
                    assertThat(at().approved()).containsKey(Rung.VIRTUAL_AC);
                    assertThat(seen.off()).isTrue();
                    assertThat(seen.attached()).isNull();
                }
                case WAIT -> throw new AssertionError("Waiting is no order");
            }
        }
    }

    @Property
    void no_rung_is_climbed_twice_or_out_of_order_or_against_its_conditions_and_every_recovery_ends(
            @ForAll("looks") Looked one,
            @ForAll("looks") Looked two,
            @ForAll("looks") Looked three,
            @ForAll Rung highest,
            @ForAll List<Fate> fates,
            @ForAll boolean approves) {
        Life life = new Life();
        life.live(highest, List.of(one, two, three), fates.isEmpty() ? List.of(Fate.ARRIVES) : fates, approves);
        assertThat(life.climbs)
                .extracting(Ladder.Move.Climb::rung)
                .doesNotHaveDuplicates()
                .isSorted();
        if (life.at().wanted() == null) {
            assertThat(life.at().ended()).isIn("recovered", "stuck");
        }
    }

    @Property
    void nobody_else_s_job_is_removed_without_a_person(
            @ForAll("looks") Looked look, @ForAll Rung highest, @ForAll boolean dies) {
        Life life = new Life();
        life.live(highest, List.of(look), List.of(dies ? Fate.DIES : Fate.ARRIVES), false);
        assertThat(life.climbs)
                .allSatisfy(climb -> assertThat(climb.jids()).isSubsetOf("JID_1"))
                .extracting(Ladder.Move.Climb::rung)
                .doesNotContain(Rung.CLEAR_QUEUE, Rung.FORCE_CLEAR, Rung.VIRTUAL_AC);
    }
}
