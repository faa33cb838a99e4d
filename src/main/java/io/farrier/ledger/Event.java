package io.farrier.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One line of the ledger, as it was appended.
 *
 * @param id grows, but not in the order of commits: see {@link Cursor}
 * @param tx the transaction that appended it
 * @param stream what it is the story of, {@code run:7}
 * @param seq its place in that story, from 1
 * @param type dotted, the feature first: {@code run.submit.intended}
 * @param sentence what an operator reads
 * @param data what a program reads; never a secret
 */
public record Event(
        long id,
        long tx,
        Instant at,
        String stream,
        int seq,
        String type,
        Long hostId,
        Long runId,
        Long planId,
        String who,
        String sentence,
        JsonNode data) {}
