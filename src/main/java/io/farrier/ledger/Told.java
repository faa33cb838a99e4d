package io.farrier.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** An event as the API tells it. @param place where a reader that knows this event goes on, a {@link Cursor} */
public record Told(
        String place,
        Instant at,
        String stream,
        int seq,
        String type,
        Long hostId,
        Long runId,
        Long planId,
        String who,
        String sentence,
        JsonNode data) {

    public static Told of(Event e) {
        return new Told(
                Cursor.after(e).toString(),
                e.at(),
                e.stream(),
                e.seq(),
                e.type(),
                e.hostId(),
                e.runId(),
                e.planId(),
                e.who(),
                e.sentence(),
                e.data());
    }
}
