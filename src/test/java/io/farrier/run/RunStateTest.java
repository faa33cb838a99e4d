package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.quiesce.Stance.Posture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What somebody reads who is asked to look at a host. */
class RunStateTest {

    private static final Instant AT = Instant.parse("2026-03-01T02:00:00Z");

    @Test
    void who_waits_for_somebody_says_that_its_host_is_still_in_maintenance() {
        assertThat(waits(new RunEvent.DrainIntended("vsphere", AT), stood(Posture.STILL, true)))
                .isEqualTo("the job stands still; it is still in maintenance mode");
        assertThat(waits(stood(Posture.STILL, false))).endsWith("maintenance mode, which was not this run's doing");
        assertThat(waits(new RunEvent.DrainIntended("vsphere", AT)))
                .isEqualTo("the job stands still; it may still be in maintenance mode");
    }

    @Test
    void and_does_not_say_so_of_a_host_that_is_in_service() {
        assertThat(waits()).isEqualTo("the job stands still");
        assertThat(waits(
                        new RunEvent.DrainIntended("vsphere", AT),
                        stood(Posture.STILL, true),
                        stood(Posture.WORKING, false)))
                .isEqualTo("the job stands still");
    }

    private static RunEvent stood(Posture posture, boolean ours) {
        return new RunEvent.Stood(posture, ours, "", Map.of());
    }

    private static String waits(RunEvent... events) {
        Stream<RunEvent> story = Stream.concat(
                Stream.of(new RunEvent.Admitted(List.of(), "graceful", "vsphere", null, Map.of())), Stream.of(events));
        return RunState.waits(Fold.of(Stream.concat(story, Stream.of(new RunEvent.NeedsHuman("the job stands still")))
                .map(event -> new Fold.At(AT, event))
                .toList()));
    }
}
