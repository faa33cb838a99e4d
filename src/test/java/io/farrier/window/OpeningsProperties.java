package io.farrier.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OpeningsProperties {

    private static final Instant FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2027-06-01T00:00:00Z");

    /** Hours at which clocks change are as likely as all others together. */
    @Provide
    Arbitrary<Calendar> calendars() {
        Arbitrary<String> rules = Arbitraries.of(
                "FREQ=DAILY",
                "FREQ=DAILY;INTERVAL=3",
                "FREQ=WEEKLY;BYDAY=SU",
                "FREQ=WEEKLY;BYDAY=SA,SU;INTERVAL=2",
                "FREQ=MONTHLY;BYDAY=-1SU",
                "FREQ=MONTHLY;BYMONTHDAY=31",
                "FREQ=HOURLY;INTERVAL=5");
        Arbitrary<LocalDateTime> starts = Combinators.combine(
                        Arbitraries.integers().between(0, 600),
                        Arbitraries.oneOf(
                                Arbitraries.integers().between(60, 200),
                                Arbitraries.integers().between(0, 24 * 60 - 1)))
                .as((day, minute) ->
                        LocalDate.of(2025, 6, 1).atStartOfDay().plusDays(day).plusMinutes(minute));
        return Combinators.combine(
                        rules,
                        starts,
                        Arbitraries.integers().between(1, 30 * 60).map(Duration::ofMinutes),
                        Arbitraries.of(
                                        "Europe/Berlin",
                                        "America/New_York",
                                        "Australia/Lord_Howe",
                                        "Asia/Kolkata",
                                        "Africa/Casablanca",
                                        "America/Santiago")
                                .map(ZoneId::of))
                .as((rule, start, duration, zone) ->
                        new Calendar(1, "c", rule, start, duration, zone, List.of(), null, "test", FROM));
    }

    @Provide
    Arbitrary<List<BlackoutDates>> blackouts() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 500),
                        Arbitraries.integers().between(0, 12))
                .as((day, days) -> new BlackoutDates(
                        LocalDate.of(2026, 1, 1).plusDays(day),
                        LocalDate.of(2026, 1, 1).plusDays(day + days),
                        "x"))
                .list()
                .ofMaxSize(6);
    }

    @Property(tries = 300)
    void openings_are_in_order_and_apart(
            @ForAll("calendars") Calendar calendar, @ForAll("blackouts") List<BlackoutDates> dates) {
        Instant before = Instant.MIN;
        for (Span span : Openings.between(with(calendar, dates), FROM, TO)) {
            assertThat(span.opensAt()).isAfterOrEqualTo(before);
            assertThat(span.closesAt()).isAfter(span.opensAt());
            before = span.closesAt();
        }
    }

    /** Told from the other side: each opening is looked at by the wall clock, and no rule is asked. */
    @Property(tries = 300)
    void each_begins_at_the_wall_time_that_was_given_or_as_much_later_as_the_clock_jumped_and_has_its_length(
            @ForAll("calendars") Calendar calendar) {
        Assume.that(!calendar.rrule().contains("HOURLY") && calendar.duration().compareTo(Duration.ofHours(22)) <= 0);
        for (Span span : Openings.between(calendar, FROM, TO)) {
            assertThat(Duration.between(span.opensAt(), span.closesAt())).isEqualTo(calendar.duration());
            ZonedDateTime opens = span.opensAt().atZone(calendar.zone());
            LocalDateTime meant = opens.toLocalDate().atTime(calendar.start().toLocalTime());
            ZoneOffsetTransition change = calendar.zone().getRules().getTransition(meant);
            if (change != null && change.isGap()) {
                assertThat(span.opensAt()).isEqualTo(meant.toInstant(change.getOffsetBefore()));
                assertThat(span.opensAt()).isAfterOrEqualTo(change.getInstant());
            } else {
                assertThat(opens.toLocalDateTime()).isEqualTo(meant);
                assertThat(opens.getOffset())
                        .as("the first of two")
                        .isEqualTo(change == null ? opens.getOffset() : change.getOffsetBefore());
            }
        }
    }

    /** Calendars that hardly ever close are refused, as CalendarDraft says. */
    @Property(tries = 200)
    void it_does_not_matter_from_when_to_when_one_looks(
            @ForAll("calendars") Calendar calendar, @ForAll("blackouts") List<BlackoutDates> dates) {
        Assume.that(Openings.uncut(calendar, FROM, TO).stream()
                .allMatch(span ->
                        Duration.between(span.opensAt(), span.closesAt()).compareTo(Openings.LONGEST) <= 0));
        Calendar cut = with(calendar, dates);
        List<Span> all = Openings.between(cut, FROM, TO);
        Instant middle = FROM.plus(Duration.ofDays(200));
        List<Span> parts = new ArrayList<>(Openings.between(cut, FROM, middle));
        Openings.between(cut, middle, TO).stream()
                .filter(span -> !parts.contains(span))
                .forEach(parts::add);
        assertThat(parts).isEqualTo(all);
    }

    /** Minute by minute around each edge: open is what the rule says and no blackout date is on. */
    @Property(tries = 100)
    void blackouts_cut_exactly_and_it_opens_again_after(
            @ForAll("calendars") Calendar calendar, @ForAll("blackouts") List<BlackoutDates> dates) {
        List<Span> uncut = Openings.between(calendar, FROM, TO);
        List<Span> cut = Openings.between(with(calendar, dates), FROM, TO);
        List<Instant> looks = new ArrayList<>();
        for (BlackoutDates blackout : dates) {
            Span off = blackout.in(calendar.zone());
            for (Instant edge : List.of(off.opensAt(), off.closesAt())) {
                looks.addAll(List.of(edge.minusMillis(1), edge, edge.plusMillis(1)));
            }
        }
        for (Span span : uncut) {
            looks.addAll(
                    List.of(span.opensAt(), span.closesAt(), span.closesAt().minusMillis(1)));
        }
        for (Instant look : looks) {
            if (look.isBefore(FROM) || !look.isBefore(TO)) {
                continue;
            }
            LocalDate day = look.atZone(calendar.zone()).toLocalDate();
            boolean off = dates.stream().anyMatch(d -> !day.isBefore(d.from()) && !day.isAfter(d.to()));
            assertThat(in(cut, look)).as(look.toString()).isEqualTo(in(uncut, look) && !off);
        }
    }

    private static boolean in(List<Span> spans, Instant time) {
        return spans.stream().anyMatch(span -> span.contains(time));
    }

    private static Calendar with(Calendar c, List<BlackoutDates> dates) {
        return new Calendar(
                c.id(), c.name(), c.rrule(), c.start(), c.duration(), c.zone(), dates, c.scope(), "test", FROM);
    }
}
