package io.farrier.catalog;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * A date with its offset, {@code 2016-05-11T17:33:32-05:00}. What is written as catalogs write it goes without the JDK's
 * formatter, which a hub that has just started would have to compile first.
 */
final class Moment {

    private static final String SHAPE = "0000-00-00T00:00:00+00:00";

    private Moment() {}

    /** @throws java.time.DateTimeException when it is no date */
    static Instant of(String written) {
        if (!usual(written)) {
            return OffsetDateTime.parse(written).toInstant();
        }
        int sign = written.charAt(19) == '-' ? -1 : 1;
        return LocalDateTime.of(
                        number(written, 0, 4),
                        number(written, 5, 7),
                        number(written, 8, 10),
                        number(written, 11, 13),
                        number(written, 14, 16),
                        number(written, 17, 19))
                .toInstant(ZoneOffset.ofHoursMinutes(sign * number(written, 20, 22), sign * number(written, 23, 25)));
    }

    private static boolean usual(String written) {
        if (written.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < SHAPE.length(); i++) {
            char c = written.charAt(i);
            boolean fits =
                    switch (SHAPE.charAt(i)) {
                        case '0' -> c >= '0' && c <= '9';
                        case '+' -> c == '+' || c == '-';
                        default -> c == SHAPE.charAt(i);
                    };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String written, int from, int to) {
        return Integer.parseInt(written, from, to, 10);
    }
}
