package io.farrier.ledger;

import java.time.Instant;

/**
 * Of one line of the ledger what those need who fold a stream, at each turn of it.
 *
 * @param id of the {@link Event}
 * @param seq its place in the stream, from 1
 * @param data JSON
 */
public record Fact(long id, int seq, Instant at, String type, String data) {}
