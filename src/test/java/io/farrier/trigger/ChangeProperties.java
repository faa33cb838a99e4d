package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.farrier.trigger.Said.Approval;
import io.farrier.trigger.Said.Opening;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Late, repeated, reordered and contradictory messages end in the same state. */
class ChangeProperties {

    private static final Instant START = Instant.parse("2026-11-24T00:00:00Z");

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    record Heard(Stamp stamp, Said.OfChange said) {}

    /** Few times and sequences, so that many messages claim the same place. */
    @Provide
    Arbitrary<Heard> messages() {
        Arbitrary<BigInteger> sequence =
                Arbitraries.integers().between(0, 3).map(BigInteger::valueOf).injectNull(0.4);
        Arbitrary<Instant> time =
                Arbitraries.integers().between(0, 4).map(START::plusSeconds).injectNull(0.2);
        Arbitrary<Opening> window = Arbitraries.integers()
                .between(0, 5)
                .map(hour -> new Opening(START.plusSeconds(hour * 3600), START.plusSeconds(hour * 3600 + 7200)));
        Arbitrary<Said.OfChange> said = Arbitraries.oneOf(
                Combinators.combine(window.injectNull(0.3), Arbitraries.of("anna", "maria"))
                        .as((opening, who) -> new Said.Approved(
                                "C1", null, null, opening, new Approval(who, START), null, null, null, null)),
                window.map(opening -> new Said.Rescheduled("C1", opening)),
                Arbitraries.of("no", "never").map(reason -> new Said.Cancelled("C1", reason)));
        return Combinators.combine(sequence, time, said)
                .as((number, at, what) -> new Heard(new Stamp(number, at, Envelope.digest(number, at, what)), what));
    }

    @Property
    void in_whichever_order_and_how_often_they_come_the_state_is_the_same(
            @ForAll("conversations") List<Heard> messages, @ForAll Random random) {
        Change once = fold(messages);
        List<Heard> again = new ArrayList<>(messages);
        messages.forEach(message -> {
            for (int n = random.nextInt(5); n > 0; n--) {
                again.add(message);
            }
        });
        Collections.shuffle(again, random);
        assertThat(fold(again)).isEqualTo(once);
    }

    @Property
    void two_hubs_that_heard_a_part_each_know_together_what_one_would(
            @ForAll("conversations") List<Heard> messages, @ForAll Random random) {
        List<Heard> left = new ArrayList<>();
        List<Heard> right = new ArrayList<>();
        messages.forEach(message -> (random.nextBoolean() ? left : right).add(message));
        assertThat(fold(left).with(fold(right))).isEqualTo(fold(messages));
    }

    @Property
    void a_change_that_was_ever_cancelled_is_cancelled(@ForAll("conversations") List<Heard> messages) {
        assertThat(fold(messages).isCancelled())
                .isEqualTo(messages.stream().anyMatch(message -> message.said() instanceof Said.Cancelled));
    }

    @Property
    void what_is_kept_is_read_back(@ForAll("conversations") List<Heard> messages) throws Exception {
        Change change = fold(messages);
        assertThat(JSON.readValue(JSON.writeValueAsString(change), Change.class))
                .isEqualTo(change);
    }

    @Property
    void a_cancelled_change_never_makes_or_starts_a_plan(
            @ForAll("conversations") List<Heard> messages, @ForAll("plans") ChangeDecision.Made made) {
        Change change = fold(messages);
        ChangeDecision.Step step = ChangeDecision.decide(change, made, null);
        if (change.isCancelled()) {
            assertThat(step)
                    .isNotInstanceOfAny(
                            ChangeDecision.Make.class, ChangeDecision.Start.class, ChangeDecision.Move.class);
        }
        if (change.approved() == null) {
            assertThat(step).isNotInstanceOfAny(ChangeDecision.Make.class, ChangeDecision.Start.class);
        }
    }

    @Property
    void while_the_world_is_halted_nothing_is_begun_and_nothing_is_refused_that_would_not_be_otherwise(
            @ForAll("conversations") List<Heard> messages, @ForAll("plans") ChangeDecision.Made made) {
        Change change = fold(messages);
        ChangeDecision.Step free = ChangeDecision.decide(change, made, null);
        ChangeDecision.Step halted = ChangeDecision.decide(change, made, "waits until the halt is lifted");
        if (free instanceof ChangeDecision.Make || free instanceof ChangeDecision.Start) {
            assertThat(halted).isInstanceOf(ChangeDecision.Await.class);
        } else {
            assertThat(halted).isEqualTo(free);
        }
    }

    @Provide
    Arbitrary<List<Heard>> conversations() {
        return messages().list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<ChangeDecision.Made> plans() {
        return Arbitraries.of("draft", "approved", "scheduled", "running", "paused", "completed", "failed", "cancelled")
                .map(state -> new ChangeDecision.Made(
                        7, state, "what was approved", new Opening(START, START.plusSeconds(60))))
                .injectNull(0.3);
    }

    private static Change fold(List<Heard> messages) {
        Change change = Change.UNHEARD_OF;
        for (Heard message : messages) {
            change = change.with(message.stamp(), message.said());
        }
        return change;
    }
}
