package io.farrier.plan;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.TurnLost;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** A turn of a plan that threw: an event and a longer wait each time, and in the end a human. Never a redelivery. */
@Component("planStumble")
class PlanStumble {

    private static final Logger log = LoggerFactory.getLogger(PlanStumble.class);

    private final Stumbles stumbles;
    private final Plans plans;

    PlanStumble(Stumbles stumbles, Plans plans) {
        this.stumbles = stumbles;
        this.plans = plans;
    }

    public List<Ring> stumbled(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception thrown, @ExchangeProperty(PlanTick.BELL) Bell bell) {
        Throwable why = root(thrown);
        if (why instanceof TurnLost || bell == null) {
            log.warn("a turn of a plan was given up: {}", why.getMessage());
            return List.of();
        }
        log.error("plan {} stumbled", bell.id(), why);
        return stumbles
                .count(bell.id(), bell.turn(), why.getClass().getSimpleName() + ": " + why.getMessage())
                .map(due -> new Ring(Kind.PLAN.queue(), new Bell(bell.id(), plans.turn(bell.id())), due))
                .stream()
                .toList();
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
