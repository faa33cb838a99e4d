package io.farrier.window;

import java.time.Instant;

/** From when to when. @param closesAt after opensAt; the span ends before it */
public record Span(Instant opensAt, Instant closesAt) {

    static final Span ALWAYS = new Span(Instant.MIN, Instant.MAX);

    boolean contains(Instant time) {
        return !time.isBefore(opensAt) && time.isBefore(closesAt);
    }
}
