package io.farrier.run;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.TurnLost;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** A turn that threw: an event and a longer wait each time, and in the end a human. Never a redelivery. */
@Component("runStumble")
class RunStumble {

    private static final Logger log = LoggerFactory.getLogger(RunStumble.class);
    private static final int LIMIT = 5;

    private final Runs runs;
    private final Life life;

    RunStumble(Runs runs, Life life) {
        this.runs = runs;
        this.life = life;
    }

    @Transactional
    public List<Ring> stumbled(Exchange exchange) {
        Throwable why = root(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Bell bell = exchange.getProperty(RunClaim.BELL, Bell.class);
        if (why instanceof TurnLost || bell == null) {
            log.warn("a turn was given up: {}", why.getMessage());
            return List.of();
        }
        log.error("run {} stumbled", bell.id(), why);
        RunTurn turn = exchange.getProperty(Headers.TURN, RunTurn.class);
        long claimed = turn == null ? -1 : turn.turn().turn();
        return runs.stumble(bell.id(), bell.turn(), claimed, life.id())
                .map(stumble -> recorded(bell.id(), stumble, why))
                .orElse(List.of());
    }

    /** Camel wraps what a transaction threw. */
    private static Throwable root(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getClass().getName().startsWith("org.apache.camel.")) {
            root = root.getCause();
        }
        return root;
    }

    private List<Ring> recorded(long id, Runs.Stumble stumble, Throwable why) {
        int times = stumble.times();
        boolean asked = Fold.of(runs.story(id)).human() != null;
        RunRow row = runs.row(id);
        List<RunEvent> events = new ArrayList<>();
        String reason = why.getClass().getSimpleName() + ": " + why.getMessage();
        events.add(new RunEvent.Stumbled(times, reason));
        if (times >= LIMIT && !asked) {
            events.add(new RunEvent.NeedsHuman("it could not be advanced %d times: %s".formatted(times, reason)));
        }
        runs.append(row, events, "farrier");
        runs.save(id, Fold.of(runs.story(id)), reason);
        return times >= LIMIT
                ? List.of()
                : List.of(new Ring(Kind.RUN.queue(), new Bell(id, runs.turnOf(id)), stumble.due()));
    }
}
