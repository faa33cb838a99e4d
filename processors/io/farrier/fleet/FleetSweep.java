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
import io.farrier.transport.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One turn of a sweep: a batch of addresses is probed side by side, then the place is kept and the bell rings again. */
@Component("fleetSweep")
class FleetSweep {

    private static final Logger log = LoggerFactory.getLogger(FleetSweep.class);
    private static final String SWEEP = "farrierSweep";
    private static final String TALLY = "farrierSweepTally";
    private static final String PLACE = "farrierSweepPlace";

    private final Turns turns;
    private final Sweeps sweeps;
    private final Life life;
    private final ObjectMapper json;
    private final Duration lease;
    private final int batch;
    private final List<Integer> ports;

    FleetSweep(
            Turns turns,
            Sweeps sweeps,
            Life life,
            ObjectMapper json,
            @Value("${farrier.sweep.lease}") Duration lease,
            @Value("${farrier.sweep.batch}") int batch,
            @Value("${farrier.sweep.ports}") List<Integer> ports) {
        this.turns = turns;
        this.sweeps = sweeps;
        this.life = life;
        this.json = json;
        this.lease = lease;
        this.batch = batch;
        this.ports = ports;
    }

    /** Takes the turn; an old bell, or one whose turn somebody has, gets none. No request leaves after its lease. */
    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        long ends = System.nanoTime() + lease.toNanos();
        turns.claim(Kind.SWEEP, bell, life.id(), lease).ifPresent(turn -> {
            exchange.setProperty(Headers.TURN, turn);
            exchange.setProperty(Gate.LEASE_ENDS, ends);
        });
    }

    /** The next batch of places to knock at. */
    public List<Bmc> next(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) {
        Sweep sweep = sweeps.byId(turn.id());
        Targets targets = sweeps.targets(sweep);
        exchange.setProperty(SWEEP, sweep);
        exchange.setProperty(TALLY, new Tally());
        List<Bmc> places = new ArrayList<>();
        for (int n = sweep.next(); n < end(sweep); n++) {
            for (int port : ports) {
                places.add(new Bmc(0, targets.address(n), port));
            }
        }
        return places;
    }

    private int end(Sweep sweep) {
        return Math.min(sweep.total(), sweep.next() + batch);
    }

    /** Keeps in mind which place this part of the batch is about. */
    public void begin(Exchange exchange, Bmc place) {
        exchange.setProperty(PLACE, place);
    }

    /** One place was probed; the body is the host that was found there, or nothing. */
    public void count(Exchange exchange, @ExchangeProperty(PLACE) Bmc place, @ExchangeProperty(TALLY) Tally tally) {
        Host host = exchange.getMessage().getBody(Host.class);
        String unclear = exchange.getProperty(FleetProbe.UNCLEAR, String.class);
        if (host != null) {
            tally.found(host);
        } else if (unclear != null) {
            tally.unclear(place, unclear);
        }
    }

    /** One place could not be dealt with, through no fault of its own; the others are. */
    public void missed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why,
            @ExchangeProperty(PLACE) Bmc place,
            @ExchangeProperty(TALLY) Tally tally) {
        log.error("{} could not be probed", place, why);
        tally.unclear(place, "%s could not be probed, through a fault in the hub; its log tells.".formatted(place));
    }

    /** The places that were not clear: a BMC, or this hub, was too slow. Nobody has logged in there yet. */
    public List<Bmc> again(@ExchangeProperty(TALLY) Tally tally) {
        return tally.forgetUnclear();
    }

    /** Keeps what the batch has brought. The bell that is to be rung is left, none at the end of the sweep. */
    public List<Ring> record(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(SWEEP) Sweep sweep,
            @ExchangeProperty(TALLY) Tally tally) {
        Sweep now = sweeps.advanced(turn, tally.upTo(end(sweep)));
        return now.running() ? List.of(Ring.now(Kind.SWEEP, new Bell(turn.id(), turn.turn()))) : List.of();
    }
}
