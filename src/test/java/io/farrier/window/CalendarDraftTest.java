package io.farrier.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.hub.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarDraftTest {

    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private static CalendarDraft draft(String rrule, String start, String duration, String zone) {
        return new CalendarDraft("nights", rrule, start, duration, zone, null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FREQ=MINUTELY                     | 2026-01-03T22:00 | PT4H  | UTC           | too often",
                "FREQ=SECONDLY                     | 2026-01-03T22:00 | PT4H  | UTC           | too often",
                "FREQ=HOURLY;BYMINUTE=0,10         | 2026-01-03T22:00 | PT1M  | UTC           | more often than once an hour",
                "FREQ=DAILY;COUNT=0                | 2026-01-03T22:00 | PT4H  | UTC           | no rule of RFC 5545",
                "FREQ=DAILY;COUNT=3;UNTIL=20270101 | 2026-01-03T22:00 | PT4H  | UTC           | no rule of RFC 5545",
                "every night                       | 2026-01-03T22:00 | PT4H  | UTC           | no rule of RFC 5545",
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30 | 2026-01-03T22:00 | PT4H | UTC          | never occurs",
                "FREQ=DAILY;COUNT=3                | 2026-01-03T22:00 | PT4H  | UTC           | never opens",
                "FREQ=DAILY;UNTIL=20260601T000000Z | 2026-01-03T22:00 | PT4H  | UTC           | never opens",
                "FREQ=DAILY                        | 2036-01-03T22:00 | PT4H  | UTC           | never opens",
                "FREQ=YEARLY                       | 2026-01-03T22:00 | P32D  | UTC           | more than 31 days",
                "FREQ=DAILY                        | 2026-01-03T22:00 | PT25H | UTC           | run into each other",
                "FREQ=DAILY                        | 2026-01-03T22:00 | PT0S  | UTC           | close before it opens",
                "FREQ=DAILY                        | 2026-01-03T22:00 | -PT1H | UTC           | close before it opens",
                "FREQ=DAILY                        | 2026-01-03T22:00 | 4h    | UTC           | Write it as PT4H",
                "FREQ=DAILY                        | 2026-02-30T22:00 | PT4H  | UTC           | can't be read",
                "FREQ=DAILY                        | 1026-02-20T22:00 | PT4H  | UTC           | this century",
                "FREQ=DAILY                        | 2026-01-03T22:00 | PT4H  | Europe/Berlyn | no time zone",
                "FREQ=DAILY                        | 2026-01-03T22:00 | PT4H  | +02:00        | no time zone",
                "FREQ=DAILY                        | 2026-01-03T22:00 | PT4H  |               | no time zone",
                "                                  | 2026-01-03T22:00 | PT4H  | UTC           | needs a rule",
                "FREQ=DAILY                        |                  | PT4H  | UTC           | The start is missing"
            })
    void what_can_not_be_meant_is_refused(String rrule, String start, String duration, String zone, String says) {
        assertThatThrownBy(() -> draft(rrule, start, duration, zone).read(0, "test", NOW))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(says);
    }

    @Test
    void a_blackout_that_ends_before_it_starts_or_leaves_nothing_open_is_refused() {
        for (var dates : List.of(
                new CalendarDraft.Dates("2026-12-24", "2026-12-23", "x"),
                new CalendarDraft.Dates("2026-12-24", null, " "),
                new CalendarDraft.Dates("24.12.2026", null, "x"),
                new CalendarDraft.Dates("2026-01-01", "2036-01-01", "for ever"))) {
            CalendarDraft wanted =
                    new CalendarDraft("n", "FREQ=DAILY", "2026-01-03T22:00", "PT4H", "UTC", List.of(dates), null);
            assertThatThrownBy(() -> wanted.read(0, "test", NOW))
                    .as(dates.toString())
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void an_until_counts_as_an_instant_a_local_time_or_a_whole_day() {
        for (String until : List.of("20261103T210000Z", "20261103T220000", "20261103")) {
            Calendar calendar = draft("FREQ=DAILY;UNTIL=" + until, "2026-11-01T22:00", "PT4H", "Europe/Berlin")
                    .read(0, "test", NOW);
            assertThat(Openings.between(calendar, NOW, NOW.plusSeconds(86_400 * 30)))
                    .as(until)
                    .extracting(Span::opensAt)
                    .extracting(Instant::toString)
                    .containsExactly("2026-11-01T21:00:00Z", "2026-11-02T21:00:00Z", "2026-11-03T21:00:00Z");
        }
        assertThat(Openings.between(
                        draft("FREQ=DAILY;UNTIL=20261103T205959Z", "2026-11-01T22:00", "PT4H", "Europe/Berlin")
                                .read(0, "test", NOW),
                        NOW,
                        NOW.plusSeconds(86_400 * 30)))
                .hasSize(2);
    }

    @Test
    void what_is_odd_is_noted() {
        assertThat(notes("FREQ=DAILY", "2026-11-01T02:30", "PT4H"))
                .anySatisfy(note -> assertThat(note)
                        .isEqualTo("2027-03-28 02:30 is skipped in Europe/Berlin: it opens at 2027-03-28 03:30."))
                .anySatisfy(note -> assertThat(note)
                        .isEqualTo("2027-10-31 02:30 comes twice in Europe/Berlin: it opens at the first."))
                .hasSize(2);
        assertThat(notes("FREQ=WEEKLY;BYDAY=SA", "2026-11-03T22:00", "PT4H"))
                .containsExactly("It opens first on 2026-11-07 22:00: the rule does not fit its start.");
        assertThat(notes("FREQ=WEEKLY;BYDAY=SA,SU", "2026-11-07T22:00", "PT30H"))
                .containsExactly(
                        "The opening of 2026-11-08 22:00 begins before the one before it has ended: they are one opening.");
        assertThat(notes("FREQ=WEEKLY;BYDAY=SA", "2026-11-07T22:00", "PT4H")).isEmpty();
    }

    private static List<String> notes(String rrule, String start, String duration) {
        return Oddities.of(draft(rrule, start, duration, "Europe/Berlin").read(0, "test", NOW), NOW);
    }

    @Test
    void a_scope_is_one_thing() {
        assertThat(Scope.of(Map.of("host", 12))).isEqualTo(new Scope(Scope.Kind.HOST, "12"));
        assertThat(Scope.of((Map<String, Object>) null)).isNull();
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("site", "ams1"),
                Map.of("host", "12"),
                Map.of("cluster", " "),
                Map.of("datacenter", "a", "cluster", "b"))) {
            assertThatThrownBy(() -> Scope.of(wrong)).isInstanceOf(Refused.class);
        }
    }
}
