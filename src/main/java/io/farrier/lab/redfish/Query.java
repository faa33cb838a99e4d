package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.lab.device.Message;
import io.farrier.lab.net.Request;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code $skip, $top, $expand, $select} and {@code only} make of a resource. A page has 50 members. */
final class Query {
    private static final int PAGE = 50;

    private Query() {}

    /** @param load reads another resource of the same device by its path */
    static ObjectNode apply(ObjectNode resource, Request request, Function<String, Optional<ObjectNode>> load) {
        ObjectNode answer = resource;
        if (answer.get("Members") instanceof ArrayNode members) {
            if (request.query().containsKey("only") && members.size() == 1) {
                return load.apply(members.get(0).get("@odata.id").textValue()).orElse(answer);
            }
            page(answer, members, request);
            if (request.query().containsKey("$expand")) {
                expand(answer, load);
            }
        }
        String select = request.query().get("$select");
        return select == null ? answer : select(answer, select);
    }

    private static void page(ObjectNode answer, ArrayNode members, Request request) {
        int skip = number(request, "$skip", 0);
        int top = Math.min(number(request, "$top", PAGE), PAGE);
        ArrayNode page = Template.JSON.createArrayNode();
        for (int i = skip; i < members.size() && page.size() < top; i++) {
            page.add(members.get(i));
        }
        answer.set("Members", page);
        boolean topGiven = request.query().containsKey("$top");
        if (skip + page.size() < members.size() && !topGiven) {
            String expand = request.query().get("$expand");
            answer.put(
                    "Members@odata.nextLink",
                    request.path() + "?$skip=" + (skip + page.size()) + (expand == null ? "" : "&$expand=" + expand));
        }
    }

    private static int number(Request request, String name, int otherwise) {
        try {
            String given = request.query().get(name);
            int number = given == null ? otherwise : Integer.parseInt(given);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException refusedBelow) {
            // As a negative one.
        }
        throw new Refused(400, Message.BAD_VALUE);
    }

    private static void expand(ObjectNode answer, Function<String, Optional<ObjectNode>> load) {
        ArrayNode members = (ArrayNode) answer.get("Members");
        for (int i = 0; i < members.size(); i++) {
            JsonNode member = members.get(i);
            if (member.size() == 1) {
                int at = i;
                load.apply(member.get("@odata.id").textValue()).ifPresent(full -> members.set(at, full));
            }
        }
    }

    private static ObjectNode select(ObjectNode answer, String select) {
        Set<String> wanted = Arrays.stream(select.split(","))
                .map(property -> property.strip().split("/")[0])
                .collect(Collectors.toSet());
        ObjectNode selected = Template.JSON.createObjectNode();
        answer.properties().forEach(field -> {
            String name = field.getKey();
            if (name.startsWith("@odata.") || wanted.contains(name) || wanted.contains(name.split("@")[0])) {
                selected.set(name, field.getValue());
            }
        });
        return selected;
    }
}
