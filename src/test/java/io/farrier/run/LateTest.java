package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who has to be emptied first, and taken back at the end, needs the time for both. */
class LateTest {

    private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
    private static final Map<Integer, Integer> MINUTES = Map.of(Promise.DRAIN, 20, 1, 15, Promise.RESTORE, 5);

    private static final RunEvent DRAIN = new RunEvent.DrainIntended("vsphere", NOW);

    @Test
    void no_host_is_emptied_whose_package_and_way_back_have_no_time_any_more() {
        assertThat(decide(40, NOW)).isInstanceOf(Action.Quiesce.class);
        assertThat(decide(39, NOW)).isInstanceOfSatisfying(Action.Note.class, note -> assertThat(note.event())
                .isInstanceOf(RunEvent.WindowClosed.class));
    }

    @Test
    void what_is_behind_it_of_its_way_is_not_asked_for_again() {
        Instant later = NOW.plus(Duration.ofMinutes(15));
        assertThat(decide(40, later, DRAIN, stood(Posture.MOVING))).isEqualTo(new Action.Quiesce(Step.READY));
        // It has taken longer than it should.
        Instant late = NOW.plus(Duration.ofMinutes(21));
        assertThat(decide(40, late, DRAIN, stood(Posture.MOVING))).isInstanceOf(Action.Note.class);
    }

    @Test
    void who_stands_still_needs_only_the_way_back() {
        assertThat(decide(20, NOW, DRAIN, stood(Posture.STILL))).isInstanceOf(Action.Submit.class);
        assertThat(decide(19, NOW, DRAIN, stood(Posture.STILL))).isInstanceOf(Action.Note.class);
    }

    private static RunEvent stood(Posture posture) {
        return new RunEvent.Stood(posture, true, "", Map.of());
    }

    /** @param minutes from {@link #NOW} until its window closes */
    private static Action decide(int minutes, Instant now, RunEvent... events) {
        Promise promise = new Promise("k", "BIOS.1", "BIOS", "159", "1", "2", 1, "B.EXE", false, false, 1);
        List<RunEvent> story = new ArrayList<>(List.of(
                new RunEvent.Admitted(
                        List.of(promise), "graceful", "vsphere", NOW.plus(Duration.ofMinutes(minutes)), MINUTES),
                new RunEvent.FilesReady(Map.of("k", "sha")),
                new RunEvent.Checked("On", NOW, List.of()),
                stood(Posture.WORKING)));
        story.addAll(List.of(events));
        return Decision.decide(
                Fold.of(story.stream().map(event -> new Fold.At(NOW, event)).toList()), now, pace());
    }

    private static Pace pace() {
        Duration any = Duration.ofMinutes(1);
        return new Pace(1, any, any, any, any, any, any, any, any, any, any, any, any, any, any, any);
    }
}
