package io.farrier.answer;

import java.time.Duration;

/** Whoever subscribed did not take an answer. The sentence says who, why, and what to do; it holds no secret. */
public final class NotTaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Duration retryAfter;
    private final String refused;

    private NotTaken(String sentence, Duration retryAfter, String refused) {
        super(sentence);
        this.retryAfter = retryAfter;
        this.refused = refused;
    }

    /** @param retryAfter what was asked for; null: nothing */
    public static NotTaken yet(String sentence, Duration retryAfter) {
        return new NotTaken(sentence, retryAfter, null);
    }

    /** The secret was refused. @param hash of it: while it is the same nothing is sent */
    public static NotTaken refused(String sentence, String hash) {
        return new NotTaken(sentence, null, hash);
    }

    public Duration retryAfter() {
        return retryAfter;
    }

    public String refusedHash() {
        return refused;
    }
}
