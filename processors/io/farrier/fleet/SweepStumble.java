package io.farrier.fleet;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** A turn of a sweep that threw: an event and a longer wait each time, and in the end the sweep is given up. */
@Component("sweepStumble")
class SweepStumble {

    private static final Logger log = LoggerFactory.getLogger(SweepStumble.class);
    private static final int LAST = 5;

    private final Sweeps sweeps;
    private final Duration backOff;

    SweepStumble(Sweeps sweeps, @Value("${farrier.sweep.back-off}") Duration backOff) {
        this.sweeps = sweeps;
        this.backOff = backOff;
    }

    /** The bell to ring, if any. */
    public List<Ring> stumbled(Exchange exchange) {
        Throwable why = root(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        if (turn == null || why instanceof TurnLost) {
            log.warn("a turn of a sweep was given up: {}", why.getMessage());
            return List.of();
        }
        if (why instanceof Refused) {
            sweeps.failed(turn, why.getMessage());
            return List.of();
        }
        log.error("sweep {} stumbled", turn.id(), why);
        String reason = "%s; the hub's log tells more.".formatted(why.getClass().getSimpleName());
        if (turn.stumbles() + 1 >= LAST) {
            sweeps.failed(turn, "%d attempts failed, the last by %s".formatted(LAST, reason));
            return List.of();
        }
        Instant again = turn.now().plus(backOff.multipliedBy(1L << turn.stumbles()));
        sweeps.stumbled(turn, reason, again);
        return List.of(new Ring(Kind.SWEEP.queue(), new Bell(turn.id(), turn.turn()), again));
    }

    /** Camel wraps what a bean threw. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getClass().getName().startsWith("org.apache.camel.")) {
            root = root.getCause();
        }
        return root;
    }
}
