package io.farrier.transport;

import java.time.Duration;

/**
 * What came of one thing asked over one transport: the body that {@code direct:transport.attempt} leaves.
 *
 * @param answer null unless the word is done
 * @param messageId the device's message id, without prefix, or the kind of error: RED023, HTTP503, ConnectException
 * @param sentence for the operator: what happened, to which host, and what to do
 * @param retryAfter what the device asked for; null where it did not
 */
public record Outcome(
        Ask ask,
        String transport,
        Word word,
        Answer answer,
        String messageId,
        String sentence,
        Duration retryAfter,
        Duration took) {

    /** The answer as what was asked for. */
    public <T extends Answer> T as(Class<T> type) {
        return type.cast(answer);
    }

    public boolean done() {
        return word == Word.DONE;
    }
}
