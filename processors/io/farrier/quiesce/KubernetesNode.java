package io.farrier.quiesce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import io.farrier.quiesce.Stance.Posture;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A node of Kubernetes, brought to a standstill as {@code kubectl drain --ignore-daemonsets} does it: cordoned, and its pods evicted,
 * which their disruption budgets may put off. A node that the hub cordoned carries its annotation.
 */
@Component("kubernetesNode")
class KubernetesNode {

    static final String OURS = "farrier.io/cordoned-by-run";

    private static final String NODE = "kubernetesNode";
    private static final String PODS = "kubernetesPods";
    private static final String NAME = "kubernetesName";

    record Pod(String namespace, String name) {}

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final String server;
    private final boolean shadow;

    KubernetesNode(
            JdbcClient jdbc,
            ObjectMapper json,
            @Value("${farrier.quiesce.kubernetes.url}") String server,
            @Value("${farrier.mode}") String mode) {
        this.jdbc = jdbc;
        this.json = json;
        this.server = server.replaceFirst("/$", "");
        this.shadow = mode.equals("shadow");
    }

    /** Which node the host is: its tag {@code node}, else its name. */
    public void find(Exchange exchange, @ExchangeProperty(QuiesceDoor.STANDSTILL) Standstill standstill) {
        if (server.isEmpty()) {
            throw new Refused(
                    "no-kubernetes", 409, "farrier.quiesce.kubernetes.url is not set: no API server is known.");
        }
        String name = jdbc.sql("select coalesce(tags ->> 'node', fqdn) from hosts where id = ?")
                .params(standstill.hostId())
                .query((row, n) -> String.valueOf(row.getString(1)))
                .optional()
                .orElse("null");
        if (!name.matches("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")) {
            throw new Refused(
                    "no-node",
                    409,
                    "%s names no node: give the host the tag node with the node's name.".formatted(standstill.label()));
        }
        exchange.setProperty(NAME, name);
    }

    public void askNode(Message message, @ExchangeProperty(NAME) String name) {
        ask(message, "GET", "/api/v1/nodes/" + name, null);
    }

    public void takeNode(Exchange exchange) throws IOException {
        exchange.setProperty(NODE, read(exchange.getMessage()));
    }

    public void askPods(Message message, @ExchangeProperty(NAME) String name) {
        String selector = URLEncoder.encode("spec.nodeName=" + name, StandardCharsets.UTF_8);
        ask(message, "GET", "/api/v1/pods", null);
        message.setHeader(HttpConstants.HTTP_QUERY, "fieldSelector=" + selector);
    }

    public void takePods(Exchange exchange) throws IOException {
        List<Pod> pods = new ArrayList<>();
        for (JsonNode pod : read(exchange.getMessage()).path("items")) {
            if (moves(pod)) {
                pods.add(new Pod(
                        pod.at("/metadata/namespace").asText(),
                        pod.at("/metadata/name").asText()));
            }
        }
        exchange.setProperty(PODS, pods);
    }

    /** A daemon's pod would be started there again, a static one belongs to the node, and one that has ended runs no more. */
    private static boolean moves(JsonNode pod) {
        for (JsonNode owner : pod.at("/metadata/ownerReferences")) {
            if (owner.path("kind").asText().equals("DaemonSet")) {
                return false;
            }
        }
        String phase = pod.at("/status/phase").asText();
        return !pod.at("/metadata/annotations").has("kubernetes.io/config.mirror")
                && !phase.equals("Succeeded")
                && !phase.equals("Failed");
    }

    /** Whether it is ours to cordon, or was. @throws Refused where somebody else has cordoned it, and pods run there */
    public boolean mine(
            @ExchangeProperty(NODE) JsonNode node,
            @ExchangeProperty(PODS) List<Pod> pods,
            @ExchangeProperty(QuiesceDoor.STANDSTILL) Standstill standstill) {
        if (!cordoned(node) || marked(node)) {
            return true;
        }
        if (!pods.isEmpty()) {
            throw new Refused(
                    "cordoned",
                    409,
                    "Somebody has cordoned the node of %s and left %d pods on it. Uncordon it, or evict them."
                            .formatted(standstill.label(), pods.size()));
        }
        return false;
    }

