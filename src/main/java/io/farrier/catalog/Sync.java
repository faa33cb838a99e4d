package io.farrier.catalog;

import java.time.Instant;

/**
 * One sync of a catalog.
 *
 * @param state running, completed, unchanged or refused
 * @param catalogId what it loaded, or found unchanged; null before, and when it was refused
 * @param reason why it was refused, or why it had to be tried again; else null
 */
public record Sync(
        long id,
        String source,
        String state,
        Long catalogId,
        String reason,
        String requestedBy,
        Instant createdAt,
        Instant endedAt,
        int stumbles) {}
