package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.vault.LoginTurn.Go;
import io.farrier.vault.LoginTurn.Memory;
import io.farrier.vault.LoginTurn.Outdated;
import io.farrier.vault.LoginTurn.Wait;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LoginTurnProperties {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Somebody asks so many seconds after the one before; an attempt lasts so long; the hub is killed in its middle, or not. */
    record Step(int after, int lasts, boolean killed) {}

    /**
     * Whoever asks and however often: between two attempts that the BMC refused an hour has passed. Only a hub that was killed
     * before it could tell of a refusal does not count.
     */
    @Property
    void a_wrong_password_is_refused_once_an_hour(@ForAll("steps") List<Step> steps) {
        Memory memory = Memory.NOTHING;
        Instant now = START;
        List<Instant> told = new ArrayList<>();
        for (Step step : steps) {
            now = now.plusSeconds(step.after());
            if (LoginTurn.of(memory, 1, false, now) instanceof Go go) {
                Instant over = now.plusSeconds(step.lasts());
                if (step.killed()) {
                    memory = new Memory(go.attempt(), 1, null, memory.failedAt(), over);
                } else {
                    memory = new Memory(go.attempt(), 1, null, over, null);
                    told.add(over);
                    now = over;
                }
            }
        }
        for (int n = 1; n < told.size(); n++) {
            assertThat(told.get(n)).isAfterOrEqualTo(told.get(n - 1).plus(LoginTurn.REST));
        }
    }

    @Property
    void two_never_try_one_version_at_once(@ForAll("steps") List<Step> steps) {
        Memory memory = Memory.NOTHING;
        Instant now = START;
        Instant busy = START;
        for (Step step : steps) {
            now = now.plusSeconds(step.after());
            if (LoginTurn.of(memory, 1, true, now) instanceof Go go) {
                assertThat(now).isAfterOrEqualTo(busy);
                busy = now.plusSeconds(step.lasts());
                memory = new Memory(go.attempt(), 1, null, null, busy);
            }
        }
    }

    @Property
    void whatever_was_it_is_tried_again_in_the_end(@ForAll("memories") Memory memory, @ForAll boolean forgiving) {
        Instant later = START.plusSeconds(3 * 3600);
        assertThat(LoginTurn.of(memory, memory.version(), forgiving, later)).isEqualTo(new Go(memory.attempt() + 1));
    }

    @Property
    void a_corrected_one_is_tried_at_once_and_the_old_one_never_again(@ForAll("memories") Memory memory) {
        assertThat(LoginTurn.of(memory, memory.version() + 1, false, START)).isEqualTo(new Go(memory.attempt() + 1));
        assertThat(LoginTurn.of(memory, memory.version() - 1, false, START)).isEqualTo(new Outdated());
    }

    @Property
    void forgiving_ends_the_rest_but_waits_for_others(@ForAll("memories") Memory memory, @ForAll("times") Instant now) {
        boolean tried = memory.tryingUntil() != null && memory.tryingUntil().isAfter(now);
        assertThat(LoginTurn.of(memory, memory.version(), true, now))
                .isEqualTo(tried ? new Wait(memory.tryingUntil()) : new Go(memory.attempt() + 1));
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 2_000),
                        Arbitraries.integers().between(1, 130),
                        Arbitraries.integers().between(0, 4).map(n -> n == 0))
                .as(Step::new)
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<Memory> memories() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 9),
                        Arbitraries.integers().between(1, 5),
                        times().injectNull(0.5),
                        times().injectNull(0.5))
                .as((attempt, version, failed, trying) -> new Memory(attempt, version, null, failed, trying));
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.integers().between(-7_200, 7_200).map(START::plusSeconds);
    }
}
