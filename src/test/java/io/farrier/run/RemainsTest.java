package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemainsTest {

    private static final Instant COLLECTED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");

    private static Remains of(boolean direct, RunEvent... events) {
        Promise promise =
                new Promise("bios", "BIOS.Setup.1-1", "BIOS", "159", "1.0", "2.0", 1, "f", direct, false, 1, null);
        List<Fold.At> story = new ArrayList<>();
        story.add(new Fold.At(NOW, new RunEvent.Admitted(List.of(promise), "graceful")));
        story.add(new Fold.At(NOW, new RunEvent.Checked("On", COLLECTED, List.of())));
        for (RunEvent event : events) {
            story.add(new Fold.At(NOW, event));
        }
        return Remains.of(Fold.of(story));
    }

    private static final RunEvent TAKEN = new RunEvent.SubmitAccepted("bios", "JID_1", false, "BIOS 2.0");
    private static final RunEvent RESET = new RunEvent.ResetIntended("GracefulRestart", 1, "redfish", NOW);

    @Test
    void a_run_that_sent_nothing_or_restarted_nothing_leaves_what_is_known_as_true_as_it_was() {
        assertThat(of(false).unproven()).isFalse();
        assertThat(of(false, TAKEN).unproven()).as("it waits for a restart").isFalse();
        assertThat(of(false, TAKEN, RESET, new RunEvent.ResetRefused("GracefulRestart", 1, "x", "no"))
                        .unproven())
                .isFalse();
    }

    @Test
    void a_restart_that_may_have_happened_and_a_direct_update_are_to_be_read_anew() {
        assertThat(of(false, TAKEN, RESET)).isEqualTo(new Remains(true, COLLECTED));
        assertThat(of(false, TAKEN, RESET, new RunEvent.ResetOrdered("GracefulRestart", 1)))
                .isEqualTo(new Remains(true, COLLECTED));
        assertThat(of(true, TAKEN)).as("the host was not restarted").isEqualTo(new Remains(true, null));
    }

    @Test
    void what_was_read_back_is_proven() {
        assertThat(of(
                                false,
                                TAKEN,
                                RESET,
                                new RunEvent.ResetOrdered("GracefulRestart", 1),
                                new RunEvent.Proven(List.of("bios"), "BIOS 2.0"))
                        .unproven())
                .isFalse();
    }
}
