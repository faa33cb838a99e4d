package io.farrier.lab.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of a resource, from {@code lab/redfish/<name>.json}. A string that is one place, {@code "${x}"}, becomes the value
 * itself, of whatever type; places within a longer string become text.
 */
final class Template {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, JsonNode> READ = new ConcurrentHashMap<>();
    private static final Pattern PLACE = Pattern.compile("\\$\\{(\\w+)}");

    private Template() {}

    /** @param overlay the name of a second template laid over the first; null: none */
    static ObjectNode fill(String name, String overlay, Map<String, ?> values) {
        ObjectNode filled = (ObjectNode) fill(read(name), values);
        if (overlay != null) {
            lay(filled, (ObjectNode) fill(read(overlay), values));
        }
        return filled;
    }

    static ObjectNode fill(String name, Map<String, ?> values) {
        return fill(name, null, values);
    }

    private static JsonNode read(String name) {
        return READ.computeIfAbsent(name, any -> {
            try (InputStream file = Template.class.getResourceAsStream("/lab/redfish/" + name + ".json")) {
                return JSON.readTree(file);
            } catch (IOException e) {
                throw new UncheckedIOException("lab/redfish/" + name + ".json cannot be read", e);
            }
        });
    }

    private static JsonNode fill(JsonNode shape, Map<String, ?> values) {
        if (shape instanceof ObjectNode object) {
            ObjectNode filled = JSON.createObjectNode();
            object.properties().forEach(field -> filled.set(field.getKey(), fill(field.getValue(), values)));
            return filled;
        }
        if (shape instanceof ArrayNode array) {
            ArrayNode filled = JSON.createArrayNode();
            array.forEach(item -> filled.add(fill(item, values)));
            return filled;
        }
        if (shape instanceof TextNode text && text.textValue().contains("${")) {
            return place(text.textValue(), values);
        }
        return shape;
    }

    private static JsonNode place(String text, Map<String, ?> values) {
        Matcher place = PLACE.matcher(text);
        if (place.matches()) {
            return JSON.valueToTree(value(place.group(1), values));
        }
        return TextNode.valueOf(
                place.replaceAll(found -> Matcher.quoteReplacement(String.valueOf(value(found.group(1), values)))));
    }

    private static Object value(String name, Map<String, ?> values) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException("no value for ${" + name + "}");
        }
        return values.get(name);
    }

    private static void lay(ObjectNode under, ObjectNode over) {
        over.properties().forEach(field -> {
            if (under.get(field.getKey()) instanceof ObjectNode deeper && field.getValue() instanceof ObjectNode o) {
                lay(deeper, o);
            } else {
                under.set(field.getKey(), field.getValue());
            }
        });
    }
}
