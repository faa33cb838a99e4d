package io.farrier.fleet;

import java.time.Instant;
import java.util.List;

/**
 * A sweep as it stands.
 *
 * @param state running, completed, cancelled or failed
 * @param reason why it failed
 * @param total how many addresses it covers
 * @param next the first of them that was not probed yet
 * @param answered places (address and port) that said what they are
 * @param servers how many of these are servers
 * @param inventoried how many of these have told what they hold
 * @param unclear places where something is, and nobody knows what: it did not say so, or it could not be asked
 */
public record Sweep(
        long id,
        List<String> targets,
        List<String> excluded,
        String state,
        String reason,
        int total,
        int next,
        int answered,
        int servers,
        int inventoried,
        int unclear,
        String requestedBy,
        Instant createdAt,
        Instant endedAt) {

    boolean running() {
        return state.equals("running");
    }

    /** The targets in a few words. */
    String what() {
        int shown = Math.min(3, targets.size());
        String first = String.join(", ", targets.subList(0, shown));
        return targets.size() == shown ? first : "%s and %d more".formatted(first, targets.size() - shown);
    }

    /** What came of one batch of addresses. @param unclear a sentence for each such place */
    record Batch(int next, int answered, int servers, int inventoried, List<String> unclear) {}
}
