package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.catalog.DupText;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** docs/api.md is what config/openapi.yaml says, and what is shown in it works. */
@HubTest
class ReferenceTest {

    private record Operation(String method, String path) {}

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

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
        kept.put("$unique", UUID.randomUUID().toString().substring(0, 8));
        kept.put("$me", Person.who(hub, "viewer").name());
        kept.put(
                "$host",
                jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('127.20.172.1', 'server') returning id")
                        .query(Long.class)
                        .single()
                        .toString());
        given(admin, kept);
        List<String> wrong = new ArrayList<>();
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
        assertThat(wrong).isEmpty();
    }

    private static final Map<String, byte[]> FILES =
            Map.of("NIC_22.31.6_01.EXE", DupText.exe(DupText.xml("108255", "0AAB", "22.31.6")));

    /** What the examples need and make no example of. */
    private void given(Person admin, Map<String, String> kept) throws Exception {
        kept.put(
                "$publicKey",
                Base64.getEncoder()
                        .encodeToString(KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPublic()
                                .getEncoded()));
        byte[] former = DupText.exe(DupText.xml("108255", "0AAB", "22.31." + kept.get("$unique")));
        kept.put(
                "$former",
                Person.json(admin.send(admin.request("/api/v1/packages?name=FORMER.EXE")
                                .header("Content-Type", "application/octet-stream")
                                .POST(BodyPublishers.ofByteArray(former))))
                        .path("catalogId")
                        .asText());
        for (String name : List.of("$parked", "$nonsense")) {
            HttpResponse<String> parked = admin.send(admin.request("/api/v1/messages")
                    .header("Content-Type", "application/cloudevents+json")
                    .POST(BodyPublishers.ofString("no message " + name + kept.get("$unique"))));
            kept.put(name, Person.json(parked).path("id").asText());
        }
        kept.put(
                "$run",
                jdbc.sql("""
                                with p as (insert into update_plans (name, selector, state, created_by, ended_at)
                                    values (?, '{}', 'failed', 'test', now()) returning id)
                                insert into host_runs (plan_id, host_id, wave, state, reason, ended_at)
                                select id, ?, 1, 'failed', 'an example', now() from p returning id
                                """)
                        .params("reference-" + kept.get("$unique"), Long.valueOf(kept.get("$host")))
                        .query(Long.class)
                        .single()
                        .toString());
        byte[] bundle = admin.bytes("/api/v1/bundles/export", "{\"catalogs\": [%s]}".formatted(kept.get("$former")));
        Path folder = Path.of(hub.getEnvironment().getRequiredProperty("farrier.bundle.folder"));
        Files.createDirectories(folder);
        Files.write(folder.resolve("reference-%s.zip".formatted(kept.get("$unique"))), bundle);
    }

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
