package io.farrier.window;

import io.farrier.hub.Refused;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * A rule of RFC 5545 (3.3.10), expanded in local time. Its first occurrence is the first that fits the rule at or after the
 * start: the RFC leaves open what a start means that does not fit.
 */
final class Recurrence {

    /** No rule of a calendar begins more often than once an hour; it would have this many openings in five years. */
    static final int MOST = 5 * 366 * 24;

    private static final Set<Freq> TOO_OFTEN = Set.of(Freq.SECONDLY, Freq.MINUTELY);

    private final RecurrenceRule rule;
    private final DateTime until;

    private Recurrence(RecurrenceRule rule) {
        this.rule = rule;
        this.until = rule.getUntil();
        if (until != null) {
            // A local one would be compared with local times; the RFC wants it in UTC. The day too much is cut below.
            rule.setUntil(local(day(until).plusDays(2)));
        }
    }

    /** @throws Refused for what is no rule, or opens by the minute */
    static Recurrence parse(String rrule) {
        if (rrule == null || rrule.isBlank()) {
            throw Refused.invalid("A calendar needs a rule: rrule, such as FREQ=WEEKLY;BYDAY=SA.");
        }
        try {
            RecurrenceRule rule = new RecurrenceRule(rrule.strip().toUpperCase(Locale.ROOT), RfcMode.RFC5545_STRICT);
            if (TOO_OFTEN.contains(rule.getFreq())) {
                throw Refused.invalid(
                        "FREQ=%s is too often for a window: the least is HOURLY.".formatted(rule.getFreq()));
            }
            return new Recurrence(rule);
        } catch (InvalidRecurrenceRuleException | IllegalArgumentException e) {
            throw Refused.invalid("This is no rule of RFC 5545: %s (%s). Every Saturday is FREQ=WEEKLY;BYDAY=SA."
                    .formatted(rrule, e.getMessage()));
        }
    }

    /**
     * The local times from one to another, both included, in order.
     *
     * @throws Refused for a rule whose occurrences are too rare for its frequency to be found by going through all of them,
     *     or so many that nobody means it
     */
    List<LocalDateTime> between(LocalDateTime start, ZoneId zone, LocalDateTime from, LocalDateTime to) {
        List<LocalDateTime> found = new ArrayList<>();
        if (to.isBefore(start)) {
            return found;
        }
        try {
            RecurrenceRuleIterator occurrences = rule.iterator(local(start));
            if (from.isAfter(start)) {
                occurrences.fastForward(local(from));
            }
            while (occurrences.hasNext()) {
                LocalDateTime next = local(occurrences.nextDateTime());
                if (next.isAfter(to) || !counts(next, zone)) {
                    break;
                }
                if (!next.isBefore(from)) {
                    found.add(next);
                }
                if (found.size() > MOST) {
                    throw Refused.invalid("The rule %s opens more often than once an hour.".formatted(rule));
                }
            }
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(("The rule %s never occurs, or so seldom that it must be said by a greater frequency:"
                            + " a day of the year by FREQ=YEARLY, not by DAILY or HOURLY.")
                    .formatted(rule));
        }
        return found;
    }

    /** A date alone is meant to be the last day; a local time is compared with local times; one in UTC with instants. */
    private boolean counts(LocalDateTime next, ZoneId zone) {
        if (until == null) {
            return true;
        }
        if (until.isAllDay()) {
            return !next.toLocalDate().isAfter(day(until).toLocalDate());
        }
        return until.isFloating()
                ? !next.isAfter(local(until))
                : !next.atZone(zone).toInstant().isAfter(Instant.ofEpochMilli(until.getTimestamp()));
    }

    private static LocalDateTime day(DateTime date) {
        return LocalDateTime.of(date.getYear(), date.getMonth() + 1, date.getDayOfMonth(), 0, 0);
    }

    private static LocalDateTime local(DateTime time) {
        return LocalDateTime.of(
                time.getYear(),
                time.getMonth() + 1,
                time.getDayOfMonth(),
                time.getHours(),
                time.getMinutes(),
                time.getSeconds());
    }

    private static DateTime local(LocalDateTime time) {
        return new DateTime(
                time.getYear(),
                time.getMonthValue() - 1,
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }
}
