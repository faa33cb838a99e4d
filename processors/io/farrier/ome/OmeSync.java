package io.farrier.ome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Refused;
import io.farrier.quiesce.Unreached;
import io.farrier.transport.Gate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The turn of an OME's sync. It never ends: when one is recorded, the next is due. */
@Component("omeSync")
class OmeSync {

    private static final Logger log = LoggerFactory.getLogger(OmeSync.class);

    private final Turns turns;
    private final Omes omes;
    private final Holdings holdings;
    private final Life life;
    private final ObjectMapper json;
    private final Duration period;
    private final Duration lease;

    OmeSync(
            Turns turns,
            Omes omes,
            Holdings holdings,
            Life life,
            ObjectMapper json,
            @Value("${farrier.ome.period}") Duration period,
            @Value("${farrier.ome.lease}") Duration lease) {
        this.turns = turns;
        this.omes = omes;
        this.holdings = holdings;
        this.life = life;
        this.json = json;
        this.period = period;
        this.lease = lease;
    }

    /** Takes the turn and loads the OME; neither is set when the bell was old. */
    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(List.of());
        long ends = System.nanoTime() + lease.toNanos();
        Optional<Turn> turn = turns.claim(Kind.OME, bell, life.id(), lease);
        if (turn.isPresent()) {
            exchange.setProperty(Headers.TURN, turn.get());
            exchange.setProperty(Gate.LEASE_ENDS, ends);
            exchange.setProperty(OmeDoor.OME, omes.byId(bell.id()));
        }
    }

    /** One commit, which holds only while the turn is still ours. Leaves the bells of the next sync, and of a sweep. */
    public List<Ring> record(
            @Body Shown shown, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(OmeDoor.OME) Ome ome) {
        Instant next = turn.now().plus(period);
        List<Ring> rings = new ArrayList<>();
        rings.add(ring(turn, next));
        holdings.record(turn, ome, shown, next).ifPresent(rings::add);
        log.info("{} was read: {} servers", ome, shown.devices().size());
        return rings;
    }

    /** What is known stays; it is told why there is nothing newer, and tried again when the next sync is due. */
    public List<Ring> failed(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        Ome ome = exchange.getProperty(OmeDoor.OME, Ome.class);
        if (turn == null || why instanceof TurnLost) {
            log.info("a turn of an OME's sync was given up: {}", why.getMessage());
            return List.of();
        }
        Optional<String> told =
                why instanceof Refused ? Optional.of(why.getMessage()) : Unreached.sentence(why, ome.toString());
        if (told.isEmpty()) {
            log.error("the sync of {} failed", ome, why);
        }
        Instant again = turn.now().plus(period);
        holdings.failed(turn, ome, told.orElse("The sync failed in the hub itself; its log tells more."), again);
        return List.of(ring(turn, again));
    }

    private static Ring ring(Turn turn, Instant at) {
        return new Ring(Kind.OME.queue(), new Bell(turn.id(), turn.turn()), at);
    }
}
