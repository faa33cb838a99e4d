package io.farrier.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Which servers are meant. All that is given must hold; of each list one must. A selector with nothing in it selects
 * nothing, never everything.
 *
 * @param models "PowerEdge R750", or "R750"
 * @param generations "15G"
 * @param networks CIDRs, ranges and addresses of BMCs
 * @param exposedTo advisories, or CVEs that they are about, of which a component of theirs is certainly concerned
 */
public record Selector(
        List<Long> ids,
        List<String> serviceTags,
        List<String> models,
        List<String> generations,
        List<String> networks,
        Map<String, String> tags,
        List<String> exposedTo) {

    private static final Set<String> FIELDS =
            Set.of("ids", "serviceTags", "models", "generations", "networks", "tags", "exposedTo");

    /** @throws Refused for a field that is not known, or of the wrong form: a typing error must not select more */
    public static Selector read(JsonNode json) {
        if (json == null || !json.isObject()) {
            throw Refused.invalid("A selector is a JSON object with some of " + fields() + ".");
        }
        for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                throw Refused.invalid("A selector has no field %s; it has %s.".formatted(name, fields()));
            }
        }
        List<String> networks = texts(json, "networks");
        networks.forEach(Span::parse);
        return new Selector(
                ids(json),
                texts(json, "serviceTags").stream()
                        .map(tag -> tag.toUpperCase(Locale.ROOT))
                        .toList(),
                texts(json, "models"),
                texts(json, "generations"),
                networks,
                tags(json),
                texts(json, "exposedTo"));
    }

    public boolean empty() {
        return ids.isEmpty()
                && serviceTags.isEmpty()
                && models.isEmpty()
                && generations.isEmpty()
                && networks.isEmpty()
                && tags.isEmpty()
                && exposedTo.isEmpty();
    }

    private static String fields() {
        return String.join(", ", FIELDS.stream().sorted().toList());
    }

    private static List<Long> ids(JsonNode json) {
        List<Long> ids = new ArrayList<>();
        for (JsonNode id : list(json, "ids")) {
            if (!id.canConvertToLong() || !id.isIntegralNumber()) {
                throw Refused.invalid("In a selector ids are whole numbers, not " + id + ".");
            }
            ids.add(id.asLong());
        }
        return List.copyOf(ids);
    }

    private static List<String> texts(JsonNode json, String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode text : list(json, name)) {
            if (!text.isTextual() || text.asText().isBlank()) {
                throw Refused.invalid("In a selector %s holds texts, not %s.".formatted(name, text));
            }
            texts.add(text.asText().strip());
        }
        return List.copyOf(texts);
    }

    private static Map<String, String> tags(JsonNode json) {
        JsonNode given = json.path("tags");
        if (!given.isMissingNode() && (!given.isObject() || given.isEmpty())) {
            throw Refused.invalid(
                    "In a selector tags is an object of names and values; leave it out to select by others.");
        }
        Map<String, String> tags = new LinkedHashMap<>();
        given.fields().forEachRemaining(tag -> {
            if (!tag.getValue().isTextual()) {
                throw Refused.invalid(
                        "In a selector the tag %s is a text, not %s.".formatted(tag.getKey(), tag.getValue()));
            }
            tags.put(tag.getKey(), tag.getValue().asText());
        });
        return Map.copyOf(tags);
    }

    /** An empty list is no list that was left out: whoever computed it means nobody, and would get everybody else's. */
    private static JsonNode list(JsonNode json, String name) {
        JsonNode list = json.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw Refused.invalid("In a selector %s is a list.".formatted(name));
        }
        if (list.isArray() && list.isEmpty()) {
            throw Refused.invalid(
                    "In a selector %s is empty, which would mean nobody: fill it, or leave it out.".formatted(name));
        }
        return list;
    }
}
