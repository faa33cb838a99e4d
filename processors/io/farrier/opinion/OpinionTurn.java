package io.farrier.opinion;

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
import io.farrier.hub.Pace;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.FirmwareUpdateRequest.InstallFromRepository;
import io.farrier.transport.Gate;
import io.farrier.transport.Jobs;
import io.farrier.transport.Outcome;
import io.farrier.transport.Repository;
import io.farrier.transport.Submitted;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One turn of asking a device for its own opinion: it is told to compare, its job is waited for, its list is read. */
@Component("opinionTurn")
class OpinionTurn {

    private static final Logger log = LoggerFactory.getLogger(OpinionTurn.class);
    private static final String OPINION = "farrierOpinion";
    private static final int LAST = 3;

    private final Turns turns;
    private final Opinions opinions;
    private final Hosts hosts;
    private final Life life;
    private final Pace pace;
    private final ObjectMapper json;
    private final URI hub;

    OpinionTurn(
            Turns turns,
            Opinions opinions,
            Hosts hosts,
            Life life,
            Pace pace,
            ObjectMapper json,
            @Value("${farrier.files.base-url}") URI hub) {
        this.turns = turns;
        this.opinions = opinions;
        this.hosts = hosts;
        this.life = life;
        this.pace = pace;
        this.json = json;
        this.hub = hub;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        long ends = System.nanoTime() + pace.lease().toNanos();
        turns.claim(Kind.OPINION, bell, life.id(), pace.lease()).ifPresent(turn -> {
            exchange.setProperty(Headers.TURN, turn);
            exchange.setProperty(Gate.LEASE_ENDS, ends);
            exchange.setProperty(OPINION, opinions.byId(turn.id()));
        });
    }

    /** What is asked next; nothing: this turn asks nothing. */
    public List<Ask> ask(@ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(OPINION) Opinion opinion) {
        Bmc bmc = hosts.byId(opinion.hostId()).map(Host::bmc).orElseThrow();
        return switch (opinion.state()) {
            case "asked" -> {
                if (opinion.catalogId() == null) {
                    yield List.of();
                }
                yield opinions
                        .intend(turn, opinion, bmc.address(), turn.now().plus(pace.job()))
                        .map(path -> new Ask.Submit(bmc, new InstallFromRepository(URI.create(hub + path), false)))
                        .stream()
                        .<Ask>map(ask -> ask)
                        .toList();
            }
            case "comparing" -> List.of(new Ask.ReadJobs(bmc, List.of(opinion.jid())));
            default -> List.of();
        };
    }

    /** Nothing was asked: a run is at work there, its catalog is gone, or a hub died after it may have told the device. */
    public List<Ring> nothing(@ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(OPINION) Opinion opinion) {
        if (opinion.catalogId() == null) {
            opinions.failed(turn, "the catalog that it was to look at is no longer kept. Ask again.");
            return List.of();
        }
        if (opinion.state().equals("asked")) {
            return opinions.later(turn, turn.now().plus(Duration.ofMinutes(1)));
        }
        opinions.failed(turn, "the hub ended while it asked, and does not know whether it was heard. Ask again.");
        return List.of();
    }

    /** Whether its job is done, so that its list is to be read in this turn too. */
    public boolean compared(@Body Outcome outcome) {
        return outcome.done()
                && outcome.ask() instanceof Ask.ReadJobs
                && outcome.as(Jobs.class).jobs().stream().anyMatch(job -> "Completed".equals(job.state()));
    }

    public Ask list(@Body Outcome outcome) {
        return new Ask.ReadRepository(outcome.ask().bmc());
    }

    public List<Ring> take(
            @Body Outcome outcome,
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(OPINION) Opinion opinion) {
        Instant soon = turn.now().plus(pace.poll());
        if (!outcome.done()) {
            boolean patient = !(outcome.ask() instanceof Ask.Submit)
                    && (opinion.untilAt() == null || turn.now().isBefore(opinion.untilAt()));
            if (patient) {
                return opinions.later(turn, soon);
            }
            opinions.failed(turn, outcome.sentence());
            return List.of();
        }
        return switch (outcome.ask()) {
            case Ask.Submit submit ->
                opinions.comparing(turn, outcome.as(Submitted.class).jid(), soon);
            case Ask.ReadRepository read -> {
                opinions.told(turn, outcome.as(Repository.class).offers());
                yield List.of();
            }
            default -> waits(turn, opinion, outcome.as(Jobs.class), soon);
        };
    }

    private List<Ring> waits(Turn turn, Opinion opinion, Jobs jobs, Instant soon) {
        String failed = jobs.jobs().stream()
                .filter(job -> List.of("Failed", "CompletedWithErrors").contains(job.state()))
                .map(job -> "its job " + job.jid() + " failed: " + job.message())
                .findFirst()
                .orElse(jobs.jobs().isEmpty() ? "its job " + opinion.jid() + " is gone" : null);
        if (failed == null && turn.now().isAfter(opinion.untilAt())) {
            failed = "its job " + opinion.jid() + " took too long";
        }
        if (failed != null) {
            opinions.failed(turn, failed);
            return List.of();
        }
        return opinions.later(turn, soon);
    }

    public List<Ring> stumbled(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        if (turn == null || why instanceof TurnLost || why.getCause() instanceof TurnLost) {
            log.warn("a turn of an opinion was given up: {}", why.getMessage());
            return List.of();
        }
        log.error("opinion {} stumbled", turn.id(), why);
        if (turn.stumbles() + 1 >= LAST) {
            opinions.failed(turn, why.getClass().getSimpleName() + "; the hub's log tells more");
            return List.of();
        }
        Instant again = turn.now().plus(pace.busy());
        turns.release(turn, again, turn.stumbles() + 1);
        return List.of(new Ring(Kind.OPINION.queue(), new Bell(turn.id(), turn.turn()), again));
    }
}