    public void askCordon(
            Message message,
            @ExchangeProperty(NAME) String name,
            @ExchangeProperty(QuiesceDoor.STANDSTILL) Standstill standstill) {
        patch(message, name, true, String.valueOf(standstill.runId()));
    }

    public void askUncordon(
            Message message, @ExchangeProperty(NAME) String name, @ExchangeProperty(NODE) JsonNode node) {
        if (cordoned(node) && !marked(node)) {
            throw new Refused("cordoned", 409, "The hub has not cordoned " + name + ", so it leaves it as it is.");
        }
        patch(message, name, false, null);
    }

    private void patch(Message message, String name, boolean cordoned, String run) {
        var annotations = json.createObjectNode().put(OURS, run);
        var body = json.createObjectNode();
        body.putObject("spec").put("unschedulable", cordoned);
        body.putObject("metadata").set("annotations", annotations);
        ask(message, "PATCH", "/api/v1/nodes/" + name, body);
        message.setHeader("Content-Type", "application/merge-patch+json");
    }

    /** The pods that are to go. Nothing while the node is not cordoned by the hub. */
    public List<Pod> pods(@ExchangeProperty(PODS) List<Pod> pods, @ExchangeProperty(NODE) JsonNode node) {
        return cordoned(node) && marked(node) ? pods : List.of();
    }

    public void askEvict(Message message, @Body Pod pod) {
        var body = json.createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        body.putObject("metadata").put("name", pod.name()).put("namespace", pod.namespace());
        ask(message, "POST", "/api/v1/namespaces/%s/pods/%s/eviction".formatted(pod.namespace(), pod.name()), body);
        message.setHeader("Content-Type", "application/json");
    }

    public Stance stance(
            @ExchangeProperty(QuiesceDoor.STANDSTILL) Standstill standstill,
            @ExchangeProperty(NAME) String name,
            @ExchangeProperty(NODE) JsonNode node,
            @ExchangeProperty(PODS) List<Pod> pods) {
        Map<String, String> memo = Map.of("node", name);
        if (cordoned(node)) {
            return pods.isEmpty()
                    ? new Stance(
                            Posture.STILL, marked(node), "The node %s is cordoned and empty.".formatted(name), memo)
                    : new Stance(
                            Posture.MOVING,
                            marked(node),
                            "%d pods are yet to leave the node %s, as %s."
                                    .formatted(
                                            pods.size(), name, pods.getFirst().name()),
                            memo);
        }
        return isReady(node)
                ? new Stance(Posture.WORKING, false, "The node %s is ready.".formatted(name), memo)
                : new Stance(Posture.MOVING, false, "The node %s is not ready.".formatted(name), memo);
    }

    private static boolean cordoned(JsonNode node) {
        return node.at("/spec/unschedulable").asBoolean(false);
    }

    private static boolean marked(JsonNode node) {
        return node.at("/metadata/annotations").hasNonNull(OURS);
    }

    private static boolean isReady(JsonNode node) {
        for (JsonNode condition : node.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    private void ask(Message message, String method, String path, JsonNode body) {
        if (shadow && !method.equals("GET")) {
            throw new Refused(
                    "shadow", 409, "%s %s was held back: this hub is in shadow mode.".formatted(method, path));
        }
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, server + path);
        message.setHeader(HttpConstants.HTTP_METHOD, method);
        message.setHeader("Accept", "application/json");
        message.setBody(body == null ? null : body.toString());
    }

    private JsonNode read(Message message) throws IOException {
        JsonNode read = json.readTree(message.getBody(byte[].class));
        message.removeHeaders("*");
        message.setBody(null);
        return read;
    }
}
