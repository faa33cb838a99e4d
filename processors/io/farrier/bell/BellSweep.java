package io.farrier.bell;

import io.farrier.hub.Headers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Finds the bells that ought to have rung, a bounded number at a time. */
@Component("bellSweep")
class BellSweep {

    /** Beyond what milliseconds can say. */
    private static final Duration ROUNDED = Duration.ofMillis(5);

    private final Turns turns;
    private final Duration patience;
    private final Duration notAgainWithin;
    private final int batch;

    BellSweep(
            Turns turns,
            @Value("${farrier.bell.patience}") Duration patience,
            @Value("${farrier.bell.not-again-within}") Duration notAgainWithin,
            @Value("${farrier.bell.batch}") int batch) {
        this.turns = turns;
        this.patience = patience;
        this.notAgainWithin = notAgainWithin;
        this.batch = batch;
    }

    /** What should have been rung a while ago. */
    public List<Ring> due() {
        List<Ring> rings = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            turns.due(kind, patience, notAgainWithin, batch).forEach(bell -> rings.add(Ring.now(kind, bell)));
        }
        return rings;
    }

    /** All that is due, though its time may just have come. */
    public List<Ring> lost() {
        long began = System.nanoTime();
        List<Ring> rings = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Bell> portion;
            do {
                // Those that were found here are not found again.
                Duration since = Duration.ofNanos(System.nanoTime() - began).plus(ROUNDED);
                portion = turns.due(kind, Duration.ZERO, since, batch);
                portion.forEach(bell -> rings.add(Ring.now(kind, bell)));
            } while (portion.size() == batch);
        }
        return rings;
    }

    /** Puts a ring into the form that {@code bell.ring} takes. */
    public void address(Message message) {
        if (!(message.getBody() instanceof Ring ring)) {
            throw new IllegalArgumentException("No bell can be rung for " + message.getBody());
        }
        message.setHeader(Headers.RING, ring.queue());
        message.removeHeader(Headers.RING_AT);
        if (ring.at() != null) {
            message.setHeader(Headers.RING_AT, ring.at().toEpochMilli());
        }
        message.setBody(ring.text());
    }
}
