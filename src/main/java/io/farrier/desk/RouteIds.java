package io.farrier.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Set;
import java.util.TreeSet;

/** The ids of the routes that a file holds. */
final class RouteIds {

    /** Stands for a configuration without an id, which every route uses that names no other. */
    static final String NAMELESS = "";

    private RouteIds() {}

    /** The ids of what other files may use: configurations and templates. Empty for no text. */
    static Set<String> shared(String text) {
        Set<String> ids = new TreeSet<>();
        if (text == null) {
            return ids;
        }
        try {
            for (JsonNode item : new YAMLMapper().readTree(text)) {
                for (String kind : new String[] {"routeConfiguration", "routeTemplate"}) {
                    if (item.has(kind)) {
                        ids.add(item.path(kind).path("id").asText(NAMELESS));
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not YAML", e);
        }
        return ids;
    }

    static Set<String> of(String text) {
        Set<String> ids = new TreeSet<>();
        try {
            for (JsonNode item : new YAMLMapper().readTree(text)) {
                String id = item.at("/route/id").asText("");
                if (!id.isEmpty()) {
                    ids.add(id);
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not YAML", e);
        }
        return ids;
    }
}
