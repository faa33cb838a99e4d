package io.farrier.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * When plans may work, again and again.
 *
 * @param rrule RFC 5545, expanded in local time
 * @param start local; the rule counts from it, and takes from it what it does not say itself
 * @param duration of each opening: elapsed time, at most 31 days
 * @param scope null: for plans that name it, and nobody else
 * @param createdBy null: not stored yet
 */
public record Calendar(
        long id,
        String name,
        String rrule,
        LocalDateTime start,
        Duration duration,
        ZoneId zone,
        List<BlackoutDates> blackouts,
        Scope scope,
        String createdBy,
        Instant createdAt) {

    List<Span> closed() {
        return Spans.union(blackouts.stream().map(dates -> dates.in(zone)).toList());
    }
}
