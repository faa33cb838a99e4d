package io.farrier.trigger;

import io.farrier.bell.Bell;
import io.farrier.bell.Ring;
import io.farrier.bell.TurnLost;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A turn of a change that threw: an event and a longer wait each time, and in the end a human. Never a redelivery. */
@Component("changeStumble")
class ChangeStumble {

    private static final Logger log = LoggerFactory.getLogger(ChangeStumble.class);

    private final ChangeStumbles stumbles;

    ChangeStumble(ChangeStumbles stumbles) {
        this.stumbles = stumbles;
    }

    public List<Ring> stumbled(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception thrown,
            @ExchangeProperty(ChangeTurn.BELL) Bell bell) {
        Throwable why = root(thrown);
        if (why instanceof TurnLost || bell == null) {
            log.warn("a turn of a change was given up: {}", why.getMessage());
            return List.of();
        }
        return stumbles.count(bell.id(), bell.turn(), sentence(bell, why)).stream()
                .toList();
    }

    /** What the hub says itself is for everybody; what a library threw is for the log. */
    private static String sentence(Bell bell, Throwable why) {
        if (why instanceof Refused || why instanceof Unclear) {
            return why.getMessage();
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        log.error("incident {} with change {}", incident, bell.id(), why);
        return "%s in the hub itself, whose log tells more under incident %s"
                .formatted(why.getClass().getSimpleName(), incident);
    }

    /** Camel and its transaction wrap what was thrown. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getClass().getName().startsWith("org.apache.camel.")) {
            root = root.getCause();
        }
        return root;
    }
}
