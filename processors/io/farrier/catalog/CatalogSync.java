package io.farrier.catalog;

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
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The turn of a sync: who has it, what it asks the source, and how it ended. */
@Component("catalogSync")
class CatalogSync {

    static final String SYNC = "catalogSync";

    /** Exchange property: the bells of the catalogs that an index has brought. */
    static final String RINGS = "catalogRings";

    private static final Logger log = LoggerFactory.getLogger(CatalogSync.class);
    /** So much more of a file whose size nobody says is getting on with it. */
    private static final long PIECE = 1 << 20;

    private static final int LAST_STUMBLE = 5;

    private final Turns turns;
    private final Syncs syncs;
    private final Catalogs catalogs;
    private final Life life;
    private final ObjectMapper json;
    private final Duration lease;
    private final Duration backOff;

    CatalogSync(
            Turns turns,
            Syncs syncs,
            Catalogs catalogs,
            Life life,
            ObjectMapper json,
            @Value("${farrier.catalog.lease}") Duration lease,
            @Value("${farrier.catalog.back-off}") Duration backOff) {
        this.turns = turns;
        this.syncs = syncs;
        this.catalogs = catalogs;
        this.life = life;
        this.json = json;
        this.lease = lease;
        this.backOff = backOff;
    }

    /** Takes the turn and loads the sync; neither is set when the bell was old. */
    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.getMessage().removeHeaders("*");
        Optional<Turn> turn = turns.claim(Kind.SYNC, bell, life.id(), lease);
        if (turn.isPresent()) {
            exchange.setProperty(Headers.TURN, turn.get());
            exchange.setProperty(SYNC, syncs.find(bell.id()).orElseThrow());
        }
    }

    public void unchanged(
            Message message, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(SYNC) Sync sync) {
        Catalog current = catalogs.current(sync.source()).orElseThrow();
        Download download = message.getBody(Download.class);
        syncs.unchanged(
                turn,
                sync,
                current,
                download == null ? null : download.etag(),
                download == null ? null : download.lastModified());
    }

    public void completed(
            Message message, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(SYNC) Sync sync) {
        syncs.completed(turn, sync, message.getBody(Loading.Loaded.class));
    }

    public void refused(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception reason,
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(SYNC) Sync sync) {
        syncs.refused(turn, sync, reason.getMessage());
    }

    /** A turn that threw is taken again, each time later: the bell to ring is set. After the last time it is refused. */
    public void stumbled(Exchange exchange) {
        Exception problem = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        Turn turn = exchange.getProperty(Headers.TURN, Turn.class);
        Sync sync = exchange.getProperty(SYNC, Sync.class);
        if (problem instanceof TurnLost) {
            log.info("{}", problem.getMessage());
            return;
        }
        String reason = Problem.sentence(problem);
        if (problem instanceof IOException) {
            log.warn("sync {} of {} stumbled: {}", sync.id(), sync.source(), reason);
        } else {
            log.error("sync {} of {} stumbled", sync.id(), sync.source(), problem);
        }
        // What came of a file stays here: one more piece of it is no failure in a row. A server that drips is.
        Sync now = syncs.find(sync.id()).orElse(sync);
        long piece = now.bytesTotal() == null ? PIECE : Math.max(1, now.bytesTotal() / 20);
        boolean gotOn = now.validator() != null && now.bytesDone() - sync.bytesDone() >= piece;
        int stumbles = gotOn ? 1 : turn.stumbles() + 1;
        if (stumbles >= LAST_STUMBLE) {
            syncs.refused(turn, sync, reason + " This was the last of " + LAST_STUMBLE + " attempts.");
            return;
        }
        Instant again = turn.now().plus(backOff.multipliedBy(1L << (stumbles - 1)));
        syncs.stumbled(turn, sync, reason, stumbles, again);
        Ring ring = new Ring(Kind.SYNC.queue(), new Bell(turn.id(), turn.turn()), again);
        exchange.getMessage().setHeader(Headers.RING, ring.queue());
        exchange.getMessage().setHeader(Headers.RING_AT, again.toEpochMilli());
        exchange.getMessage().setBody(ring.text());
    }
}
