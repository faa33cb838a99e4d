package io.farrier.bell;

import java.time.Instant;

/**
 * A bell that is to be rung.
 *
 * @param queue the queue of its kind
 * @param at when; null: now
 */
public record Ring(String queue, Bell bell, Instant at) {

    public static Ring now(Kind kind, Bell bell) {
        return new Ring(kind.queue(), bell, null);
    }

    /** The message's body, the whole of it. */
    public String text() {
        return "{\"id\":%d,\"turn\":%d}".formatted(bell.id(), bell.turn());
    }
}
