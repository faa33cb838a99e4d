package io.farrier.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.opentest4j.TestAbortedException;

/**
 * Eleven years of openings and closings against Debian's python3-dateutil, which expands rules by itself and reads the
 * system's time zones, not Java's. (iCal4j 4.0.8 can't be the judge: from 2027 on it has New York an hour off for the week
 * before each change, and takes the second of two times where RFC 5545, 3.3.5 says the first.)
 *
 * <p>dateutil leaves open what a skipped local time means and offers {@code resolve_imaginary}, "forward by the gap". That is
 * what the RFC says in other words: the offset before the gap counts. It compares UNTIL with the time before it is moved so,
 * which here would let the opening of 2029-03-25 in Berlin be, an hour after an UNTIL of 00:30 UTC; no UNTIL here meets a gap.
 */
class TimeMachineTest {

    private static final String PYTHON = "/usr/bin/python3";

    private static final Instant FROM = Instant.parse("2024-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2035-01-01T00:00:00Z");

    private static final List<String> ZONES = List.of(
            "Europe/Berlin",
            "America/New_York",
            "Australia/Lord_Howe", // half an hour
            "America/Santiago", // at midnight
            "Africa/Casablanca", // back for Ramadan
            "Asia/Kolkata"); // never

    /** Rule, local start, hours. Many fall into hours that are skipped or come twice somewhere. */
    private static final List<List<String>> RULES = List.of(
            List.of("FREQ=DAILY", "2024-01-01T02:30", "4"),
            List.of("FREQ=DAILY", "2024-01-01T02:15", "1"),
            List.of("FREQ=DAILY", "2024-01-01T01:30", "3"),
            List.of("FREQ=DAILY", "2024-01-01T00:00", "6"),
            List.of("FREQ=DAILY", "2024-01-01T23:30", "1"),
            List.of("FREQ=DAILY;INTERVAL=3", "2024-01-01T22:00", "10"),
            List.of("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH", "2024-01-01T22:00", "6"),
            List.of("FREQ=WEEKLY;BYDAY=SU", "2024-01-07T02:00", "4"),
            List.of("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "2024-01-05T20:00", "58"),
            List.of("FREQ=MONTHLY;BYDAY=-1SU", "2024-01-28T02:30", "4"),
            List.of("FREQ=MONTHLY;BYDAY=1SU", "2024-01-07T01:30", "2"),
            List.of("FREQ=MONTHLY;BYMONTHDAY=31", "2024-01-31T21:00", "8"),
            List.of("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2", "2024-01-09T22:00", "8"),
            List.of("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "2024-03-31T02:00", "24"),
            List.of("FREQ=DAILY;COUNT=1000", "2024-01-01T02:30", "4"),
            List.of("FREQ=DAILY;UNTIL=20290326T003000Z", "2024-01-01T02:30", "4"));

    private static final String EXPAND = """
            import sys
            from datetime import datetime, timedelta
            from dateutil import tz
            from dateutil.rrule import rrulestr
            zone, rule, start, hours = sys.argv[1:]
            local = tz.gettz(zone)
            for time in rrulestr(rule, dtstart=datetime.fromisoformat(start).replace(tzinfo=local)):
                if time.year > 2035:
                    break
                opens = tz.resolve_imaginary(time).astimezone(tz.UTC)
                closes = opens + timedelta(hours=int(hours))
                print(opens.strftime("%Y-%m-%dT%H:%M:%SZ"), closes.strftime("%Y-%m-%dT%H:%M:%SZ"))
            """;

    @TestFactory
    Stream<DynamicTest> every_opening_and_closing_is_where_dateutil_has_it() throws Exception {
        if (!Files.isExecutable(Path.of(PYTHON)) || python("import dateutil").isEmpty()) {
            System.out.println(
                    "SKIPPED: python3-dateutil is not installed; no independent library was asked for the time.");
            throw new TestAbortedException("python3-dateutil is not installed");
        }
        return ZONES.stream().flatMap(zone -> RULES.stream()
                .map(rule -> DynamicTest.dynamicTest(zone + " " + String.join(" ", rule), () -> {
                    List<Span> theirs = theirs(zone, rule);
                    assertThat(theirs).isNotEmpty();
                    assertThat(ours(zone, rule)).isEqualTo(theirs);
                })));
    }

    /** Where a library of the same mind would be wrong with us: written down from the RFC's own words. */
    @Test
    void the_skipped_and_the_doubled_hour_are_as_in_the_examples_of_rfc_5545() {
        // "TZID=America/New_York:20070311T023000 indicates March 11, 2007 at 3:30 A.M. EDT (UTC-04:00)"
        assertThat(ours("America/New_York", "FREQ=YEARLY", "2007-03-11T02:30", "2007-01-01T00:00:00Z"))
                .isEqualTo(Instant.parse("2007-03-11T07:30:00Z"));
        // "TZID=America/New_York:20071104T013000 indicates November 4, 2007 at 1:30 A.M. EDT (UTC-04:00)"
        assertThat(ours("America/New_York", "FREQ=YEARLY", "2007-11-04T01:30", "2007-01-01T00:00:00Z"))
                .isEqualTo(Instant.parse("2007-11-04T05:30:00Z"));
    }

    private static Instant ours(String zone, String rule, String start, String from) {
        Instant first = Instant.parse(from);
        return Openings.between(calendar(zone, List.of(rule, start, "1")), first, first.plus(Duration.ofDays(365)))
                .getFirst()
                .opensAt();
    }

    private static List<Span> ours(String zone, List<String> rule) {
        return Openings.between(calendar(zone, rule), FROM, TO);
    }

    private static Calendar calendar(String zone, List<String> rule) {
        return new Calendar(
                1,
                "c",
                rule.get(0),
                LocalDateTime.parse(rule.get(1)),
                Duration.ofHours(Long.parseLong(rule.get(2))),
                ZoneId.of(zone),
                List.of(),
                null,
                "test",
                FROM);
    }

    private static List<Span> theirs(String zone, List<String> rule) throws IOException, InterruptedException {
        return python(EXPAND, zone, rule.get(0), rule.get(1), rule.get(2))
                .orElseThrow()
                .lines()
                .map(line -> line.split(" "))
                .map(times -> new Span(Instant.parse(times[0]), Instant.parse(times[1])))
                .filter(span -> span.closesAt().isAfter(FROM) && span.opensAt().isBefore(TO))
                .toList();
    }

    /** What it printed; empty where it failed. */
    private static Optional<String> python(String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = Stream.concat(Stream.of(PYTHON, "-c", program), Stream.of(arguments))
                .toList();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0
                ? Optional.of(printed)
                : Optional.empty();
    }
}
