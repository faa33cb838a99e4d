package io.farrier.run;

import io.farrier.catalog.Artifact;
import io.farrier.catalog.Fetch;
import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import io.farrier.hub.Refused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Gets every package of a run into the hub's store before any device is told of one. */
@Component("runFetch")
class RunFetch {

    private static final String GOT = "farrierArtifacts";

    private final Pace pace;

    RunFetch(Pace pace) {
        this.pace = pace;
    }

    public List<Fetch> packages(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        exchange.setProperty(GOT, new LinkedHashMap<Long, Artifact>());
        return turn.run().items().stream()
                .filter(item -> !item.promise().kept())
                .map(item -> item.promise().packageId())
                .distinct()
                .map(Fetch::new)
                .toList();
    }

    public void keep(
            Exchange exchange,
            @ExchangeProperty("farrierFetch") Fetch fetch,
            @ExchangeProperty(GOT) Map<Long, Artifact> got) {
        got.put(fetch.packageId(), exchange.getMessage().getBody(Artifact.class));
    }

    public Lesson ready(@ExchangeProperty(Headers.TURN) RunTurn turn, @ExchangeProperty(GOT) Map<Long, Artifact> got) {
        Map<String, String> sha256 = new LinkedHashMap<>();
        for (Item item : turn.run().items()) {
            if (item.promise().kept()) {
                continue;
            }
            sha256.put(item.key(), got.get(item.promise().packageId()).sha256());
        }
        return Lesson.of(turn.turn().now(), new RunEvent.FilesReady(sha256));
    }

    /** A package that is wrong ends the run before it began; a vendor's site that does not answer is waited for. */
    public Lesson failed(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        Throwable why = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        while (why.getCause() != null && why.getClass().getName().startsWith("org.apache.camel.")) {
            why = why.getCause();
        }
        if (why instanceof Refused refused) {
            return Lesson.of(turn.turn().now(), new RunEvent.Ended("failed", refused.getMessage()));
        }
        return Learning.waits(
                new Learning.Facts(turn.run(), 0, null, null, 0, turn.turn().now(), pace),
                "package-source",
                "the packages can't be fetched: " + why.getMessage());
    }
}
