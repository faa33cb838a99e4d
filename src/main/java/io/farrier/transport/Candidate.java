package io.farrier.transport;

import java.time.Instant;

/**
 * One transport, as it stands for one operation on one host, before it is judged by {@link Ranking}.
 *
 * @param place in the chain of {@code config/}; those that are not listed come last, by name
 * @param started its route for the operation is there and started
 * @param allowed by policy
 * @param supported what was observed of this operation here; null: nothing yet
 * @param observedAt when; null where nothing was
 * @param answers anything at all was done this way on this host before
 * @param kind the score among hosts of the same model and BMC firmware, see {@link Health#score}
 */
public record Candidate(
        String transport,
        int place,
        boolean started,
        boolean allowed,
        Boolean supported,
        Instant observedAt,
        boolean answers,
        Health health,
        double kind) {}
