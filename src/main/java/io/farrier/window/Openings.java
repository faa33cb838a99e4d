package io.farrier.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.stream.Stream;

/**
 * When a calendar is open.
 *
 * <p>The rule is expanded in local time. A local time that is skipped when the clocks go forward counts from the offset
 * before: 02:30 becomes 03:30 where an hour is skipped; one that comes twice is the first (both RFC 5545, 3.3.5). An opening
 * lasts its duration in elapsed time (RFC 5545, 3.3.6, for hours): four hours are four hours in the night of a change too, and
 * the closing reads an hour earlier or later on the wall.
 */
public final class Openings {

    /** No opening is longer, nor are those that run into each other: a look this far back finds where one began. */
    static final Duration LONGEST = Duration.ofDays(31);

    private Openings() {}

    /**
     * The openings that have any instant of [from, to), whole. They are in order and apart; those that overlap are one, those
     * that only touch are two. Blackout dates close them, and they open again after.
     */
    public static List<Span> between(Calendar calendar, Instant from, Instant to) {
        return between(calendar, List.of(), from, to);
    }

    /** @param blackouts that are for all of the calendar's hosts too */
    static List<Span> between(Calendar calendar, List<Span> blackouts, Instant from, Instant to) {
        List<Span> closed = Spans.union(
                Stream.concat(calendar.closed().stream(), blackouts.stream()).toList());
        return Spans.without(uncut(calendar, from, to), closed).stream()
                .filter(span -> span.closesAt().isAfter(from) && span.opensAt().isBefore(to))
                .toList();
    }

    /** As the rule says, without any blackout. */
    static List<Span> uncut(Calendar calendar, Instant from, Instant to) {
        // What runs into each other is at most LONGEST: whole on both sides, as far as it matters. A day more is for
        // the zone.
        LocalDateTime first =
                local(calendar, from.minus(LONGEST.multipliedBy(2))).minusDays(1);
        LocalDateTime last = local(calendar, to.plus(LONGEST)).plusDays(1);
        List<Span> each =
                Recurrence.parse(calendar.rrule()).between(calendar.start(), calendar.zone(), first, last).stream()
                        .map(opens -> opens.atZone(calendar.zone()).toInstant())
                        .map(opens -> new Span(opens, opens.plus(calendar.duration())))
                        .toList();
        return Spans.overlapsJoined(each).stream()
                .filter(span -> span.closesAt().isAfter(from) && span.opensAt().isBefore(to))
                .toList();
    }

    private static LocalDateTime local(Calendar calendar, Instant time) {
        return LocalDateTime.ofInstant(time, calendar.zone());
    }
}
