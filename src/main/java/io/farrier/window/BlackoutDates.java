package io.farrier.window;

import java.time.LocalDate;
import java.time.ZoneId;

/** Local dates of a calendar on which it is closed. @param to the last one */
public record BlackoutDates(LocalDate from, LocalDate to, String reason) {

    /** From the first date's beginning to the last one's end, whatever daylight saving makes of them. */
    Span in(ZoneId zone) {
        return new Span(
                from.atStartOfDay(zone).toInstant(),
                to.plusDays(1).atStartOfDay(zone).toInstant());
    }
}
