package io.farrier.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.transport.Bmc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One turn of a sweep: a batch of addresses is probed side by side, then the place is kept and the bell rings again. */
@Component("fleetSweep")
class FleetSweep {

    private static final String SWEEP = "farrierSweep";
    private static final String COUNT = "farrierSweepCount";

    /** Long enough for a batch in which every second address takes its connect time-out and is then read whole. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    /** What answered, counted by those that probe side by side. */
    record Count(AtomicInteger answered, AtomicInteger servers) {}

    private final Turns turns;
    private final Sweeps sweeps;
    private final Life life;
    private final ObjectMapper json;
    private final int batch;
    private final List<Integer> ports;

    FleetSweep(
            Turns turns,
            Sweeps sweeps,
            Life life,
            ObjectMapper json,
            @Value("${farrier.sweep.batch}") int batch,
            @Value("${farrier.sweep.ports}") List<Integer> ports) {
        this.turns = turns;
        this.sweeps = sweeps;
        this.life = life;
        this.json = json;
        this.batch = batch;
        this.ports = ports;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        turns.claim(Kind.SWEEP, bell, life.id(), LEASE).ifPresent(turn -> exchange.setProperty(Headers.TURN, turn));
    }

    /** The next batch of places to knock at. */
    public List<Bmc> next(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) {
        Sweeps.Sweep sweep = sweeps.byId(turn.id());
        Targets targets = sweeps.targets(sweep);
        exchange.setProperty(SWEEP, sweep);
        exchange.setProperty(COUNT, new Count(new AtomicInteger(), new AtomicInteger()));
        List<Bmc> places = new ArrayList<>();
        for (int n = sweep.next(); n < Math.min(sweep.total(), sweep.next() + batch); n++) {
            for (int port : ports) {
                places.add(new Bmc(0, targets.address(n), port));
            }
        }
        return places;
    }

    /** One place was probed; the body is the host that was found there, or nothing. */
    public void count(Exchange exchange, @ExchangeProperty(COUNT) Count count) {
        Host host = exchange.getMessage().getBody(Host.class);
        if (host != null) {
            count.answered().incrementAndGet();
            if (host.kind().equals("server")) {
                count.servers().incrementAndGet();
            }
        }
    }

    public List<Ring> record(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(SWEEP) Sweeps.Sweep sweep,
            @ExchangeProperty(COUNT) Count count) {
        turns.release(turn, turn.now(), 0);
        int next = Math.min(sweep.total(), sweep.next() + batch);
        sweeps.advanced(sweep, next, count.answered().get(), count.servers().get());
        return next < sweep.total() ? List.of(Ring.now(Kind.SWEEP, new Bell(turn.id(), turn.turn()))) : List.of();
    }
}
