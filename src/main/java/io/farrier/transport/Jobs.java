package io.farrier.transport;

import java.util.List;

/** The jobs that were asked for, as the device has them now. A job that it does not know is not in the list. */
public record Jobs(List<Job> jobs) implements Answer {

    /**
     * @param state the device's own word: Scheduled, Running, Completed …
     * @param percent null where it does not say
     * @param messageId without its prefix: RED001
     */
    public record Job(
            String jid, String name, String type, String state, Integer percent, String messageId, String message) {}
}
