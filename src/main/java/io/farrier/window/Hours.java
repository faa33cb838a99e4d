package io.farrier.window;

import java.time.Instant;
import java.util.List;

/**
 * When something is open, or closed, and for whom.
 *
 * @param what "the calendar nights"
 * @param scope null: everywhere
 * @param spans in order and apart, as far ahead as anybody looked
 */
record Hours(String what, Scope scope, List<Span> spans) {

    boolean covers(Place place) {
        return scope == null || scope.covers(place);
    }

    boolean at(Instant time) {
        return spans.stream().anyMatch(span -> span.contains(time));
    }

    /** "the calendar nights of the datacenter ams1" */
    String named() {
        return scope == null ? what : what + " of " + scope;
    }
}
