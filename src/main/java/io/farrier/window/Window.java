package io.farrier.window;

import java.time.Instant;

/**
 * A span of time in which plans may work.
 *
 * @param state closed, open or over: what was told of it. What may be done now is what its times say
 * @param scope null: for the plans that name it
 * @param calendarId whose opening it is; null: somebody set it
 */
public record Window(
        long id, String name, Instant opensAt, Instant closesAt, String state, Scope scope, Long calendarId) {

    Span span() {
        return new Span(opensAt, closesAt);
    }
}
