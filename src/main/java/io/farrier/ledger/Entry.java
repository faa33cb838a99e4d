package io.farrier.ledger;

import java.util.Map;

/**
 * An event that is about to be appended. Start with {@link #of}, then say what it is about.
 *
 * @param data anything Jackson can write; it must hold no secret
 */
public record Entry(
        String stream, String type, Long hostId, Long runId, Long planId, String who, String sentence, Object data) {

    public static Entry of(String stream, String type, String sentence) {
        return new Entry(stream, type, null, null, null, "farrier", sentence, Map.of());
    }

    public Entry host(long id) {
        return new Entry(stream, type, id, runId, planId, who, sentence, data);
    }

    public Entry run(long id) {
        return new Entry(stream, type, hostId, id, planId, who, sentence, data);
    }

    public Entry plan(long id) {
        return new Entry(stream, type, hostId, runId, id, who, sentence, data);
    }

    public Entry by(String person) {
        return new Entry(stream, type, hostId, runId, planId, person, sentence, data);
    }

    public Entry with(Object facts) {
        return new Entry(stream, type, hostId, runId, planId, who, sentence, facts);
    }
}
