package io.farrier.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** Somebody who is told by webhook, and who does with the n-th call what a test wants. */
final class Receiver implements AutoCloseable {

    record Call(Headers headers, byte[] body) {

        JsonNode event() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        String sentence() {
            return event().at("/data/sentence").asText();
        }
    }

    interface Manner {
        /** @param n of the call, from 0 */
        void answer(int n, HttpExchange exchange) throws IOException;
    }

    static final Manner TAKES = (n, exchange) -> exchange.sendResponseHeaders(204, -1);

    final List<Call> calls = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    volatile Manner manner = TAKES;

    Receiver(String ip) throws IOException {
        server = HttpServer.create(new InetSocketAddress(ip, 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            int n;
            synchronized (this) {
                n = calls.size();
                calls.add(new Call(
                        exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes()));
            }
            manner.answer(n, exchange);
            exchange.close();
        });
        server.start();
    }

    String url() {
        return "http://%s:%d/told"
                .formatted(
                        server.getAddress().getAddress().getHostAddress(),
                        server.getAddress().getPort());
    }

    List<String> sentences() {
        return calls.stream().map(Call::sentence).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
