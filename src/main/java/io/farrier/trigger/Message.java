package io.farrier.trigger;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What an envelope holds, once it was opened.
 *
 * @param number of the change, the CI or the freeze that it is about; null: it says none
 * @param stamp its place among the others about the same
 */
public record Message(String source, String id, String type, String number, Stamp stamp, JsonNode data) {

    /**
     * The same message again has the same key. The digest covers all that it says, its targets too: one that comes again under
     * the same id and says something else is another message.
     */
    String key() {
        return String.join("\n", source, id, String.valueOf(number), stamp.digest());
    }
}
