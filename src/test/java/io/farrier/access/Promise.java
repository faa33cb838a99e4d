package io.farrier.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * What config/openapi.yaml promises of answers. Every answer that a test gets is held against it: its status must be there,
 * and its body must have the form, with no field that the contract does not name.
 */
final class Promise {

    private static final String ROOT = "/api/v1";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode CONTRACT = read();
    private static final List<Operation> OPERATIONS = operations();
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final Map<String, JsonSchema> MADE = new ConcurrentHashMap<>();

    private record Operation(String method, Pattern path, boolean plain, JsonNode node) {}

    private Promise() {}

    /** @throws AssertionError for an answer that the contract does not promise */
    static void keep(String method, URI asked, HttpResponse<String> answer) {
        String path = asked.getRawPath();
        if (!path.startsWith(ROOT) || method.equals("HEAD")) {
            return;
        }
        Operation operation = OPERATIONS.stream()
                .filter(each -> each.method().equals(method)
                        && each.path().matcher(path.substring(ROOT.length())).matches())
                .min((a, b) -> Boolean.compare(b.plain(), a.plain()))
                .orElse(null);
        int status = answer.statusCode();
        if (operation == null) {
            check(
                    status == 404 || status == 405 || status == 401 || status == 403 || status == 400,
                    method,
                    path,
                    answer);
            return;
        }
        String id = operation.node().path("operationId").asText();
        JsonNode answers = operation.node().path("responses");
        JsonNode said = resolved(
                answers.has(String.valueOf(status))
                        ? answers.path(String.valueOf(status))
                        : status < 400 ? null : answers.path("default"));
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (status == 400 && !type.startsWith(Problem.MEDIA_TYPE)) {
            // The server's own, before anybody looks who is asked.
            return;
        }
        if (said == null) {
            throw new AssertionError("%s answers %d, which the contract does not name".formatted(id, status));
        }
        JsonNode content = said.path("content");
        if (answer.body() == null || answer.body().isEmpty()) {
            if (status == 200 && !content.isEmpty()) {
                throw new AssertionError("%s answers 200 with nothing".formatted(id));
            }
            return;
        }
        String bare = type.split(";")[0].strip();
        if (!content.has(bare)) {
            throw new AssertionError(
                    "%s answers %d as %s, which the contract does not name".formatted(id, status, bare));
        }
        if (bare.endsWith("json")) {
            hold(id + " " + status, content.path(bare).path("schema"), answer.body());
        }
    }

    private static void check(boolean right, String method, String path, HttpResponse<String> answer) {
        if (!right) {
            throw new AssertionError(
                    "%s %s is not in the contract and answers %d".formatted(method, path, answer.statusCode()));
        }
    }

    private static void hold(String what, JsonNode schema, String body) {
        JsonSchema made = MADE.computeIfAbsent(what, new_ -> SCHEMAS.getSchema(closed(schema, 0)));
        try {
            Set<ValidationMessage> wrong = made.validate(JSON.readTree(body));
            if (!wrong.isEmpty()) {
                throw new AssertionError("%s is not as the contract says: %s in %s"
                        .formatted(
                                what,
                                wrong.stream()
                                        .limit(12)
                                        .map(ValidationMessage::getMessage)
                                        .toList(),
                                body.length() > 600 ? body.substring(0, 600) : body));
            }
        } catch (IOException e) {
            throw new AssertionError(what + " is no JSON: " + body, e);
        }
    }

    /** A schema of OpenAPI 3.0 as one of JSON Schema, where whatever is not named is wrong; references are written out. */
    private static JsonNode closed(JsonNode given, int depth) {
        if (depth > 12) {
            return JSON.createObjectNode();
        }
        ObjectNode schema = flat(given, depth);
        if (schema.has("properties")) {
            ObjectNode properties = JSON.createObjectNode();
            schema.path("properties")
                    .fields()
                    .forEachRemaining(field -> properties.set(field.getKey(), closed(field.getValue(), depth + 1)));
            schema.set("properties", properties);
            if (!schema.has("additionalProperties")) {
                schema.put("additionalProperties", false);
            }
        }
        for (String name : List.of("items", "additionalProperties")) {
            if (schema.path(name).isObject()) {
                schema.set(name, closed(schema.path(name), depth + 1));
            }
        }
        for (String name : List.of("oneOf", "anyOf")) {
            if (schema.path(name).isArray()) {
                ArrayNode each = JSON.createArrayNode();
                schema.path(name).forEach(part -> each.add(closed(part, depth + 1)));
                schema.set(name, each);
            }
        }
        if (schema.path("nullable").asBoolean() && schema.has("type")) {
            schema.set("type", JSON.createArrayNode().add(schema.path("type")).add("null"));
            if (schema.has("enum") && !schema.path("enum").toString().contains("null")) {
                ((ArrayNode) schema.path("enum")).addNull();
            }
        }
        schema.remove(List.of("nullable", "example", "discriminator", "default"));
        return schema;
    }

    /** Without references and allOf. */
    private static ObjectNode flat(JsonNode given, int depth) {
        JsonNode target = given;
        boolean nullable = given.path("nullable").asBoolean();
        while (target.has("$ref")) {
            target = CONTRACT.at(target.path("$ref").asText().substring(1));
            nullable |= target.path("nullable").asBoolean();
        }
        ObjectNode schema = target.isObject() ? target.deepCopy() : JSON.createObjectNode();
        if (schema.has("allOf")) {
            ObjectNode properties = JSON.createObjectNode();
            schema.path("allOf").forEach(part -> {
                ObjectNode one = flat(part, depth + 1);
                one.path("properties")
                        .fields()
                        .forEachRemaining(field -> properties.set(field.getKey(), field.getValue()));
                one.remove("properties");
                schema.setAll(one);
            });
            schema.path("properties")
                    .fields()
                    .forEachRemaining(field -> properties.set(field.getKey(), field.getValue()));
            schema.remove("allOf");
            if (!properties.isEmpty()) {
                schema.put("type", "object").set("properties", properties);
            }
        }
        if (nullable) {
            schema.put("nullable", true);
        }
        return schema;
    }

    private static JsonNode resolved(JsonNode node) {
        return node != null && node.has("$ref")
                ? CONTRACT.at(node.path("$ref").asText().substring(1))
                : node;
    }

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Path.of("config/openapi.yaml").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        CONTRACT.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fields()
                .forEachRemaining(method -> operations.add(new Operation(
                        method.getKey().toUpperCase(java.util.Locale.ROOT),
                        Pattern.compile(
                                path.getKey().replaceAll("\\{[^}]+}", "[^/]+").replace(".", "\\.")),
                        !path.getKey().contains("{"),
                        method.getValue()))));
        return operations;
    }
}
