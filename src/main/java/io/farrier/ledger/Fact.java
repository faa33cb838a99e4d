package io.farrier.ledger;

import java.time.Instant;

/**
 * Of one line of the ledger what those need who fold a stream, at each turn of it.
 *
 * @param id of the {@link Event}
 * @param data JSON
 */
public record Fact(long id, Instant at, String type, String data) {}
