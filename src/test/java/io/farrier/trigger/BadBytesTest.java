package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.vault.LocalVault;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bytes that are no text, texts that no database keeps, and documents that no parser likes, each signed as it should be. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadBytesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET =
            "whsec_" + Base64.getEncoder().encodeToString("of-a-test-24-bytes-long!".getBytes());

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    LocalVault vault;

    private Person approver;
    private long host;

    @BeforeAll
    void somebody_and_a_host() {
        approver = Person.who(hub, "approver");
        vault.put("webhook-of-a-test", SECRET, "test");
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('127.20.119.1', 'server') returning id")
                .query(Long.class)
                .single();
    }

    /** @param reason why it is parked; null: nothing is wrong with it */
    private record Bad(byte[] body, String reason) {

        String state() {
            return reason == null ? "taken" : "parked";
        }
    }

    private Map<String, Bad> all() {
        Map<String, Bad> all = new LinkedHashMap<>();
        String good = text("/data/summary", "M\u00fcnchen");
        byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
        int umlaut = good.indexOf('\u00fc');
        byte[] invalid = bytes.clone();
        invalid[umlaut] = (byte) 0xff;
        all.put("a byte that no UTF-8 has", new Bad(invalid, "is not JSON"));
        byte[] half = bytes.clone();
        half[umlaut + 1] = 'n';
        all.put("half a character", new Bad(half, "is not JSON"));
        all.put("the end in the middle of a character", new Bad(Arrays.copyOf(bytes, umlaut + 1), "is not JSON"));
        all.put("a byte order mark", new Bad(joined(new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf}, bytes), null));
        all.put("UTF-16", new Bad(text("/data/summary", "M\u00fcnchen").getBytes(StandardCharsets.UTF_16), null));
        for (String place : List.of("/id", "/source", "/type", "/data/number", "/data/summary", "/data/targets")) {
            all.put("half a surrogate pair in " + place, new Bad(escaped(place, "\\ud800"), "half a character"));
            all.put("a NUL in " + place, new Bad(escaped(place, "\\u0000"), "NUL"));
        }
        all.put("half a surrogate pair in a name", new Bad(named("\\udc00"), "surrogate"));
        all.put("a NUL in a name", new Bad(named("\\u0000"), "NUL"));
        all.put("ten thousand brackets", new Bad("[".repeat(10_000).getBytes(StandardCharsets.UTF_8), "is not JSON"));
        all.put("ten thousand brackets, closed", new Bad(raw("/data/summary", nested(10_000)), "is not JSON"));
        all.put("nine hundred brackets in the data", new Bad(raw("/data/x", nested(900)), "no field x"));
        for (String place : List.of("/data/cap", "/data/summary", "/data/window/opensAt", "/sequence", "/data/x")) {
            all.put("a huge number as " + place, new Bad(raw(place, "1e999999"), "a number that is too large"));
        }
        all.put("a tiny number as a cap", new Bad(raw("/data/cap", "-1e-999999"), "cap must be a whole number"));
        all.put("a number of two thousand digits", new Bad(raw("/data/x", "9".repeat(2000)), "is not JSON"));
        return all;
    }

    @TestFactory
    Stream<DynamicTest> over_http_each_is_parked_with_its_reason_and_can_be_looked_at() {
        return all().entrySet().stream()
                .map(bad -> DynamicTest.dynamicTest(bad.getKey(), () -> {
                    HttpResponse<String> answer = signed(bad.getValue().body());
                    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
                    JsonNode kept = JSON.readTree(answer.body());
                    HttpResponse<String> shown =
                            get("/api/v1/messages/" + kept.path("id").asLong());
                    assertThat(shown.statusCode()).as(shown.body()).isEqualTo(200);
                    assertThat(kept.path("state").asText())
                            .as(answer.body())
                            .isEqualTo(bad.getValue().state());
                    assertThat(JSON.readTree(shown.body()).path("reason").asText(""))
                            .contains(reason(bad.getValue()));
                    HttpResponse<String> again = approver.send(approver.request(
                                    "/api/v1/messages/" + kept.path("id").asLong() + "/replay")
                            .POST(BodyPublishers.noBody()));
                    assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
                }));
    }

    @Test
    void by_the_broker_each_is_parked_too_and_none_is_given_up() throws Exception {
        Client client = Client.approver(hub);
        Map<String, Bad> all = all();
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession();
            var producer = session.createProducer(session.createQueue("trigger.in"));
            for (Bad bad : all.values()) {
                BytesMessage message = session.createBytesMessage();
                message.writeBytes(bad.body());
                producer.send(message);
            }
        }
        kept(all, "jms, user " + client.user());
    }

    @Test
    void by_amqp_as_well(@TempDir Path folder) throws Exception {
        Client.assumeProton();
        Client client = Client.approver(hub);
        Map<String, Bad> all = all();
        int n = 100;
        for (Bad bad : all.values()) {
            Files.write(folder.resolve(n++ + ".json"), bad.body());
        }
        assertThat(client.amqpAll("trigger.in", folder).out()).contains("settled " + all.size());
        kept(all, "amqp, user " + client.user());
    }

    private void kept(Map<String, Bad> all, String origin) {
        all.forEach((name, bad) -> await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(jdbc.sql(
                                "select state || ' ' || coalesce(reason, '') from messages where origin = ? and body = ?")
                        .params(origin, bad.body())
                        .query(String.class)
                        .list())
                .as(name)
                .singleElement()
                .asString()
                .startsWith(bad.state())
                .contains(reason(bad))
                .doesNotContain("incident")));
    }

    private static String reason(Bad bad) {
        return bad.reason() == null ? "" : bad.reason();
    }

    private byte[] escaped(String place, String escape) {
        return text(place, "<here>").replace("<here>", "x" + escape + "y").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] named(String escape) {
        return text("/data/<here>", "x").replace("<here>", escape).getBytes(StandardCharsets.UTF_8);
    }

    private byte[] raw(String place, String json) {
        return text(place, "<here>").replace("\"<here>\"", json).getBytes(StandardCharsets.UTF_8);
    }

    /** An event that says this at one place, and nothing that is wrong. */
    private String text(String place, String value) {
        ObjectNode event = new Ticket().approved(List.of(host));
        int last = place.lastIndexOf('/');
        ((ObjectNode) event.at(place.substring(0, last))).put(place.substring(last + 1), value);
        return Ticket.text(event);
    }

    private static String nested(int deep) {
        return "[".repeat(deep) + "]".repeat(deep);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private HttpResponse<String> signed(byte[] body) {
        Person nobody = Person.nobody(hub);
        String id = "msg_" + UUID.randomUUID();
        String time = String.valueOf(Instant.now().getEpochSecond());
        String signature = Base64.getEncoder().encodeToString(Signature.sign(SECRET, id, time, body));
        return nobody.send(nobody.request("/api/v1/messages")
                .header("Content-Type", "application/cloudevents+json")
                .header("webhook-id", id)
                .header("webhook-timestamp", time)
                .header("webhook-signature", "v1," + signature)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> get(String path) {
        return approver.send(approver.request(path));
    }
}
