package io.farrier.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Set;
import java.util.TreeSet;

/** The ids of the routes that a file holds. */
final class RouteIds {

    private RouteIds() {}

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
