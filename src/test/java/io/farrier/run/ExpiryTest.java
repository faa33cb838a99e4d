package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.hub.Pace;
import io.farrier.transport.Outcome;
import io.farrier.transport.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is staged is given an end, so that it does not outlive a hub that dies at the close of its window. */
class ExpiryTest {

    private static final Instant AT = Instant.parse("2026-03-01T02:00:00Z");
    private static final Action ASKED = new Action.Expire(List.of("JID_1"));

    private static RunEvent learned(Word word, RunEvent... before) {
        Run run = Fold.of(Stream.concat(
                        Stream.of(
                                new RunEvent.Admitted(List.of(), "graceful", null, null, Map.of()),
                                new RunEvent.Checked("On", AT, List.of())),
                        Stream.of(before))
                .map(event -> new Fold.At(AT, event))
                .toList());
        Duration any = Duration.ofSeconds(1);
        Pace pace = new Pace(1, any, any, any, any, any, any, any, any, any, any, any, any, any, any, any);
        Outcome outcome = new Outcome(
                null, "redfish", word, null, "read", "it did not answer in time", null, Duration.ofSeconds(3));
        return Learning.learn(
                        ASKED, List.of(outcome), new Learning.Facts(run, 0, "TAG", null, 0, AT.plusSeconds(5), pace))
                .events()
                .getFirst();
    }

    @Test
    void a_device_that_is_busy_or_whose_answer_was_lost_is_asked_again() {
        assertThat(List.of(learned(Word.WAIT), learned(Word.AMBIGUOUS))).allMatch(RunEvent.Waits.class::isInstance);
    }

    @Test
    void but_not_for_ever() {
        assertThat(learned(Word.WAIT, new RunEvent.Waits("JCP002", "it can't schedule jobs just now")))
                .isInstanceOf(RunEvent.ExpiryUnknown.class);
    }

    @Test
    void one_that_can_not_is_noted_and_the_run_goes_on() {
        assertThat(learned(Word.REFUSED)).isInstanceOf(RunEvent.ExpiryUnknown.class);
        assertThat(learned(Word.NEXT_TRANSPORT)).isInstanceOf(RunEvent.ExpiryUnknown.class);
        assertThat(learned(Word.DONE)).isInstanceOf(RunEvent.ExpirySet.class);
    }
}
