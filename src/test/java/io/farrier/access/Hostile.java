package io.farrier.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomGenerator;

/**
 * Makes requests that are nearly right, from the contract: each part is as the contract says or, now and then, as only
 * somebody with bad intentions would send it. What it makes never means a host of another test: ids are large.
 */
final class Hostile {

    /** @param operation of the contract @param path with its query @param body null: none */
    record Sent(String operation, String method, String path, Map<String, String> headers, byte[] body) {

        @Override
        public String toString() {
            String text = body == null ? "" : new String(body, StandardCharsets.UTF_8);
            return method + " " + path + " " + headers + " "
                    + (text.length() > 600 ? text.substring(0, 600) + " … " + text.length() : text);
        }
    }

    private record Operation(String id, String method, String path, JsonNode node) {}

    /** What they do holds for the whole hub, or takes away the login of who asks. */
    private static final Set<String> NEVER =
            Set.of("haltWorld", "liftHalt", "changeMyPassword", "sweepFiles", "switchRouteDesk", "applyRoutes");

    /** What they make is heeded by everybody or looks at hosts, so it is always wrong somewhere. */
    private static final Set<String> NEVER_RIGHT = Set.of(
            "addBlackout",
            "addBaseline",
            "addEnrolment",
            "statePolicy",
            "putCredential",
            "addUser",
            "requestSweep",
            "addCatalogSource",
            "syncCatalog",
            "addOme",
            "addVcenter",
            "importAdvisories",
            "putMirror",
            "addSubscription");

    static final List<String> TEXTS = List.of(
            "",
            " ",
            "\0",
            "a\0b",
            "null",
            "\ud800",
            "\udfff\ud800",
            "\ud83d\ude00",
            "\u202e\u0000",
            "'; drop table hosts; --",
            "{{farrier.data}}",
            "${bean:apiDoor}",
            "../../../etc/passwd",
            "%00%ff%",
            "\r\nX-Header: 1",
            "127.20.251.0/24",
            "::ffff:0:0/0",
            "999.1.1.1",
            "2026-13-45T99:99:99Z",
            "+1000000000-12-31T23:59:59Z",
            "-1000000000-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "P9999999999999D",
            "PT-1S",
            "FREQ=SECONDLY;COUNT=999999999",
            "*".repeat(70_000),
            "é".repeat(4_000));

    private static final List<BigDecimal> NUMBERS = List.of(
            BigDecimal.ZERO,
            BigDecimal.ONE.negate(),
            new BigDecimal("0.5"),
            new BigDecimal("1e400"),
            new BigDecimal("-1e-400"),
            BigDecimal.valueOf(Integer.MAX_VALUE),
            BigDecimal.valueOf(Long.MAX_VALUE),
            new BigDecimal(BigInteger.TWO.pow(64)),
            new BigDecimal("9".repeat(900)));

    private static final JsonNodeFactory NODE = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode contract;
    private final List<Operation> operations = new ArrayList<>();
    private final Random random;
    private final RandomGenerator<String> text;
    private final RandomGenerator<Long> number;
    /** Where things lie that were made by these requests, "/windows/7", and nobody else has. */
    private final List<String> own = new ArrayList<>();

