package io.farrier.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes docs/api.md from the contract and the examples that {@link ReferenceTest} runs. */
public final class Reference {

    static final Path FILE = Path.of("docs/api.md");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Reference() {}

    /** mvn -q test-compile exec:java -Dexec.classpathScope=test -Dexec.mainClass=io.farrier.access.Reference */
    public static void main(String[] none) throws IOException {
        Files.writeString(FILE, written());
    }

    static JsonNode contract() throws IOException {
        return YAML.readTree(Path.of("config/openapi.yaml").toFile());
    }

    /** By operation, in the order in which they are run. */
    static Map<String, Example> examples() throws IOException {
        Map<String, Example> examples = new LinkedHashMap<>();
        for (JsonNode each :
                YAML.readTree(Path.of("src/test/resources/api-examples.yaml").toFile())) {
            examples.put(each.path("op").asText(), YAML.treeToValue(each, Example.class));
        }
        return examples;
    }

    /**
     * A request that is run.
     *
     * @param op the operation @param at instead of what stands in braces in the path; "$window" is what an example kept
     * @param query without the question mark @param type of the body, where it is no JSON @param body null: none
     * @param ifMatch the header of that name; null: none
     * @param file that is the body, one of {@link ReferenceTest}'s
     * @param status that it is answered @param or this, where it depends on what else there is; 0: nothing @param keep the name under which the last
     *     part of Location is kept; or "name=/pointer" into what is answered, several after commas
     * @param skip why it is not run; null: it is
     */
    record Example(
            String op,
            Map<String, String> at,
            String query,
            String type,
            String body,
            String ifMatch,
            String file,
            int status,
            int or,
            String keep,
            String skip) {

        String curl(String method, String path) {
            StringBuilder curl = new StringBuilder("curl -u \"$LOGIN\"");
            if (!method.equals("GET")) {
                curl.append(" -X ").append(method);
            }
            if (ifMatch != null) {
                curl.append(" -H \"If-Match: ").append(ifMatch).append('"');
            }
            if (body != null) {
                curl.append(" -H 'Content-Type: ")
                        .append(type())
                        .append("' -d '")
                        .append(quoted(body))
                        .append('\'');
            }
            if (file != null) {
                curl.append(" -H 'Content-Type: application/octet-stream' --data-binary @")
                        .append(file);
            }
            String whole = path;
            if (at != null) {
                for (Map.Entry<String, String> value : at.entrySet()) {
                    whole = whole.replace("{" + value.getKey() + "}", value.getValue());
                }
            }
            // What an example kept is shown as the shell's variable that it would be.
            return curl.append(" \"$FARRIER/api/v1")
                    .append(whole)
                    .append(query == null ? "" : "?" + query)
                    .append('"')
                    .toString();
        }

        /** Within single quotes, with the shell's variables outside of them. */
        private static String quoted(String body) {
            return body.strip().replace("'", "'\\''").replaceAll("\\$(\\w+)", "'\"\\$$1\"'");
        }

        @Override
        public String type() {
            return type == null ? "application/json" : type;
        }
    }

    static String written() throws IOException {
        JsonNode contract = contract();
        Map<String, Example> examples = examples();
        StringBuilder text = new StringBuilder("""
                # The API

                Made from `config/openapi.yaml`; `ReferenceTest` says how, and runs each `curl` against a hub. `$FARRIER` is the hub,
                `$LOGIN` a name and a password with a colon between them; other variables stand for the ids of what examples before made, or of
                what is there: `$outdated` is a host with something to install, `$paused` a plan that paused after a wave.

                """);
        text.append(contract.path("info").path("description").asText().strip()).append("\n");
        Map<String, List<String>> sections = new LinkedHashMap<>();
        contract.path("tags")
                .forEach(tag -> sections.put(
                        tag.path("name").asText(),
                        new ArrayList<>(List.of("\n## %s\n\n%s.\n"
                                .formatted(
                                        tag.path("name").asText(),
                                        tag.path("description").asText())))));
        contract.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(method -> sections.get(
                                method.getValue().path("tags").path(0).asText())
                        .add(operation(
                                contract,
                                path.getKey(),
                                method.getKey().toUpperCase(Locale.ROOT),
                                method.getValue(),
                                examples.get(
                                        method.getValue().path("operationId").asText())))));
        sections.values().forEach(section -> section.forEach(text::append));
        return text.toString();
    }

    private static String operation(JsonNode contract, String path, String method, JsonNode node, Example example) {
        StringBuilder text = new StringBuilder("\n### %s `%s`\n\n%s.\n"
                .formatted(method, path, node.path("summary").asText().strip()));
        String more = node.path("description").asText().strip();
        if (!more.isEmpty()) {
            text.append('\n').append(more).append("\n");
        }
        StringBuilder rows = new StringBuilder();
        for (JsonNode given : node.path("parameters")) {
            JsonNode parameter = resolved(contract, given);
            if (!parameter.path("in").asText().equals("path")) {
                rows.append("- `%s` %s%s%n"
                        .formatted(
                                parameter.path("name").asText(),
                                form(contract, parameter.path("schema")),
                                sentence(parameter.path("description").asText())));
            }
        }
        if (!rows.isEmpty()) {
            text.append('\n').append(rows);
        }
        List<String> answers = new ArrayList<>();
        node.path("responses").fieldNames().forEachRemaining(status -> {
            if (!status.equals("default")) {
                answers.add(status);
            }
        });
        text.append("\nAnswers ").append(String.join(", ", answers)).append(", or a problem.\n");
        if (example != null && example.skip() == null) {
            text.append("\n```sh\n%s    # %d\n```\n".formatted(example.curl(method, path), example.status()));
        } else if (example != null) {
            text.append("\n```sh\n%s    # not run: %s\n```\n".formatted(example.curl(method, path), example.skip()));
        }
        return text.toString();
    }

    private static String sentence(String description) {
        return description.isEmpty() ? "" : ": " + description.strip();
    }

    private static String form(JsonNode contract, JsonNode given) {
        JsonNode schema = resolved(contract, given);
        StringBuilder form = new StringBuilder();
        if (schema.has("enum")) {
            List<String> words = new ArrayList<>();
            schema.path("enum").forEach(word -> words.add(word.asText()));
            form.append(String.join(", ", words));
        } else {
            form.append(schema.path("format").asText(schema.path("type").asText()));
        }
        if (schema.has("minimum") && schema.has("maximum")) {
            form.append(" from ")
                    .append(schema.path("minimum").asText())
                    .append(" to ")
                    .append(schema.path("maximum").asText());
        }
        if (schema.has("default")) {
            form.append(" (left out: ").append(schema.path("default").asText()).append(')');
        }
        return form.toString();
    }

    private static JsonNode resolved(JsonNode contract, JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : contract.at(reference.substring(1));
    }
}
