package io.farrier.run;

import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** decide: asks the rule what is next, and says its word in the header {@code farrierAction}. */
@Component("runDecide")
class RunDecide {

    private final Pace pace;

    RunDecide(Pace pace) {
        this.pace = pace;
    }

    public void decide(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        Action action = Decision.decide(turn.run(), turn.turn().now(), pace);
        exchange.setProperty(Headers.TURN, turn.decided(action));
        exchange.getMessage().setHeader(Headers.ACTION, action.word());
    }
}
