package io.farrier.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Pace;
import java.util.List;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** claim: takes the turn that the bell names, or drops the bell. load: where does the run stand? */
@Component("runClaim")
class RunClaim {

    static final String BELL = "farrierBell";

    private final Turns turns;
    private final Runs runs;
    private final Life life;
    private final Pace pace;
    private final ObjectMapper json;

    RunClaim(Turns turns, Runs runs, Life life, Pace pace, ObjectMapper json) {
        this.turns = turns;
        this.runs = runs;
        this.life = life;
        this.pace = pace;
        this.json = json;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.setProperty(BELL, bell);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        turns.claim(Kind.RUN, bell, life.id(), pace.lease())
                .ifPresent(turn -> exchange.setProperty(Headers.TURN, RunTurn.of(turn)));
    }

    public void load(Exchange exchange) {
        RunTurn turn = exchange.getProperty(Headers.TURN, RunTurn.class);
        Stories.Told told = runs.claimed(turn.turn());
        exchange.setProperty(Headers.TURN, turn.loaded(told.row(), told.events()));
    }
}
