package io.farrier.trigger;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A message as it came through a door, before anybody has looked into it.
 *
 * @param origin by which protocol and as whom, "amqp, user erp"
 * @param attributes of the envelope that came beside the body, by their CloudEvents names, with {@code content-type}; all in
 *     lower case
 * @param body of one that is too large only the beginning
 * @param length bytes, of all of it
 * @param objection why it can't be taken, whatever it says; null: nothing is against it
 */
public record Delivery(String origin, Map<String, String> attributes, byte[] body, long length, String objection) {

    /** So much of a body that is too large is kept, for whoever looks what it was. */
    public static final int BEGINNING = 4096;

    public Delivery {
        // A NUL is no text in a database.
        attributes = attributes.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().replace("\0", "")));
    }

    public Delivery(String origin, Map<String, String> attributes, byte[] body) {
        this(origin, attributes, body, body.length, null);
    }

    String contentType() {
        return attributes.getOrDefault("content-type", "");
    }
}
