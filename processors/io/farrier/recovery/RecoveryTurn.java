package io.farrier.recovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.fleet.Host;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Pace;
import io.farrier.transport.Ask;
import io.farrier.transport.Gate;
import io.farrier.transport.Outcome;
import io.farrier.transport.Ranking;
import io.farrier.transport.TransportChoice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.stereotype.Component;

/** One turn of a recovery: claim, load, decide, intend, act, record, as a run's. */
@Component("recoveryTurn")
class RecoveryTurn {

    private static final Logger log = LoggerFactory.getLogger(RecoveryTurn.class);
    private static final String HOST = "farrierHost";
    private static final String MOVE = "farrierMove";
    private static final String OUTCOMES = "farrierOutcomes";
    private static final int REQUESTS = 5;

    private final Turns turns;
    private final Recoveries recoveries;
    private final TransportChoice choice;
    private final Life life;
    private final Pace pace;
    private final Ladder.Pace ladder;
    private final ObjectMapper json;

    RecoveryTurn(
            Turns turns,
            Recoveries recoveries,
            TransportChoice choice,
            Life life,
            Pace pace,
            ObjectMapper json,
            @Value("${farrier.recovery.wait}") Duration wait,
            @Value("${farrier.recovery.cool-down}") Duration coolDown) {
        this.turns = turns;
        this.recoveries = recoveries;
        this.choice = choice;
        this.life = life;
        this.pace = pace;
        this.json = json;
        this.ladder = new Ladder.Pace(pace.of(wait), pace.of(coolDown), pace.ready(), pace.settle());
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        turns.claim(Kind.RECOVERY, bell, life.id(), pace.lease())
                .ifPresent(turn -> exchange.setProperty(Headers.TURN, turn));
    }

    /** Leaves the bell to ring where nothing is to be asked; else says so in {@code farrierAction}. */
    public List<Ring> decide(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) {
        Host host = recoveries.host(recoveries.byId(turn.id()));
        Ladder.Move move = Ladder.decide(recoveries.at(turn.id()), turn.now(), ladder);
        exchange.setProperty(HOST, host);
        exchange.setProperty(MOVE, move);
        return switch (move) {
            case Ladder.Move.Note note -> record(turn, host, List.of(note.event()), turn.now());
            case Ladder.Move.Wait wait -> record(turn, host, List.of(), wait.until());
            case Ladder.Move.Look look -> ask(exchange, turn);
            case Ladder.Move.Climb climb -> {
                List<Ring> none = ask(exchange, turn);
                Ranking ranking = choice.rank(host.bmc(), ask(climb, host).operation(), turn.now());
                String transport = ranking.ways().isEmpty()
                        ? choice.transports().getFirst()
                        : ranking.ways().getFirst().transport();
                exchange.getMessage().setHeader(Headers.TRANSPORT, transport);
                recoveries.append(
                        turn.id(),
                        host,
                        new RecoveryEvent.Intended(
                                climb.rung(),
                                climb.jids(),
                                transport,
                                turn.now().plus(lease())),
                        "farrier");
                yield none;
            }
        };
    }

    private List<Ring> ask(Exchange exchange, Turn turn) {
        turns.extend(turn, lease());
        exchange.setProperty(Gate.LEASE_ENDS, System.nanoTime() + lease().toNanos());
        exchange.setProperty(OUTCOMES, new ArrayList<Outcome>());
        exchange.getMessage().setHeader(Headers.ACTION, "ask");
        return List.of();
    }

    private Duration lease() {
        return pace.answer().multipliedBy(REQUESTS);
    }

    public List<Ask> asks(@ExchangeProperty(MOVE) Ladder.Move move, @ExchangeProperty(HOST) Host host) {
        return switch (move) {
            case Ladder.Move.Climb climb -> List.of(ask(climb, host));
            default -> List.of(new Ask.ReadReadiness(host.bmc()), new Ask.ReadJobs(host.bmc(), List.of()));
        };
    }

    private static Ask ask(Ladder.Move.Climb climb, Host host) {
        return switch (climb.rung()) {
            case WAIT -> throw new IllegalStateException("waiting is no order");
            case DELETE_OWN, CLEAR_QUEUE -> new Ask.Clear(host.bmc(), climb.jids());
            case RESET_BMC -> new Ask.ResetBmc(host.bmc());
            case FORCE_CLEAR -> new Ask.ForceClear(host.bmc());
            case VIRTUAL_AC -> new Ask.VirtualAc(host.bmc());
        };
    }

    /** A sled shares its power with others; a host of a cluster must be in maintenance, which nobody can confirm here yet. */
    private String attached(Host host) {
        if (recoveries.sled(host.id())) {
            return "it is a sled, whose chassis feeds others too";
        }
        return host.cluster() == null
                ? null
                : "it belongs to a vSphere cluster, and that it is in maintenance is not confirmed";
    }

    public boolean goesOn(@ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        return outcomes.stream().allMatch(Outcome::done);
    }

    public void take(Exchange exchange, @ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        outcomes.add(exchange.getMessage().getBody(Outcome.class));
    }

    public List<Ring> learn(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(HOST) Host host,
            @ExchangeProperty(MOVE) Ladder.Move move,
            @ExchangeProperty(OUTCOMES) List<Outcome> outcomes) {
        RecoveryEvent event =
                switch (move) {
                    case Ladder.Move.Climb climb -> Looking.climbed(climb.rung(), outcomes.getLast());
                    default -> Looking.looked(outcomes, attached(host));
                };
        return record(turn, host, List.of(event), turn.now());
    }

    public List<Ring> lost(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        // Camel wraps what a transaction threw.
        log.warn(
                "a turn of a recovery was given up: {}",
                NestedExceptionUtils.getMostSpecificCause(why).getMessage());
        return List.of();
    }

    private List<Ring> record(Turn turn, Host host, List<RecoveryEvent> events, Instant due) {
        recoveries.record(turn, host, events, due);
        boolean rests = events.stream()
                .anyMatch(e -> e instanceof RecoveryEvent.Ended || e instanceof RecoveryEvent.ApprovalWanted);
        if (rests) {
            return List.of();
        }
        boolean later = due.isAfter(turn.now().plusMillis(20));
        return List.of(new Ring(Kind.RECOVERY.queue(), new Bell(turn.id(), turn.turn()), later ? due : null));
    }
}
