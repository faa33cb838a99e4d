package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.vault.LocalVault;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Each message that can't be acted upon has one right ending: it is parked, says why, and can be corrected, replayed, discarded. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private static final Instant EARLY = Instant.parse("1990-01-01T00:00:00Z");
    private static final Instant LATE = Instant.parse("2150-01-01T00:00:00Z");

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
    void somebody_and_some_hosts() {
        approver = Person.who(hub, "approver");
        vault.put("webhook-of-a-test", SECRET, "test");
        for (int n = 1; n <= 51; n++) {
            host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag, tags)"
                            + " values (?::inet, 'server', ?, '{\"batch\": \"bad-input\"}') returning id")
                    .params("127.20.168." + n, "BADIN" + n)
                    .query(Long.class)
                    .single();
        }
    }

    private record Bad(String name, Consumer<ObjectNode> spoilt, String reason) {}

    @TestFactory
    Stream<DynamicTest> a_message_that_cannot_be_acted_upon_is_parked_and_says_why() {
        return Stream.of(
                        new Bad(
                                "of an unknown version",
                                e -> e.put("specversion", "2.0"),
                                "unknown version: CloudEvents 2.0"),
                        new Bad(
                                "with data of an unknown version",
                                e -> e.put("dataschema", "https://example.com/change/v2"),
                                "unknown version: its dataschema"),
                        new Bad("without a version", e -> e.remove("specversion"), "it has no specversion"),
                        new Bad("without an id", e -> e.remove("id"), "is no CloudEvent"),
                        new Bad(
                                "of an unknown type",
                                e -> e.put("type", "change.closed"),
                                "is of the type change.closed; understood are"),
                        new Bad("without a time", e -> e.remove("time"), "neither time nor sequence"),
                        new Bad("without data", e -> e.remove("data"), "has no data"),
                        new Bad("without a number", e -> data(e).remove("number"), "does not say what it is about"),
                        new Bad(
                                "with a number of blanks",
                                e -> data(e).put("number", " \u0001"),
                                "does not say what it is about"),
                        new Bad(
                                "with a field that nobody knows",
                                e -> data(e).put("traget", 1),
                                "There is no field traget"),
                        new Bad("with a wrong type", e -> data(e).put("cap", "ten"), "cap must be a whole number"),
                        new Bad(
                                "that selects nothing",
                                e -> data(e).set("targets", JSON.createObjectNode()),
                                "selects no host"),
                        new Bad("with no targets", e -> data(e).remove("targets"), "A selector is a JSON object"),
                        new Bad(
                                "with targets that are none here",
                                e -> targets(e, "serviceTags", "NOBODY1"),
                                "resolve to no host"),
                        new Bad(
                                "with more targets than the cap",
                                e -> data(e).set(
                                                "targets",
                                                JSON.valueToTree(Map.of("tags", Map.of("batch", "bad-input")))),
                                "resolve to 51 hosts, and at most 50 are allowed"),
                        new Bad(
                                "with a window that closes before it opens",
                                e -> data(e).set("window", Ticket.window(Instant.now(), -60)),
                                "window.closesAt comes after window.opensAt"),
                        new Bad(
                                "about a host that does not exist",
                                e -> ci(e),
                                "is about a host that does not exist here"),
                        new Bad(
                                "with an address of five numbers",
                                e -> ci(e).put("address", "1.2.3.4.5"),
                                "address is the IP address of a BMC"),
                        new Bad(
                                "with a number as long as a book",
                                e -> data(e).put(
                                                "number",
                                                UUID.randomUUID().toString().repeat(300)),
                                "does not say what it is about"),
                        new Bad("of a time long ago", e -> e.put("time", "1999-12-31T23:59:59Z"), "has the time 1999"),
                        new Bad(
                                "with a window in the next century",
                                e -> data(e).set("window", window(LATE, LATE.plusSeconds(3600))),
                                "has the window.opensAt 2150"),
                        new Bad(
                                "that moves a window to before there was time",
                                e -> {
                                    String number = data(e).path("number").asText();
                                    e.put("type", "change.rescheduled");
                                    e.set(
                                            "data",
                                            JSON.createObjectNode()
                                                    .put("number", number)
                                                    .set("window", window(EARLY, Instant.now())));
                                },
                                "has the window.opensAt 1990"),
                        new Bad(
                                "with a freeze from the end of all days",
                                e -> {
                                    e.put("type", "freeze.started");
                                    e.set(
                                            "data",
                                            JSON.createObjectNode()
                                                    .put("number", "FRZ-EXTREME")
                                                    .put("from", LATE.toString())
                                                    .set("scope", JSON.valueToTree(Map.of("kind", "everywhere"))));
                                },
                                "has the from 2150"),
                        new Bad(
                                "with a window at the end of all days",
                                e -> data(e).set("window", window(Instant.MIN, Instant.MAX)),
                                "window.opensAt must be a time"),
                        new Bad("with a NUL", e -> data(e).put("summary", "a\0b"), "NUL"))
                .map(bad -> DynamicTest.dynamicTest("a message " + bad.name(), () -> {
                    ObjectNode event = new Ticket().approved(List.of(host));
                    bad.spoilt().accept(event);
                    parked(post(Ticket.text(event)), bad.reason());
                }));
    }

    @Test
    void what_is_no_json_is_parked_as_it_came() {
        JsonNode message = parked(post("{\"specversion\": \"1.0\", <!--" + UUID.randomUUID()), "is not JSON: line 1");
        assertThat(message.path("body").asText()).startsWith("{\"specversion\": \"1.0\", <!--");
    }

    @Test
    void of_what_is_too_large_the_beginning_is_kept() {
        String large = Ticket.text(new Ticket().approved(List.of(host)).put("subject", "x".repeat(300_000)));
        JsonNode message = parked(post(large), "is too large: ");
        assertThat(message.path("body").asText()).hasSize(Delivery.BEGINNING);
        assertThat(message.path("length").asLong()).isEqualTo(large.length());
    }

    @Test
    void the_same_bad_message_again_is_no_second_one() {
        String bad = "no JSON " + UUID.randomUUID();
        long first = parked(post(bad), "is not JSON").path("id").asLong();
        JsonNode again = parked(post(bad), "is not JSON");
        assertThat(again.path("id").asLong()).isEqualTo(first);
        assertThat(again.path("times").asInt()).isEqualTo(2);
    }

    @Test
    void a_parked_message_is_corrected_and_replayed() {
        ObjectNode event = new Ticket().approved(List.of(host)).put("specversion", "0.3");
        long id = parked(post(Ticket.text(event)), "unknown version").path("id").asLong();

        HttpResponse<String> still = send("/api/v1/messages/" + id + "/replay", "POST", "");
        assertThat(still.statusCode()).as(still.body()).isEqualTo(409);
        assertThat(still.body()).contains("stays parked").contains("unknown version");
        HttpResponse<String> wrong = send("/api/v1/messages/" + id + "/replay", "POST", "{\"specversion\":\"1.0\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        HttpResponse<String> right =
                send("/api/v1/messages/" + id + "/replay", "POST", Ticket.text(event.put("specversion", "1.0")));
        assertThat(right.statusCode()).as(right.body()).isEqualTo(202);

        JsonNode former = message(id);
        assertThat(former.path("state").asText()).isEqualTo("replayed");
        assertThat(former.path("settledBy").asText()).isEqualTo(approver.name());
        assertThat(send("/api/v1/messages/" + id + "/replay", "POST", "").statusCode())
                .isEqualTo(409);
        JsonNode taken = json(send(right.headers().firstValue("Location").orElseThrow(), "GET", null));
        assertThat(taken.path("state").asText()).isEqualTo("taken");
        assertThat(taken.path("corrects").asLong()).isEqualTo(id);
    }

    @Test
    void a_parked_message_is_replayed_as_it_came_once_its_reason_is_gone() {
        ObjectNode event = new Ticket().approved(List.of(host));
        targets(event, "serviceTags", "LATER" + host);
        long id = parked(post(Ticket.text(event)), "resolve to no host")
                .path("id")
                .asLong();
        jdbc.sql("update hosts set service_tag = ? where id = ?")
                .params("LATER" + host, host)
                .update();
        assertThat(send("/api/v1/messages/" + id + "/replay", "POST", "").statusCode())
                .isEqualTo(202);
        assertThat(message(id).path("state").asText()).isEqualTo("taken");
    }

    @Test
    void a_parked_message_is_discarded_and_stays_on_record() {
        long id = parked(post("nonsense " + UUID.randomUUID()), "is not JSON")
                .path("id")
                .asLong();
        HttpResponse<String> gone = send("/api/v1/messages/" + id + "?reason=nonsense", "DELETE", null);
        assertThat(gone.statusCode()).as(gone.body()).isEqualTo(204);
        assertThat(message(id).path("state").asText()).isEqualTo("discarded");
        assertThat(send("/api/v1/messages/" + id, "DELETE", null).statusCode()).isEqualTo(409);
        JsonNode parked = json(send("/api/v1/messages?state=parked&limit=1000", "GET", null));
        assertThat(parked.path("items").findValuesAsText("id")).doesNotContain(String.valueOf(id));
    }

    @Test
    void only_approvers_send_and_replay_and_viewers_look() {
        Person operator = Person.who(hub, "operator");
        String event = Ticket.text(new Ticket().approved(List.of(host)));
        assertThat(operator.send(operator.request("/api/v1/messages")
                                .header("Content-Type", "application/cloudevents+json")
                                .POST(BodyPublishers.ofString(event)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(operator.send(operator.request("/api/v1/messages/1/replay").POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
        Person viewer = Person.who(hub, "viewer");
        assertThat(viewer.send(viewer.request("/api/v1/messages?limit=1")).statusCode())
                .isEqualTo(200);
        assertThat(viewer.send(viewer.request("/api/v1/asyncapi.yaml")).body()).startsWith("asyncapi: 3.0.0");
    }

    @Test
    void a_signed_webhook_needs_no_login_and_comes_again_without_harm() {
        String event = Ticket.text(new Ticket().approved(List.of(host)));
        assertThat(signed(event, SECRET, Instant.now()).statusCode()).isEqualTo(202);
        HttpResponse<String> again = signed(event, SECRET, Instant.now());
        assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
        JsonNode message = message(json(again).path("id").asLong());
        assertThat(message.path("origin").asText()).isEqualTo("http, signed by itsm");
        assertThat(message.path("times").asInt()).isEqualTo(2);
        assertThat(message.path("state").asText()).isEqualTo("taken");
    }

    @Test
    void a_forged_or_an_old_signature_is_refused_parked_and_does_nothing() {
        Ticket ticket = new Ticket();
        String event = Ticket.text(ticket.approved(List.of(host)));
        HttpResponse<String> forged = signed(event, "whsec_Z3Vlc3NlZA==", Instant.now());
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.body()).contains("forged signature").doesNotContain("vault:");
        HttpResponse<String> old = signed(event, SECRET, Instant.now().minusSeconds(600));
        assertThat(old.statusCode()).isEqualTo(401);
        assertThat(jdbc.sql("select count(*) from changes where number = ?")
                        .params(ticket.number())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select count(*) from messages where state = 'parked' and body = convert_to(?, 'UTF8')")
                        .params(event)
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    @Test
    void binary_mode_over_http_is_understood() {
        Ticket ticket = new Ticket();
        ObjectNode event = ticket.approved(List.of(host));
        var request = approver.request("/api/v1/messages")
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", event.path("id").asText())
                .header("ce-source", event.path("source").asText())
                .header("ce-type", event.path("type").asText())
                .header("ce-time", event.path("time").asText())
                .POST(BodyPublishers.ofString(event.path("data").toString()));
        HttpResponse<String> binary = approver.send(request);
        assertThat(json(binary).path("state").asText()).as(binary.body()).isEqualTo("taken");
        // The same event in the other mode is the same message.
        assertThat(json(post(Ticket.text(event))).path("times").asInt()).isEqualTo(2);
    }

    @Test
    void what_is_signed_are_the_bytes_that_came_and_not_what_a_text_makes_of_them() {
        ObjectNode event = new Ticket().approved(List.of(host));
        data(event).put("summary", "Rack 7 in M\u00fcnchen");
        byte[] bytes = Ticket.text(event).getBytes(StandardCharsets.UTF_8);
        // JSON is UTF-8, whatever the sender says of its text.
        HttpResponse<String> answer =
                signed(bytes, "application/cloudevents+json; charset=ISO-8859-1", SECRET, Instant.now());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(jdbc.sql("select body from messages where id = ? and state = 'taken'")
                        .params(json(answer).path("id").asLong())
                        .query(byte[].class)
                        .single())
                .isEqualTo(bytes);
    }

    @Test
    void a_secret_of_one_sender_that_is_no_key_keeps_nobody_else_out() {
        vault.put("webhook-that-is-no-key", "whsec_!!!", "test");
        try {
            String event = Ticket.text(new Ticket().approved(List.of(host)));
            // A forged one is compared with the secrets of all.
            assertThat(signed(event, "whsec_Z3Vlc3NlZA==", Instant.now()).statusCode())
                    .isEqualTo(401);
            assertThat(signed(event, SECRET, Instant.now()).statusCode()).isEqualTo(202);
        } finally {
            vault.put("webhook-that-is-no-key", "a secret after all", "test");
        }
    }

    @Test
    void many_parked_messages_are_looked_at_and_then_replayed_or_discarded_at_once() {
        String source = "/itsm/many-" + host;
        List<Long> ids = new java.util.ArrayList<>();
        for (int n = 0; n < 3; n++) {
            ObjectNode event = new Ticket().approved(List.of(host)).put("source", source);
            targets(event, "serviceTags", n == 2 ? "NEVER" + host : "MANY" + host);
            ids.add(parked(post(Ticket.text(event)), "resolve to no host")
                    .path("id")
                    .asLong());
        }
        String filter = "{\"filter\": {\"source\": \"%s\", \"reason\": \"resolve to no host\"}%s}";
        JsonNode preview = json(many("replay", filter.formatted(source, "")));
        assertThat(preview.path("matches").asInt()).isEqualTo(3);
        assertThat(preview.path("first").valueStream().map(JsonNode::asLong)).containsExactlyElementsOf(ids);
        assertThat(preview.path("reasons").path(0).path("count").asInt()).isEqualTo(2);
        ids.forEach(id -> assertThat(message(id).path("state").asText()).isEqualTo("parked"));

        HttpResponse<String> another = many("replay", filter.formatted(source, ", \"expect\": 4"));
        assertThat(another.statusCode()).as(another.body()).isEqualTo(409);
        jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag) values ('127.20.168.99', 'server', ?)")
                .params("MANY" + host)
                .update();
        HttpResponse<String> replayed = many("replay", filter.formatted(source, ", \"expect\": 3"));
        assertThat(replayed.statusCode()).as(replayed.body()).isEqualTo(202);
        assertThat(json(replayed).path("done").asInt()).isEqualTo(2);
        assertThat(json(replayed).path("left").path(0).path("id").asLong()).isEqualTo(ids.get(2));
        assertThat(message(ids.get(0)).path("state").asText()).isEqualTo("taken");
        assertThat(message(ids.get(2)).path("state").asText()).isEqualTo("parked");

        HttpResponse<String> discarded =
                many("discard", filter.formatted(source, ", \"expect\": 1, \"why\": \"a test\""));
        assertThat(discarded.statusCode()).as(discarded.body()).isEqualTo(200);
        assertThat(json(discarded).path("done").asInt()).isEqualTo(1);
        assertThat(message(ids.get(2)).path("state").asText()).isEqualTo("discarded");

        HttpResponse<String> all = many("discard", "{\"filter\": {}, \"expect\": 0}");
        assertThat(all.statusCode()).as(all.body()).isEqualTo(400);
        assertThat(Person.who(hub, "operator")
                        .post("/api/v1/messages/replay", filter.formatted(source, ""))
                        .statusCode())
                .isEqualTo(403);
    }

    private HttpResponse<String> many(String what, String body) {
        return approver.post("/api/v1/messages/" + what, body);
    }

    private static ObjectNode window(Instant opens, Instant closes) {
        return JSON.createObjectNode().put("opensAt", opens.toString()).put("closesAt", closes.toString());
    }

    private HttpResponse<String> signed(String body, String secret, Instant at) {
        return signed(body.getBytes(StandardCharsets.UTF_8), "application/cloudevents+json", secret, at);
    }

    private HttpResponse<String> signed(byte[] body, String type, String secret, Instant at) {
        Person nobody = Person.nobody(hub);
        String id = "msg_" + UUID.randomUUID();
        String time = String.valueOf(at.getEpochSecond());
        String signature = Base64.getEncoder().encodeToString(Signature.sign(secret, id, time, body));
        return nobody.send(nobody.request("/api/v1/messages")
                .header("Content-Type", type)
                .header("webhook-id", id)
                .header("webhook-timestamp", time)
                .header("webhook-signature", "v1,bm90IHRoaXM= v1," + signature)
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private JsonNode parked(HttpResponse<String> answer, String reason) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(json(answer).path("state").asText()).as(answer.body()).isEqualTo("parked");
        JsonNode message = message(json(answer).path("id").asLong());
        assertThat(message.path("state").asText()).isEqualTo("parked");
        assertThat(message.path("reason").asText()).contains(reason);
        assertThat(message.path("origin").asText()).isEqualTo("http, user " + approver.name());
        return message;
    }

    private JsonNode message(long id) {
        return json(send("/api/v1/messages/" + id, "GET", null));
    }

    private HttpResponse<String> post(String body) {
        return send("/api/v1/messages", "POST", body);
    }

    private HttpResponse<String> send(String path, String method, String body) {
        return approver.send(approver.request(path)
                .header("Content-Type", "application/cloudevents+json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (java.io.IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    private static ObjectNode data(ObjectNode event) {
        return (ObjectNode) event.path("data");
    }

    private static void targets(ObjectNode event, String field, String value) {
        data(event).set("targets", JSON.valueToTree(Map.of(field, List.of(value))));
    }

    private static ObjectNode ci(ObjectNode event) {
        event.put("type", "ci.upserted");
        ObjectNode data = JSON.createObjectNode().put("number", "CI1").put("serviceTag", "NOBODY2");
        event.set("data", data);
        return data;
    }
}
