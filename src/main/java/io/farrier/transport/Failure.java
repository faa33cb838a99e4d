package io.farrier.transport;

import java.time.Duration;

/**
 * A device, or the way to it, said no. Which of the nine words that is, the table of {@link Classification} knows.
 *
 * <p>{@code code} is the device's message id without its prefix (RED023), {@code HTTP503} for a bare status, or the kind
 * of a transport error (refused, timeout, reset, tls, tls-changed, unresolved). {@code sent} is false only where it is
 * proven that the request never left.
 */
public class Failure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final int status;
    private final Duration retryAfter;

    public Failure(String code, int status, String says, Duration retryAfter) {
        super(says);
        this.code = code;
        this.status = status;
        this.retryAfter = retryAfter;
    }

    public Failure(String code, String says) {
        this(code, 0, says, null);
    }

    public String code() {
        return code;
    }

    /** HTTP's, 0 where there was no answer. */
    public int status() {
        return status;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
