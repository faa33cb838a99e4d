package io.farrier.quiesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.farrier.HubTest;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill.Step;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The kinds that ship as examples, against servers that keep what they are told. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KindsOverHttpTest {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    ObjectMapper json;

    @Autowired
    Kinds kinds;

    HttpServer webhook;
    HttpServer api;
    long host;

    private final List<JsonNode> heard = new ArrayList<>();
    private int status;
    private String answer;

    private ObjectNode node;
    private final List<String> pods = new ArrayList<>();
    private boolean budget;

    @BeforeAll
    void start() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress("127.20.124.1", 8990), 0);
        webhook.createContext("/farrier", exchange -> {
            heard.add(json.readTree(exchange.getRequestBody()));
            reply(exchange, status, answer);
        });
        webhook.start();
        api = HttpServer.create(new InetSocketAddress("127.20.124.2", 8990), 0);
        api.createContext("/api/v1", this::kubernetes);
        api.start();
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag, tags)"
                        + " values ('127.20.124.9', 'server', 'QUIET01', '{\"quiesce\": \"kubernetes\", \"node\": \"node-7\"}')"
                        + " returning id")
                .query(Long.class)
                .single();
    }

    @AfterAll
    void end() {
        webhook.stop(0);
        api.stop(0);
    }

    @BeforeEach
    void anew() {
        heard.clear();
        status = 200;
        answer = "{}";
        budget = false;
        pods.clear();
        pods.addAll(List.of("web-1", "web-2"));
        node = json.createObjectNode();
        node.putObject("metadata").putObject("annotations");
        node.putObject("spec");
        node.putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Ready")
                .put("status", "True");
    }

    private static void reply(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** A merge patch, a list of pods with a daemon's among them, and evictions that a budget may refuse. */
    private void kubernetes(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        if (path.endsWith("/nodes/node-7") && exchange.getRequestMethod().equals("PATCH")) {
            JsonNode patch = json.readTree(exchange.getRequestBody());
            ((ObjectNode) node.get("spec")).setAll((ObjectNode) patch.get("spec"));
            ((ObjectNode) node.at("/metadata/annotations")).setAll((ObjectNode) patch.at("/metadata/annotations"));
            reply(exchange, 200, node.toString());
        } else if (path.endsWith("/nodes/node-7")) {
            reply(exchange, 200, node.toString());
        } else if (path.endsWith("/pods")) {
            assertThat(exchange.getRequestURI().getQuery()).isEqualTo("fieldSelector=spec.nodeName=node-7");
            ObjectNode list = json.createObjectNode();
            var items = list.putArray("items");
            for (String name : pods) {
                ObjectNode pod = items.addObject();
                pod.putObject("metadata").put("namespace", "shop").put("name", name);
                pod.putObject("status").put("phase", "Running");
            }
            ObjectNode daemon = items.addObject();
            ObjectNode about =
                    daemon.putObject("metadata").put("namespace", "kube-system").put("name", "cni-x");
            about.putArray("ownerReferences").addObject().put("kind", "DaemonSet");
            daemon.putObject("status").put("phase", "Running");
            reply(exchange, 200, list.toString());
        } else if (path.endsWith("/eviction")) {
            String name = json.readTree(exchange.getRequestBody())
                    .at("/metadata/name")
                    .asText();
            if (budget && name.equals("web-2")) {
                reply(
                        exchange,
                        429,
                        "{\"message\": \"Cannot evict pod as it would violate the pod's disruption budget.\"}");
            } else {
                pods.remove(name);
                reply(exchange, 201, "{}");
            }
        } else {
            reply(exchange, 404, "{}");
        }
    }

    private Stance ask(String kind, Step step) {
        return camel.requestBody(
                "direct:quiesce.attempt",
                new Standstill(kind, step, host, 5, "QUIET01", "r7-12", Map.of("seat", "3"), Instant.now()),
                Stance.class);
    }

    @Test
    void a_host_is_of_the_kind_that_its_tag_says() {
        assertThat(kinds.of(List.of(host)).get(host)).isEqualTo(new Kinds.Kind("kubernetes", null));
    }

    @Test
    void a_webhook_is_told_which_host_and_answers_with_a_stance() {
        answer = "{\"posture\": \"moving\", \"ours\": true, \"why\": \"3 jobs run\", \"memo\": {\"ticket\": \"77\"}}";
        Stance stance = ask("webhook", Step.DRAIN);
        assertThat(stance).isEqualTo(new Stance(Posture.MOVING, true, "3 jobs run", Map.of("ticket", "77")));
        assertThat(heard).singleElement().satisfies(asked -> {
            assertThat(asked.path("serviceTag").asText()).isEqualTo("QUIET01");
            assertThat(asked.path("memo").path("seat").asText()).isEqualTo("3");
        });
    }

    @Test
    void what_passes_is_waited_for_and_what_does_not_is_refused() {
        status = 503;
        Stance busy = ask("webhook", Step.READY);
        assertThat(busy.posture()).isEqualTo(Posture.MOVING);
        assertThat(busy.memo()).containsEntry("seat", "3");
        status = 403;
        assertThat(ask("webhook", Step.READY).posture()).isEqualTo(Posture.REFUSED);
        status = 200;
        answer = "<html>";
        Stance nonsense = ask("webhook", Step.READY);
        assertThat(nonsense.posture()).isEqualTo(Posture.REFUSED);
        assertThat(nonsense.why()).contains("did not answer with a stance");
    }

    @Test
    void a_node_is_cordoned_its_pods_leave_and_it_comes_back() {
        assertThat(ask("kubernetes", Step.READY).posture()).isEqualTo(Posture.WORKING);
        budget = true;
        Stance drained = ask("kubernetes", Step.DRAIN);
        assertThat(drained.posture()).as(drained.why()).isEqualTo(Posture.MOVING);
        assertThat(drained.ours()).isTrue();
        assertThat(node.at("/spec/unschedulable").asBoolean()).isTrue();
        Stance waits = ask("kubernetes", Step.READY);
        assertThat(waits.posture()).isEqualTo(Posture.MOVING);
        assertThat(waits.why()).contains("1 pods").contains("web-2");
        budget = false;
        ask("kubernetes", Step.READY);
        assertThat(ask("kubernetes", Step.READY).posture()).isEqualTo(Posture.STILL);
        assertThat(ask("kubernetes", Step.RESTORE).posture()).isEqualTo(Posture.WORKING);
        assertThat(node.at("/spec/unschedulable").asBoolean()).isFalse();
    }

    @Test
    void a_node_that_somebody_else_has_cordoned_stays_cordoned() {
        ((ObjectNode) node.get("spec")).put("unschedulable", true);
        assertThat(ask("kubernetes", Step.DRAIN).posture()).isEqualTo(Posture.REFUSED);
        pods.clear();
        Stance still = ask("kubernetes", Step.DRAIN);
        assertThat(still.posture()).isEqualTo(Posture.STILL);
        assertThat(still.ours()).isFalse();
        assertThat(ask("kubernetes", Step.RESTORE).posture()).isEqualTo(Posture.REFUSED);
        assertThat(node.at("/spec/unschedulable").asBoolean()).isTrue();
    }
}
