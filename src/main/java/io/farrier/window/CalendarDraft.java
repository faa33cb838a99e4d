package io.farrier.window;

import io.farrier.hub.Refused;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A calendar as somebody wants it, not looked at yet. @param scope null: none */
public record CalendarDraft(
        String name,
        String rrule,
        String start,
        String duration,
        String zone,
        List<Dates> blackouts,
        Map<String, Object> scope) {

    private static final Duration FIVE_YEARS = Duration.ofDays(5 * 366);

    /** @param to null: from alone */
    public record Dates(String from, String to, String reason) {

        BlackoutDates read() {
            LocalDate first = CalendarDraft.read("The from of a blackout", from, LocalDate::parse, "2026-12-24");
            LocalDate last =
                    to == null ? first : CalendarDraft.read("The to of a blackout", to, LocalDate::parse, "2027-01-01");
            if (last.isBefore(first)) {
                throw Refused.invalid("The blackout from %s ends before it starts, on %s.".formatted(first, last));
            }
            if (reason == null || reason.isBlank()) {
                throw Refused.invalid("The blackout from %s needs a reason.".formatted(first));
            }
            return new BlackoutDates(first, last, reason);
        }
    }

    /**
     * The calendar that it is.
     *
     * @throws Refused for what is missing, what can't be read, and what would never open, or hardly ever close
     */
    Calendar read(long id, String who, Instant now) {
        if (name == null || name.isBlank()) {
            throw Refused.invalid("A calendar needs a name.");
        }
        Recurrence.parse(rrule);
        Duration lasts = read("The duration", duration, Duration::parse, "PT4H");
        if (lasts.isNegative() || lasts.isZero()) {
            throw Refused.invalid(
                    "The calendar %s would close before it opens: duration must be more than nothing.".formatted(name));
        }
        Calendar calendar = new Calendar(
                id,
                name.strip(),
                rrule.strip(),
                read("The start", start, LocalDateTime::parse, "2026-01-03T22:00"),
                lasts,
                place(),
                blackouts == null
                        ? List.of()
                        : blackouts.stream().map(Dates::read).toList(),
                Scope.of(scope),
                who,
                now);
        check(calendar, now);
        return calendar;
    }

    private static void check(Calendar calendar, Instant now) {
        if (calendar.start().getYear() < 2000) {
            throw Refused.invalid("The calendar %s starts in %d: give a start of this century."
                    .formatted(calendar.name(), calendar.start().getYear()));
        }
        if (calendar.duration().compareTo(Openings.LONGEST) > 0) {
            throw Refused.invalid("The calendar %s would be open for more than 31 days: give a shorter duration."
                    .formatted(calendar.name()));
        }
        if (Openings.between(calendar, now, now.plus(FIVE_YEARS)).isEmpty()) {
            throw Refused.invalid(("The calendar %s never opens in the next five years: look at its rule, its start and"
                            + " its blackouts.")
                    .formatted(calendar.name()));
        }
        for (Span span : Openings.uncut(calendar, now, now.plus(FIVE_YEARS))) {
            if (Duration.between(span.opensAt(), span.closesAt()).compareTo(Openings.LONGEST) > 0) {
                throw Refused.invalid(
                        ("The openings of %s run into each other from %s to %s: that is more than 31 days."
                                        + " Give a duration that is shorter than the time from one opening to the next.")
                                .formatted(calendar.name(), span.opensAt(), span.closesAt()));
            }
        }
    }

    private ZoneId place() {
        if (zone == null || !ZoneId.getAvailableZoneIds().contains(zone)) {
            throw Refused.invalid("%s is no time zone of IANA: write Europe/Berlin, America/New_York or UTC."
                    .formatted(zone == null ? "Nothing" : zone));
        }
        return ZoneId.of(zone);
    }

    private static <T> T read(String what, String text, Function<String, T> parse, String example) {
        if (text == null) {
            throw Refused.invalid("%s is missing: %s, for example.".formatted(what, example));
        }
        try {
            return parse.apply(text);
        } catch (DateTimeParseException e) {
            throw Refused.invalid("%s can't be read: %s. Write it as %s.".formatted(what, text, example));
        } catch (DateTimeException | ArithmeticException e) {
            throw Refused.invalid("%s is out of range: %s.".formatted(what, text));
        }
    }
}
