package io.farrier.vault;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether one version of a credential may be tried at one BMC now. After a refusal it rests for an hour; while somebody tries it,
 * others wait for what comes of that. So it is refused once an hour at most, whoever asks, over whichever transport and hub.
 */
public sealed interface LoginTurn {

    Duration REST = Duration.ofHours(1);

    /** It may be tried by whom the claim with this number is given. */
    record Go(long attempt) implements LoginTurn {}

    /** Somebody tries it. @param until a claim that nobody ended is void after this */
    record Wait(Instant until) implements LoginTurn {}

    /** The BMC refused it. @param until nobody tries it before this */
    record Rest(Instant until) implements LoginTurn {}

    /** It was corrected or removed meanwhile: what is held is to be asked for anew. */
    record Outdated() implements LoginTurn {}

    /**
     * What is remembered of a credential at a BMC; each is null where there is none.
     *
     * @param attempt how often it was claimed
     * @param version that was tried last
     * @param workedAt when that version was last taken
     * @param failedAt when that version was refused, and was not taken since
     * @param tryingUntil when the claim of who tries it runs out
     */
    record Memory(long attempt, int version, Instant workedAt, Instant failedAt, Instant tryingUntil) {

        static final Memory NOTHING = new Memory(0, 0, null, null, null);

        /** When this version may be tried again; null where it does not rest. */
        Instant restsUntil(int asked, Instant now) {
            return version == asked && failedAt != null && failedAt.plus(REST).isAfter(now)
                    ? failedAt.plus(REST)
                    : null;
        }
    }

    /**
     * The rule.
     *
     * @param forgiving a refusal before this does not count: the BMC restarts because of us
     */
    static LoginTurn of(Memory memory, int version, boolean forgiving, Instant now) {
        if (memory.version() > version) {
            return new Outdated();
        }
        if (memory.version() == version) {
            Instant rest = memory.restsUntil(version, now);
            if (rest != null && !forgiving) {
                return new Rest(rest);
            }
            if (memory.tryingUntil() != null && memory.tryingUntil().isAfter(now)) {
                return new Wait(memory.tryingUntil());
            }
        }
        return new Go(memory.attempt() + 1);
    }
}
