package io.farrier.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** What Camel would take and the house does not (routes/README.md). Pure: text in, verdict out. */
final class HouseRules {

    private final RouteFiles files;
    private final Map<String, String> ids = new HashMap<>();

    private HouseRules(RouteFiles files) {
        this.files = files;
    }

    static Optional<Verdict.Refused> broken(RouteFiles files) {
        HouseRules rules = new HouseRules(files);
        for (Map.Entry<String, String> file : files.texts().entrySet()) {
            Optional<Verdict.Refused> refused = rules.file(file.getKey(), file.getValue());
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private Optional<Verdict.Refused> file(String name, String text) {
        if (!name.endsWith(RouteFiles.ENDING)) {
            return refused(name, text, null, "a route file's name ends in " + RouteFiles.ENDING);
        }
        JsonNode content;
        try {
            content = new YAMLMapper().readTree(text);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            return Optional.of(new Verdict.Refused(name, line, null, "it is no YAML: " + e.getOriginalMessage()));
        }
        if (!content.isArray()) {
            return refused(name, text, null, "a route file is a list: its first line begins with \"- \"");
        }
        for (JsonNode item : content) {
            JsonNode route = item.path("route");
            Optional<Verdict.Refused> broken = route.isObject() ? route(name, text, route) : steps(name, text, item);
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    private Optional<Verdict.Refused> route(String name, String text, JsonNode route) {
        String id = route.path("id").asText("");
        if (id.isBlank()) {
            return refused(name, text, null, "every route has an id");
        }
        if (route.path("description").asText("").isBlank()) {
            return refused(name, text, id, "every route has a description: what it is for, in a sentence");
        }
        if (name.startsWith("transports/") && route.findValue("onException") != null) {
            return refused(
                    name,
                    text,
                    id,
                    "a transport handles no exceptions: handled here, they would end the caller in silence");
        }
        return steps(name, text, route);
    }

    /** Ids of routes and steps share one namespace in Camel; addresses are a uri and its parameters. */
    private Optional<Verdict.Refused> steps(String name, String text, JsonNode node) {
        if (node.isObject()) {
            String id = node.path("id").asText("");
            String before = id.isEmpty() ? null : ids.put(id, name);
            if (before != null) {
                return refused(name, text, id, "the id is used twice, also in " + before);
            }
            String uri = node.path("uri").asText("");
            if (uri.contains("?")) {
                return refused(
                        name, text, id.isEmpty() ? uri : id, "write the options of " + uri + " under parameters");
            }
            if (uri.matches(".*//[^/@]+:[^/@]+@.*")) {
                return refused(name, text, id.isEmpty() ? null : id, "an address holds no password");
            }
        }
        for (Iterator<JsonNode> inner = node.elements(); inner.hasNext(); ) {
            Optional<Verdict.Refused> broken = steps(name, text, inner.next());
            if (broken.isPresent()) {
                return broken;
            }
        }
        return Optional.empty();
    }

    private static Optional<Verdict.Refused> refused(String file, String text, String step, String reason) {
        return Optional.of(new Verdict.Refused(file, line(text, step), step, reason));
    }

    /** Where an id, or a part of a step, stands in the text; 0 where it does not. */
    static int line(String text, String needle) {
        if (needle == null || needle.isBlank()) {
            return 0;
        }
        String[] lines = text.split("\n", -1);
        for (int i = lines.length - 1; i >= 0; i--) {
            if (lines[i].contains(needle)) {
                return i + 1;
            }
        }
        return 0;
    }
}
