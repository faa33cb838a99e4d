package io.farrier.answer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A stand-in for ServiceNow's Table API, as its reference describes it: {@code GET /api/now/table/<table>?sysparm_query=field=value},
 * POST that makes a record, whatever is there already, and PATCH that edits one. It knows nothing of the hub, and logs what
 * it was told.
 */
public final class Servicenow implements AutoCloseable {

    /** @param status that it answered */
    public record Told(String verb, String table, Map<String, String> fields, int status) {}

    interface Mood {
        /** Whether it has answered by itself. @param n of the request, from 0 */
        boolean answers(int n, HttpExchange exchange) throws IOException;
    }

    static final Mood WELL = (n, exchange) -> false;

    private static final ObjectMapper JSON = new ObjectMapper();

    public final List<Told> log = new CopyOnWriteArrayList<>();
    final Map<String, Map<String, ObjectNode>> tables = new ConcurrentHashMap<>();
    private final HttpServer server;
    private int asked;
    public volatile String password = "right";
    volatile Mood mood = WELL;
    /** After a record was made and before that is answered. */
    volatile Runnable made = () -> {};

    public Servicenow(String ip) throws IOException {
        server = HttpServer.create(new InetSocketAddress(ip, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                int n;
                synchronized (this) {
                    n = asked++;
                }
                if (!mood.answers(n, exchange)) {
                    serve(exchange);
                }
            }
        });
        server.start();
    }

    public String url() {
        return "http://%s:%d"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort());
    }

    synchronized int asked() {
        return asked;
    }

    public String change(String number) {
        ObjectNode change = JSON.createObjectNode().put("number", number).put("state", "-5");
        return insert("change_request", change);
    }

    public String state(String sysId) {
        return tables.get("change_request").get(sysId).path("state").asText();
    }

    /** The descriptions of the tasks of a change, in the order in which they were made. */
    List<String> tasks(String changeId) {
        return log.stream()
                .filter(told -> told.verb().equals("POST")
                        && told.status() == 201
                        && changeId.equals(told.fields().get("change_request")))
                .map(told -> told.fields().get("short_description"))
                .toList();
    }

    private String insert(String table, ObjectNode row) {
        String id = UUID.randomUUID().toString().replace("-", "");
        row.put("sys_id", id);
        tables.computeIfAbsent(table, t -> new ConcurrentHashMap<>()).put(id, row);
        return id;
    }

    private void serve(HttpExchange exchange) throws IOException {
        String login =
                "Basic " + Base64.getEncoder().encodeToString(("farrier:" + password).getBytes(StandardCharsets.UTF_8));
        String verb = exchange.getRequestMethod();
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (!login.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(
                    exchange,
                    401,
                    JSON.readTree("{\"error\": {\"message\": \"User Not Authenticated\"}, \"status\": \"failure\"}"));
            return;
        }
        if (path.length < 5 || !exchange.getRequestURI().getPath().startsWith("/api/now/table/")) {
            answer(
                    exchange,
                    400,
                    JSON.readTree("{\"error\": {\"message\": \"Requested URI does not represent any resource\"}}"));
            return;
        }
        String table = path[4];
        Map<String, ObjectNode> rows = tables.computeIfAbsent(table, t -> new ConcurrentHashMap<>());
        ObjectNode result = JSON.createObjectNode();
        switch (verb) {
            case "GET" -> {
                String query = query(exchange.getRequestURI().getRawQuery());
                String[] term = query.split("=", 2);
                var found = result.putArray("result");
                rows.values().stream()
                        .filter(row -> row.path(term[0]).asText().equals(term[1]))
                        .forEach(row -> found.addObject().set("sys_id", row.get("sys_id")));
                answer(exchange, 200, result);
            }
            case "POST" -> {
                ObjectNode row = (ObjectNode) JSON.readTree(exchange.getRequestBody());
                insert(table, row);
                note(verb, table, row, 201);
                made.run();
                answer(exchange, 201, result.set("result", row));
            }
            case "PATCH" -> {
                ObjectNode row = path.length < 6 ? null : rows.get(path[5]);
                ObjectNode edit = (ObjectNode) JSON.readTree(exchange.getRequestBody());
                if (row == null) {
                    answer(exchange, 404, JSON.readTree("{\"error\": {\"message\": \"No Record found\"}}"));
                    return;
                }
                row.setAll(edit);
                note(verb, table, edit, 200);
                answer(exchange, 200, result.set("result", row));
            }
            default -> answer(exchange, 405, JSON.readTree("{\"error\": {\"message\": \"Method not allowed\"}}"));
        }
    }

    private void note(String verb, String table, ObjectNode fields, int status) {
        Map<String, String> copy = new ConcurrentHashMap<>();
        fields.fields()
                .forEachRemaining(
                        field -> copy.put(field.getKey(), field.getValue().asText()));
        log.add(new Told(verb, table, copy, status));
    }

    private static String query(String raw) {
        for (String parameter : raw.split("&")) {
            if (parameter.startsWith("sysparm_query=")) {
                return URLDecoder.decode(parameter.substring("sysparm_query=".length()), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    static void answer(HttpExchange exchange, int status, com.fasterxml.jackson.databind.JsonNode json)
            throws IOException {
        answer(exchange, status, "application/json;charset=UTF-8", json.toString());
    }

    static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
