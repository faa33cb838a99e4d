package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * What is still to be read of a collection: its next page, and those of its members that came as links alone, because the
 * device does not know $expand (iDRAC7 and 8). Filled while it is read.
 */
final class Members {

    private final String what;
    private final Predicate<String> wanted;
    private final Deque<String> links = new ArrayDeque<>();
    private String next;

    /**
     * @param what the collection is called in an error
     * @param wanted by its id; others are not read one by one
     */
    Members(String what, Predicate<String> wanted) {
        this.what = what;
        this.wanted = wanted;
    }

    /**
     * The members that this reply holds whole.
     *
     * @throws Failure when it is neither a page nor a member
     */
    List<JsonNode> in(Ask ask, RedfishReply reply) {
        JsonNode json = reply.json();
        JsonNode members = json.path("Members");
        if (!members.isArray()) {
            if (json.path("Id").isTextual()) {
                return List.of(json);
            }
            throw new Failure("unreadable", what + " of " + ask.bmc() + " has no Members");
        }
        next = RedfishLogin.text(json, "/Members@odata.nextLink");
        List<JsonNode> whole = new ArrayList<>();
        for (JsonNode member : members) {
            String link = member.path("@odata.id").asText();
            if (member.path("Id").isTextual()) {
                whole.add(member);
            } else if (wanted.test(id(link))) {
                links.add(link);
            }
        }
        return whole;
    }

    /** What is to be asked next; null: nothing is left. */
    RedfishRequest next() {
        String path = next == null ? links.poll() : next;
        next = null;
        return path == null ? null : RedfishRequest.get(path);
    }

    /** The last part of a link, decoded. */
    static String id(String link) {
        return URLDecoder.decode(link.substring(link.lastIndexOf('/') + 1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
