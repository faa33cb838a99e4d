package io.farrier.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.bell.Turns;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.transport.Bmc;
import io.farrier.transport.Gate;
import io.farrier.transport.Operation;
import io.farrier.transport.TransportChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One turn of a checkup: a batch of hosts side by side, then the place is kept and the bell rings again. */
@Component("checkupTurn")
class CheckupTurn {

    private static final Logger log = LoggerFactory.getLogger(CheckupTurn.class);
    private static final String CHECKUP = "farrierCheckup";
    private static final int LAST = 5;
    private static final Duration BACK_OFF = Duration.ofSeconds(5);

    private final Turns turns;
    private final Checkups checkups;
    private final Hosts hosts;
    private final TransportChoice choice;
    private final Life life;
    private final ObjectMapper json;
    private final Duration lease;
    private final int batch;

    CheckupTurn(
            Turns turns,
            Checkups checkups,
            Hosts hosts,
            TransportChoice choice,
            Life life,
            ObjectMapper json,
            @Value("${farrier.sweep.lease}") Duration lease,
            @Value("${farrier.sweep.batch}") int batch) {
        this.turns = turns;
        this.checkups = checkups;
        this.hosts = hosts;
        this.choice = choice;
        this.life = life;
        this.json = json;
        this.lease = lease;
        this.batch = batch;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        long ends = System.nanoTime() + lease.toNanos();
        turns.claim(Kind.CHECKUP, bell, life.id(), lease).ifPresent(turn -> {
            exchange.setProperty(Headers.TURN, turn);
            exchange.setProperty(Gate.LEASE_ENDS, ends);
        });
    }

    /** The BMCs of the next batch; a host that is gone by now is left out. */
    public List<Bmc> next(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) {
        Checkup checkup = checkups.byId(turn.id());
        exchange.setProperty(CHECKUP, checkup);
        return checkup.hosts().subList(checkup.next(), end(checkup)).stream()
                .map(hosts::byId)
                .flatMap(Optional::stream)
                .map(Host::bmc)
                .toList();
    }

    private int end(Checkup checkup) {
        return Math.min(checkup.total(), checkup.next() + batch);
    }

    public List<Ring> record(@ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(CHECKUP) Checkup checkup) {
        int updatable = (int) checkup.hosts().subList(checkup.next(), end(checkup)).stream()
                .map(hosts::byId)
                .flatMap(Optional::stream)
                .filter(host -> !choice.rank(host.bmc(), Operation.SUBMIT, Instant.now())
                        .ways()
                        .isEmpty())
                .count();
        Checkup now = checkups.advanced(turn, end(checkup), updatable);
        return now.running() ? List.of(Ring.now(Kind.CHECKUP, new Bell(turn.id(), turn.turn()))) : List.of();
    }

    /** The bell to ring, if any. */
    public List<Ring> stumbled(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        if (turn == null || why instanceof TurnLost || why.getCause() instanceof TurnLost) {
            log.warn("a turn of a checkup was given up: {}", why.getMessage());
            return List.of();
        }
        log.error("checkup {} stumbled", turn.id(), why);
        String reason = why.getClass().getSimpleName() + "; the hub's log tells more.";
        if (turn.stumbles() + 1 >= LAST) {
            checkups.failed(turn, reason);
            return List.of();
        }
        Instant again = turn.now().plus(BACK_OFF.multipliedBy(1L << turn.stumbles()));
        checkups.stumbled(turn, reason, again);
        return List.of(new Ring(Kind.CHECKUP.queue(), new Bell(turn.id(), turn.turn()), again));
    }
}
