package io.farrier.bell;

/**
 * What travels through the broker: whose turn, and which. Late, twice or never, it does no harm: only the claim in the
 * database gives a turn.
 */
public record Bell(long id, long turn) {}
