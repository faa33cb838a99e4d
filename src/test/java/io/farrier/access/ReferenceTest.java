package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.catalog.DupText;
import io.farrier.catalog.FileServer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** docs/api.md is what config/openapi.yaml says, and what is shown in it works. */
@HubTest
class ReferenceTest {

    private record Operation(String method, String path) {}

    @Autowired
    ApplicationContext hub;

    private static Map<String, Operation> operations() throws Exception {
        Map<String, Operation> operations = new HashMap<>();
        Reference.contract().path("paths").fields().forEachRemaining(path -> path.getValue()
                .fields()
                .forEachRemaining(method -> operations.put(
                        method.getValue().path("operationId").asText(),
                        new Operation(method.getKey().toUpperCase(Locale.ROOT), path.getKey()))));
        return operations;
    }

    @Test
    void the_reference_is_up_to_date() throws Exception {
        String now = Files.exists(Reference.FILE) ? Files.readString(Reference.FILE) : "";
        if (!now.equals(Reference.written())) {
            if (Boolean.getBoolean("farrier.reference")) {
                Files.writeString(Reference.FILE, Reference.written());
                return;
            }
            throw new AssertionError(
                    "docs/api.md is not what config/openapi.yaml and src/test/resources/api-examples.yaml say;"
                            + " make it anew: mvn -q test -Dtest=ReferenceTest -Dfarrier.reference=true");
        }
    }

    @Test
    void every_operation_has_an_example() throws Exception {
        assertThat(new TreeSet<>(Reference.examples().keySet()))
                .isEqualTo(new TreeSet<>(operations().keySet()));
    }

    @Test
    void every_example_is_answered_as_it_says() throws Exception {
        Map<String, Operation> operations = operations();
        Map<String, String> kept = new HashMap<>();
        Person admin = Person.who(hub, "administrator");
        Given given = new Given(hub, admin);
        List<String> wrong = new ArrayList<>();
        try (FileServer vendor = new FileServer().put("/index.xml", Given.INDEX.getBytes(StandardCharsets.UTF_8))) {
            kept.putAll(given.all(vendor.url("/index.xml")));
            for (Reference.Example example : Reference.examples().values()) {
                if (example.skip() == null) {
                    HttpResponse<String> answer = run(admin, operations.get(example.op()), example, kept);
                    if (answer.statusCode() != example.status() && answer.statusCode() != example.or()) {
                        wrong.add("%s: %d %s".formatted(example.op(), answer.statusCode(), answer.body()));
                    }
                    if (example.keep() != null) {
                        keep(example.keep(), answer, kept);
                    }
                }
            }
        } finally {
            given.undo();
        }
        assertThat(wrong).isEmpty();
    }

    /** Whoever copies one wants it done. */
    @Test
    void no_example_is_of_a_refusal() throws Exception {
        assertThat(Reference.examples().values())
                .extracting(Reference.Example::status)
                .allMatch(status -> status < 300);
    }

    private static final Map<String, byte[]> FILES =
            Map.of("NIC_22.31.6_01.EXE", DupText.exe(DupText.xml("108255", "0AAB", "22.31.6")));

    private static void keep(String name, HttpResponse<String> answer, Map<String, String> kept) {
        if (name.contains("=")) {
            for (String each : name.split(", ")) {
                String[] pair = each.split("=");
                kept.put("$" + pair[0], Person.json(answer).at(pair[1]).asText());
            }
            return;
        }
        String place = answer.headers().firstValue("Location").orElse("");
        JsonNode shown = answer.body().startsWith("{") ? Person.json(answer) : null;
        String id = place.isEmpty() && shown != null
                ? shown.path("id").asText()
                : place.substring(place.lastIndexOf('/') + 1);
        kept.put("$" + name, id);
        if (shown != null && shown.has("hash")) {
            kept.put("$hash", shown.path("hash").asText());
        }
    }

    private static HttpResponse<String> run(
            Person who, Operation operation, Reference.Example example, Map<String, String> kept) {
        String path = operation.path();
        if (example.at() != null) {
            for (Map.Entry<String, String> value : example.at().entrySet()) {
                path = path.replace("{" + value.getKey() + "}", value.getValue());
            }
        }
        String whole = filled("/api/v1" + path + (example.query() == null ? "" : "?" + example.query()), kept);
        HttpRequest.Builder request = who.request(whole)
                .header("Accept", "application/json")
                .method(
                        operation.method(),
                        example.file() != null
                                ? BodyPublishers.ofByteArray(FILES.get(example.file()))
                                : example.body() == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(filled(example.body(), kept)));
        if (example.ifMatch() != null) {
            request.header("If-Match", filled(example.ifMatch(), kept));
        }
        if (example.file() != null) {
            request.header("Content-Type", "application/octet-stream");
        } else if (example.body() != null) {
            request.header("Content-Type", example.type());
        }
        return who.send(request);
    }

    private static String filled(String text, Map<String, String> kept) {
        String filled = text;
        for (Map.Entry<String, String> value : kept.entrySet()) {
            filled = filled.replace(value.getKey(), value.getValue());
        }
        return filled;
    }
}
