package io.farrier.quiesce;

import java.time.Instant;
import java.util.Map;

/**
 * What is asked of the kind that a host belongs to: bring it to a standstill, look how it stands, take it back. A kind is
 * a file, {@code routes/quiesce/<kind>.camel.yaml}, with the routes {@code quiesce.<kind>.drain}, {@code .ready} and
 * {@code .restore}; the answer to each is a {@link Stance}, as a record or as JSON.
 *
 * @param kind vsphere, kubernetes, webhook, or a team's own
 * @param memo what the kind's own last answer told to remember, as the id of a task; empty at first
 * @param until when the host has to stand still at the latest; what takes longer is broken off and taken back
 */
public record Standstill(
        String kind,
        Step step,
        long hostId,
        long runId,
        String serviceTag,
        String label,
        Map<String, String> memo,
        Instant until) {

    /** The word of a route. */
    public enum Step {
        /** Begin to bring it to a standstill. Asked twice it does no harm: what is under way or done is found and told. */
        DRAIN,
        /** Look how it stands. Changes nothing. */
        READY,
        /** Begin to bring it back into service. Asked only where the hub itself has brought it to a standstill. */
        RESTORE;

        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public Standstill {
        memo = memo == null ? Map.of() : Map.copyOf(memo);
    }
}
