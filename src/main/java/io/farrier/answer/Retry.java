package io.farrier.answer;

import java.time.Duration;
import java.time.Instant;

/**
 * When what was not taken is sent again: after a second, doubled each time, and never later than at the longest; or when
 * the other side asked for it, as far as that is less than a day.
 *
 * @param longest between two attempts
 * @param giveUp after so long of failing at one event the subscription is paused; its place stays
 */
public record Retry(Duration longest, Duration giveUp) {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    /** @param stumbles how often it failed before this time. @param asked null: nothing was asked for */
    public Duration after(int stumbles, Duration asked) {
        Duration doubled = FIRST.multipliedBy(1L << Math.clamp(stumbles, 0, 30));
        Duration wait = doubled.compareTo(longest) < 0 ? doubled : longest;
        if (asked == null || asked.compareTo(wait) <= 0) {
            return wait;
        }
        return asked.compareTo(DAY) < 0 ? asked : DAY;
    }

    public boolean isOver(Instant since, Instant now) {
        return since != null && !now.isBefore(since.plus(giveUp));
    }
}
