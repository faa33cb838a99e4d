package io.farrier.answer;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * Somebody who is told what happens.
 *
 * @param kind the route {@code answer.<kind>} tells it
 * @param secret where the secret is, never the secret
 * @param state on, paused
 * @param reason why it is paused
 * @param place the last event that it was told or needs not be told, a {@code ledger.Cursor}
 * @param behind how many events are after that place; 10000 may be more
 * @param failingSince since when it does not take the next event; null: it does
 * @param nextAttempt null where it has all there is, or is paused
 * @param refused hash of the secret that was refused; null: none was
 */
public record Subscription(
        long id,
        String name,
        String kind,
        String address,
        String secret,
        Filter filter,
        String state,
        String reason,
        String place,
        long behind,
        long told,
        Instant toldAt,
        Instant failingSince,
        String lastProblem,
        Instant lastProblemAt,
        Instant nextAttempt,
        @JsonIgnore String refused) {

    @Override
    public String toString() {
        return "the subscription " + name;
    }
}
