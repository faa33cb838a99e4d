package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Failure;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * What came back.
 *
 * @param json a missing node where there was no body
 * @param location the path of the header Location, without scheme and host; null where there is none
 * @param etag null where there is none
 */
record RedfishReply(int status, JsonNode json, String location, String etag, Duration retryAfter) {

    private static final Set<String> GENERIC = Set.of("GENERALERROR", "SUCCESS", "CREATED", "NOOPERATION");

    boolean ok() {
        return status < 400;
    }

    /**
     * The error of a reply that is one. Several messages are usual, a general one beside Dell's own: Dell's own counts. Its
     * id is the last part of the dotted name, {@code IDRAC.2.7.SYS403} → {@code SYS403} (PROTOCOLS 1.1).
     */
    Failure failure(String what) {
        JsonNode messages = json.at("/error/@Message.ExtendedInfo");
        String code = null;
        String says = json.at("/error/message").asText("");
        for (JsonNode message : messages) {
            String full = message.path("MessageId").asText("");
            String id = full.substring(full.lastIndexOf('.') + 1);
            boolean dell = full.toUpperCase(Locale.ROOT).contains("IDRAC");
            if (!id.isEmpty() && !GENERIC.contains(id.toUpperCase(Locale.ROOT)) && (code == null || dell)) {
                code = id;
                says = message.path("Message").asText(says);
                if (dell) {
                    break;
                }
            }
        }
        String id = code == null ? "HTTP" + status : code;
        String text = says.isBlank() ? "HTTP status " + status : says.strip().replaceFirst("\\.$", "");
        return new Failure(id, status, what + " was answered by " + id + ": " + text, retryAfter);
    }

    /** A Location without scheme and host; some devices send them, some do not. */
    static String path(String location) {
        if (location == null || location.startsWith("/")) {
            return location;
        }
        int slash = location.indexOf('/', location.indexOf("//") + 2);
        return slash < 0 ? "/" : location.substring(slash);
    }
}
