package io.farrier.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.TurnLost;
import io.farrier.bell.Turns;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Fetch;
import io.farrier.catalog.NoRoom;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Refused;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One turn of a mirror: some files side by side, each noted as it comes, then the bell rings again. */
@Component("mirrorTurn")
class MirrorTurn {

    static final String FETCH = "farrierFetch";
    private static final String TROUBLE = "farrierTrouble";
    private static final String BATCH = "farrierBatch";
    private static final Logger log = LoggerFactory.getLogger(MirrorTurn.class);
    private static final int LAST = 5;

    private final Turns turns;
    private final Mirrors mirrors;
    private final Artifacts artifacts;
    private final Life life;
    private final ObjectMapper json;
    private final Duration lease;
    private final Duration backOff;
    private final int atOnce;

    MirrorTurn(
            Turns turns,
            Mirrors mirrors,
            Artifacts artifacts,
            Life life,
            ObjectMapper json,
            @Value("${farrier.mirror.lease}") Duration lease,
            @Value("${farrier.mirror.back-off}") Duration backOff,
            @Value("${farrier.mirror.at-once}") int atOnce) {
        this.turns = turns;
        this.mirrors = mirrors;
        this.artifacts = artifacts;
        this.life = life;
        this.json = json;
        this.lease = lease;
        this.backOff = backOff;
        this.atOnce = atOnce;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        turns.claim(Kind.MIRROR, bell, life.id(), lease).ifPresent(turn -> exchange.setProperty(Headers.TURN, turn));
    }

    /** The next files, as many as are downloaded at once; the first turn looks whether all of them have room. */
    public List<Fetch> next(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) throws IOException {
        Mirror mirror = mirrors.byId(turn.id());
        exchange.setProperty(TROUBLE, new ConcurrentLinkedQueue<Exception>());
        List<Fetch> fetches =
                mirrors.wanted(turn.id(), atOnce).stream().map(Fetch::new).toList();
        exchange.setProperty(BATCH, fetches.size());
        if (mirror.stored() + mirror.failed() == 0) {
            artifacts.room("the mirror " + mirror.name(), missing(mirror));
        }
        return fetches;
    }

    private long missing(Mirror mirror) {
        return Math.max(0, mirror.bytes() - mirrors.bytesHere(mirror.id()));
    }

    public void got(@ExchangeProperty(FETCH) Fetch fetch, @ExchangeProperty(Headers.TURN) Turn turn) {
        mirrors.got(turn.id(), fetch.packageId(), null);
    }

    /** A package that is wrong is noted and passed over; one that can't be had now is tried again after the others. */
    public void missed(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why,
            @ExchangeProperty(FETCH) Fetch fetch,
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(TROUBLE) Queue<Exception> trouble) {
        if (why instanceof Refused) {
            mirrors.got(turn.id(), fetch.packageId(), why.getMessage());
        } else {
            mirrors.troubled(turn.id(), fetch.packageId(), why.getMessage());
            trouble.add(why);
        }
    }

    /** A turn that brought nothing is one that failed: the server is away, or the disk is full. */
    public List<Ring> record(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(BATCH) int batch,
            @ExchangeProperty(TROUBLE) Queue<Exception> trouble)
            throws Exception {
        if (batch > 0 && trouble.size() == batch) {
            throw trouble.peek();
        }
        Mirror now = mirrors.advanced(turn);
        return now.running() ? List.of(Ring.now(Kind.MIRROR, new Bell(turn.id(), turn.turn()))) : List.of();
    }

    /** The bell to ring, if any. What has no room is not tried again by itself. */
    public List<Ring> stumbled(Exchange exchange, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception why) {
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        if (turn == null || why instanceof TurnLost || why.getCause() instanceof TurnLost) {
            log.warn("a turn of a mirror was given up: {}", why.getMessage());
            return List.of();
        }
        String reason = why instanceof IOException
                ? why.getMessage()
                : why.getClass().getSimpleName() + "; the hub's log tells more.";
        if (why instanceof IOException) {
            log.warn("mirror {} stumbled: {}", turn.id(), reason);
        } else {
            log.error("mirror {} stumbled", turn.id(), why);
        }
        if (why instanceof NoRoom || turn.stumbles() + 1 >= LAST) {
            mirrors.failed(turn, reason);
            return List.of();
        }
        Instant again = turn.now().plus(backOff.multipliedBy(1L << turn.stumbles()));
        mirrors.stumbled(turn, reason, again);
        return List.of(new Ring(Kind.MIRROR.queue(), new Bell(turn.id(), turn.turn()), again));
    }

    /** Keeps what is fetched where a failure finds it. */
    public void begin(Exchange exchange, @Body Fetch fetch, @ExchangeProperty(Headers.TURN) Turn turn) {
        exchange.setProperty(FETCH, fetch);
    }

    /** What the clock starts; one that can't be is told by its own events, and stops no other. */
    public List<Ring> due() {
        return mirrors.enabled().stream()
                .flatMap(id -> {
                    try {
                        return Stream.of(mirrors.start(id, "farrier"));
                    } catch (Refused e) {
                        log.warn("mirror {} is not started: {}", id, e.getMessage());
                        return Stream.empty();
                    }
                })
                .toList();
    }
}
