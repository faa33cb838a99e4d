package io.farrier.hub;

import java.time.DateTimeException;
import java.time.Instant;

/** A time as people write it, in ISO 8601 and UTC. What no calendar needs, no database and no clock has to bear. */
public final class Moment {

    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Moment() {}

    static boolean sensible(Instant at) {
        return !at.isBefore(EARLIEST) && !at.isAfter(LATEST);
    }

    /**
     * @param name of what was written, for who wrote it
     * @throws Refused for what is no time, or one before 1970 or after 9999
     */
    public static Instant read(String name, String text) {
        try {
            Instant at = Instant.parse(text);
            if (sensible(at)) {
                return at;
            }
        } catch (DateTimeException e) {
            // It is refused all the same.
        }
        throw Refused.invalid("%s is a time such as 2026-01-31T00:00:00Z, not %s.".formatted(name, text));
    }
}
