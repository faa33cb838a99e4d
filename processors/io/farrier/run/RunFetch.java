package io.farrier.run;

import io.farrier.catalog.Artifact;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Fetch;
import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import io.farrier.hub.Refused;
import java.util.HashMap;
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

    private final Artifacts artifacts;
    private final Runs runs;
    private final Pace pace;

    RunFetch(Artifacts artifacts, Runs runs, Pace pace) {
        this.artifacts = artifacts;
        this.runs = runs;
        this.pace = pace;
    }

    /** Part of the claim's commit: where the store has all of them, that is told, and the turn is free for what comes then. */
    public void stored(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        List<Long> wanted = wanted(turn);
        Map<Long, String> stored = artifacts.find(wanted);
        if (stored.keySet().containsAll(wanted)) {
            RunEvent filesReady = filesReady(turn, stored);
            RunTurn ready = turn.told(filesReady);
            runs.append(turn.row(), List.of(filesReady), "farrier");
            runs.save(turn.turn().id(), ready.run(), null);
            exchange.setProperty(Headers.TURN, ready);
        }
    }

    public List<Fetch> packages(Exchange exchange, @ExchangeProperty(Headers.TURN) RunTurn turn) {
        exchange.setProperty(GOT, new LinkedHashMap<Long, Artifact>());
        return wanted(turn).stream().map(Fetch::new).toList();
    }

    private static List<Long> wanted(RunTurn turn) {
        return turn.run().items().stream()
                .filter(item -> !item.promise().kept())
                .map(item -> item.promise().packageId())
                .distinct()
                .toList();
    }

    public void keep(
            Exchange exchange,
            @ExchangeProperty("farrierFetch") Fetch fetch,
            @ExchangeProperty(GOT) Map<Long, Artifact> got) {
        got.put(fetch.packageId(), exchange.getMessage().getBody(Artifact.class));
    }

    public Lesson ready(@ExchangeProperty(Headers.TURN) RunTurn turn, @ExchangeProperty(GOT) Map<Long, Artifact> got) {
        Map<Long, String> files = new HashMap<>();
        got.forEach((id, artifact) -> files.put(id, artifact.sha256()));
        return Lesson.of(turn.turn().now(), filesReady(turn, files));
    }

    /** @param files their SHA-256, by package */
    private static RunEvent filesReady(RunTurn turn, Map<Long, String> files) {
        Map<String, String> sha256 = new LinkedHashMap<>();
        for (Item item : turn.run().items()) {
            if (!item.promise().kept()) {
                sha256.put(item.key(), files.get(item.promise().packageId()));
            }
        }
        return new RunEvent.FilesReady(sha256);
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
