package io.farrier.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which hosts are meant. All that is given must hold; of each list one must. A selector with nothing in it selects
 * nothing, never everything.
 */
public record Selector(
        List<Long> ids,
        List<String> serviceTags,
        List<String> models,
        List<String> generations,
        List<String> networks,
        Map<String, String> tags) {

    private static final Set<String> FIELDS = Set.of("ids", "serviceTags", "models", "generations", "networks", "tags");

    /** @throws Refused for a field that is not known, or of the wrong form: a typing error must not select more */
    public static Selector read(JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Refused.invalid("A selector is a JSON object with some of " + String.join(", ", FIELDS) + ".");
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw Refused.invalid("A selector has no field %s; it has %s."
                        .formatted(
                                name, String.join(", ", FIELDS.stream().sorted().toList())));
            }
        }
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : list(json, "ids")) {
            if (!id.canConvertToLong() || !id.isIntegralNumber()) {
                throw Refused.invalid("In a selector ids are numbers, not " + id + ".");
            }
            ids.add(id.asLong());
        }
        Map<String, String> tags = new LinkedHashMap<>();
        JsonNode given = json.path("tags");
        if (!given.isMissingNode() && !given.isObject()) {
            throw Refused.invalid("In a selector tags is an object of names and values.");
        }
        given.fields()
                .forEachRemaining(tag -> tags.put(tag.getKey(), tag.getValue().asText()));
        List<String> networks = texts(json, "networks");
        // Says what is wrong with it, if something is.
        networks.forEach(network -> Targets.parse(List.of(network), List.of("0.0.0.0/0", "::/0"), Integer.MAX_VALUE));
        return new Selector(
                ids, texts(json, "serviceTags"), texts(json, "models"), texts(json, "generations"), networks, tags);
    }

    public boolean empty() {
        return ids.isEmpty()
                && serviceTags.isEmpty()
                && models.isEmpty()
                && generations.isEmpty()
                && networks.isEmpty()
                && tags.isEmpty();
    }

    private static JsonNode list(JsonNode json, String name) {
        JsonNode list = json.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw Refused.invalid("In a selector %s is a list.".formatted(name));
        }
        return list;
    }

    private static List<String> texts(JsonNode json, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : list(json, name)) {
            if (!text.isTextual() || text.asText().isBlank()) {
                throw Refused.invalid("In a selector %s holds texts, not %s.".formatted(name, text));
            }
            texts.add(text.asText());
        }
        return texts;
    }
}