    Hostile(JsonNode contract, long seed) {
        this.contract = contract;
        this.random = new Random(seed);
        Arbitrary<String> any = Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(30),
                Arbitraries.strings().alpha().numeric().withChars("-_.:/ ").ofMaxLength(40),
                Arbitraries.of(TEXTS));
        this.text = any.generator(1000, true);
        this.number = Arbitraries.longs().generator(1000, true);
        contract.path("paths").fields().forEachRemaining(path -> path.getValue()
                .fields()
                .forEachRemaining(method -> operations.add(new Operation(
                        method.getValue().path("operationId").asText(),
                        method.getKey().toUpperCase(java.util.Locale.ROOT),
                        path.getKey(),
                        method.getValue()))));
        operations.removeIf(operation -> NEVER.contains(operation.id()));
    }

    int operations() {
        return operations.size();
    }

    void made(String location) {
        own.add(location);
    }

    /** A request to the n-th operation of the contract. */
    Sent next(int n) {
        Operation operation = operations.get(n % operations.size());
        boolean reads = operation.method().equals("GET");
        String path = operation.path();
        StringBuilder query = new StringBuilder();
        Map<String, String> headers = new LinkedHashMap<>();
        for (JsonNode given : operation.node().path("parameters")) {
            JsonNode parameter = resolved(given);
            String name = parameter.path("name").asText();
            switch (parameter.path("in").asText()) {
                case "path" -> path = path.replace("{" + name + "}", inPath(operation, name, parameter, reads));
                case "header" -> {
                    if (chance(50)) {
                        headers.put(name, printable(parameter));
                    }
                }
                default -> {
                    if (chance(60) || parameter.path("required").asBoolean()) {
                        query.append(query.isEmpty() ? '?' : '&')
                                .append(name)
                                .append('=')
                                .append(encoded(plain(parameter.path("schema"))));
                    }
                }
            }
        }
        if (chance(3)) {
            query.append(query.isEmpty() ? '?' : '&').append("unknown=1");
        }
        for (String name : List.of("If-Match", "If-None-Match", "Idempotency-Key")) {
            if (chance(6)) {
                headers.put(name, printable(TextNode.valueOf("")));
            }
        }
        // Without it the events are a stream that does not end.
        headers.put("Accept", chance(3) ? "nonsense" : "application/json");
        return withBody(operation, path + query, headers);
    }

    private Sent withBody(Operation operation, String path, Map<String, String> headers) {
        JsonNode content = resolved(operation.node().path("requestBody")).path("content");
        if (!content.fieldNames().hasNext()) {
            byte[] body = operation.method().equals("POST") && chance(10) ? bytes("{\"unknown\":1}") : null;
            if (body != null) {
                headers.put("Content-Type", "application/json");
            }
            return new Sent(operation.id(), operation.method(), path, headers, body);
        }
        List<String> types = new ArrayList<>();
        content.fieldNames().forEachRemaining(types::add);
        String type = types.get(random.nextInt(types.size()));
        JsonNode value = value(content.path(type).path("schema"), 0);
        if (NEVER_RIGHT.contains(operation.id()) && value instanceof ObjectNode object) {
            object.put("noSuchField" + random.nextInt(10), 1);
        }
        String body = written(value);
        if (chance(8)) {
            body = List.of(
                            "",
                            "null",
                            "[]",
                            "{",
                            "\"\"",
                            "\0",
                            "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000),
                            "[".repeat(100_000),
                            "{\"name\":\"a\",\"name\":\"b\"}",
                            "{\"name\":" + "9".repeat(2_000) + "}",
                            body + body,
                            "\ufeff" + body,
                            body.substring(0, body.length() / 2))
                    .get(random.nextInt(13));
        }
        byte[] sent = bytes(body);
        if (chance(3) && sent.length > 0) {
            sent[random.nextInt(sent.length)] = (byte) random.nextInt(256);
        }
        if (!chance(3)) {
            headers.put(
                    "Content-Type",
                    chance(3)
                            ? List.of("text/plain", "application/xml", "nonsense", "application/json; charset=utf-16")
                                    .get(random.nextInt(4))
                            : type);
        }
        return new Sent(operation.id(), operation.method(), path, headers, sent);
    }

    /** What is changed is what these requests made, or is not there; what is looked at may be anybody's. */
    private String inPath(Operation operation, String name, JsonNode parameter, boolean reads) {
        String before = operation.path().substring(0, operation.path().indexOf("{" + name + "}"));
        List<String> mine =
                own.stream().filter(place -> place.startsWith(before)).toList();
        if (!mine.isEmpty() && chance(60)) {
            String rest = mine.get(random.nextInt(mine.size())).substring(before.length());
            return rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest;
        }
        if (resolved(parameter.path("schema")).path("type").asText().equals("integer") && !chance(20)) {
            return reads
                    ? String.valueOf(1 + random.nextInt(30))
                    : String.valueOf(999_000_000_000L + random.nextInt(9));
        }
        String any = text.next(random).value();
        return encoded(
                any.isBlank() || any.length() > 200 || any.matches("\\.*|\\d{1,12}") ? "f~" + random.nextInt(99) : any);
    }

    private String plain(JsonNode schema) {
        JsonNode value = value(schema, 0);
        String plain = value.isValueNode() ? value.asText() : value.toString();
        // A line of a request is 8 kB at most, and what is longer does not come to any door.
        return plain.length() > 600 ? plain.substring(0, 600) : plain;
    }

    /** Java's client sends nothing else in a header. */
    private String printable(JsonNode parameter) {
        return plain(parameter.path("schema")).replaceAll("[^\\x20-\\x7e]", "?").strip();
    }

    private JsonNode value(JsonNode given, int depth) {
        JsonNode schema = resolved(given);
        if (chance(4)) {
            return wrong();
        }
        if (schema.has("enum") && !chance(5)) {
            return schema.path("enum").get(random.nextInt(schema.path("enum").size()));
        }
        if (schema.has("allOf")) {
            ObjectNode all = NODE.objectNode();
            schema.path("allOf").forEach(part -> {
                if (value(part, depth + 1) instanceof ObjectNode object) {
                    all.setAll(object);
                }
            });
            return all;
        }
        return switch (schema.path("type").asText()) {
            case "integer", "number" -> whole();
            case "boolean" -> NODE.booleanNode(random.nextBoolean());
            case "array" -> {
                ArrayNode list = NODE.arrayNode();
                for (int i = random.nextInt(3); i >= 0 && depth < 8; i--) {
                    list.add(value(schema.path("items"), depth + 1));
                }
                yield list;
            }
            case "string" -> NODE.textNode(text(schema));
            default -> object(schema, depth);
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = NODE.objectNode();
        Set<String> required = new java.util.HashSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").fields().forEachRemaining(field -> {
            boolean missing = required.contains(field.getKey()) ? chance(3) : chance(50);
            if (!missing && depth < 8) {
                object.set(field.getKey(), value(field.getValue(), depth + 1));
            }
        });
        if (schema.path("additionalProperties").isObject() && depth < 8) {
            object.set(text.next(random).value(), value(schema.path("additionalProperties"), depth + 1));
        }
        if (chance(2)) {
            object.put("unknown", 1);
        }
        return object;
    }

    private JsonNode whole() {
        long any = number.next(random).value();
        // Small numbers are ids of others; those that count something are none.
        return NODE.numberNode(any > 0 && any < 1_000_000 ? (chance(70) ? 999_000_000_000L + any : 5_000_000L) : any);
    }

    private String text(JsonNode schema) {
        String example = schema.path("example").asText("");
        if (!example.isEmpty() && chance(60)) {
            return example;
        }
        return switch (schema.path("format").asText()) {
            case "date-time" ->
                chance(80)
                        ? Instant.now().plusSeconds(random.nextInt(1_000_000)).toString()
                        : text.next(random).value();
            default -> text.next(random).value();
        };
    }

    private JsonNode wrong() {
        return switch (random.nextInt(8)) {
            case 0 -> NODE.nullNode();
            case 1 -> NODE.arrayNode();
            case 2 -> NODE.objectNode();
            case 3 -> NODE.numberNode(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 4 -> NODE.booleanNode(true);
            case 5 -> NODE.arrayNode().add(NODE.objectNode().putNull("")).addNull();
            default -> NODE.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? node : contract.at(reference.substring(1));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private static String encoded(String text) {
        // What Java's own encoder makes of half a character is a question mark.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String written(JsonNode value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
