package io.farrier.answer;

import io.farrier.hub.Refused;
import io.farrier.ledger.Cursor;
import java.util.function.UnaryOperator;

/**
 * What somebody who listens asked for.
 *
 * @param from the last event that it knows; null: it wants only what is new
 */
record StreamAsk(Cursor from, Filter filter) {

    /** @param said the query's parameters by their names, null where one was not said @throws Refused where one is wrong */
    static StreamAsk asked(String lastEventId, UnaryOperator<String> said) {
        if ("-id".equals(said.apply("sort"))) {
            throw Refused.invalid(
                    "A stream goes on with what happens next: sort=-id is for pages, Accept: application/json.");
        }
        String after = lastEventId == null ? said.apply("after") : lastEventId;
        try {
            return new StreamAsk(after == null ? null : Cursor.parse(after), Filter.asked(said));
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(e.getMessage());
        }
    }
}
