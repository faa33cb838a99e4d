package io.farrier.vcenter;

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
import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The turn of a vCenter's sync. It never ends: when one is recorded, the next is due. */
@Component("vcenterSync")
class VcenterSync {

    private static final Logger log = LoggerFactory.getLogger(VcenterSync.class);

    private final Turns turns;
    private final Vcenters vcenters;
    private final Estate estate;
    private final Life life;
    private final ObjectMapper json;
    private final Duration period;
    private final Duration lease;

    VcenterSync(
            Turns turns,
            Vcenters vcenters,
            Estate estate,
            Life life,
            ObjectMapper json,
            @Value("${farrier.vcenter.period}") Duration period,
            @Value("${farrier.vcenter.lease}") Duration lease) {
        this.turns = turns;
        this.vcenters = vcenters;
        this.estate = estate;
        this.life = life;
        this.json = json;
        this.period = period;
        this.lease = lease;
    }

    /** Takes the turn and loads the vCenter; neither is set when the bell was old. */
    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(List.of());
        long ends = System.nanoTime() + lease.toNanos();
        Optional<Turn> turn = turns.claim(Kind.VCENTER, bell, life.id(), lease);
        if (turn.isPresent()) {
            exchange.setProperty(Headers.TURN, turn.get());
            exchange.setProperty(Gate.LEASE_ENDS, ends);
            exchange.setProperty(VcenterDoor.VCENTER, vcenters.byId(bell.id()));
        }
    }

    /** One commit, which holds only while the turn is still ours. Leaves the bell of the next sync. */
    public List<Ring> record(
            @Body Shown shown,
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(VcenterDoor.VCENTER) Vcenter vcenter) {
        Instant next = turn.now().plus(period);
        int news = estate.record(turn, vcenter, shown, next);
        if (news > 0) {
            log.info("{} was read: {} changes", vcenter, news);
        }
        return ring(turn, next);
    }

    /** What is known stays; it is told why there is nothing newer, and tried again when the next sync is due. */
    public List<Ring> failed(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        Vcenter vcenter = exchange.getProperty(VcenterDoor.VCENTER, Vcenter.class);
        if (turn == null || why instanceof TurnLost) {
            log.info("a turn of a vCenter's sync was given up: {}", why.getMessage());
            return List.of();
        }
        Optional<String> told = Refused.class.isInstance(why)
                ? Optional.of(why.getMessage())
                : Unreached.sentence(why, vcenter.toString());
        if (told.isEmpty()) {
            log.error("the sync of {} failed", vcenter, why);
        }
        String reason = told.orElse("The sync failed in the hub itself; its log tells more.");
        Instant again = turn.now().plus(period);
        estate.failed(turn, vcenter, reason, turn.stumbles() + 1, again);
        return ring(turn, again);
    }

    private static List<Ring> ring(Turn turn, Instant at) {
        return List.of(new Ring(Kind.VCENTER.queue(), new Bell(turn.id(), turn.turn()), at));
    }
}
