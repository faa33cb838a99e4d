package io.farrier.window;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;

/** What in a calendar is allowed, and perhaps not meant. */
final class Oddities {

    private static final Duration TWO_YEARS = Duration.ofDays(2 * 366);
    private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private Oddities() {}

    static List<String> of(Calendar calendar, Instant now) {
        List<String> notes = new ArrayList<>();
        LocalDateTime local = LocalDateTime.ofInstant(now, calendar.zone());
        LocalDateTime from = local.isBefore(calendar.start()) ? calendar.start() : local;
        List<LocalDateTime> times = Recurrence.parse(calendar.rrule())
                .between(calendar.start(), calendar.zone(), from, from.plus(TWO_YEARS));
        if (from.equals(calendar.start())
                && !times.isEmpty()
                && !times.getFirst().equals(calendar.start())) {
            notes.add(
                    "It opens first on %s: the rule does not fit its start.".formatted(LOCAL.format(times.getFirst())));
        }
        changes(calendar, times, notes);
        overlaps(calendar, times, notes);
        for (BlackoutDates dates : calendar.blackouts()) {
            Span span = dates.in(calendar.zone());
            if (Openings.uncut(calendar, span.opensAt(), span.closesAt()).isEmpty()) {
                notes.add("The blackout of %s to %s cuts no opening.".formatted(dates.from(), dates.to()));
            }
        }
        return notes;
    }

    /** The first opening in an hour that is skipped, and the first in one that comes twice. */
    private static void changes(Calendar calendar, List<LocalDateTime> times, List<String> notes) {
        List<ZoneOffsetTransition> met = times.stream()
                .map(time -> calendar.zone().getRules().getTransition(time))
                .toList();
        for (boolean gap : new boolean[] {true, false}) {
            for (int i = 0; i < times.size(); i++) {
                if (met.get(i) != null && met.get(i).isGap() == gap) {
                    String time = LOCAL.format(times.get(i));
                    notes.add(
                            gap
                                    ? "%s is skipped in %s: it opens at %s."
                                            .formatted(
                                                    time,
                                                    calendar.zone(),
                                                    LOCAL.format(times.get(i).atZone(calendar.zone())))
                                    : "%s comes twice in %s: it opens at the first.".formatted(time, calendar.zone()));
                    break;
                }
            }
        }
    }

    private static void overlaps(Calendar calendar, List<LocalDateTime> times, List<String> notes) {
        Instant before = null;
        for (LocalDateTime time : times) {
            Instant opens = time.atZone(calendar.zone()).toInstant();
            if (before != null && before.plus(calendar.duration()).isAfter(opens)) {
                notes.add("The opening of %s begins before the one before it has ended: they are one opening."
                        .formatted(LOCAL.format(time)));
                return;
            }
            before = opens;
        }
    }
}
