package io.farrier.window;

import java.time.Instant;
import java.util.Map;

/**
 * A time in which no host of its scope is worked on, whatever calendars and windows say.
 *
 * @param scope null: everywhere
 * @param state ahead, on or over: what was told of it
 */
public record Blackout(
        long id,
        String name,
        Instant from,
        Instant to,
        String reason,
        Scope scope,
        String state,
        String createdBy,
        Instant createdAt) {

    /** What somebody wants. */
    public record Draft(String name, Instant from, Instant to, String reason, Map<String, Object> scope) {}

    Span span() {
        return new Span(from, to);
    }
}
