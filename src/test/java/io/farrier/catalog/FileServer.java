package io.farrier.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A vendor's web server on loopback, with files that a test puts there. */
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Reply> files = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private record Reply(int status, byte[] body, long claimed, String etag) {}

    public FileServer() {
        try {
            server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    public FileServer put(String path, byte[] body) {
        files.put(path, new Reply(200, body, body.length, "\"" + Arrays.hashCode(body) + "\""));
        return this;
    }

    public FileServer fail(String path, int status) {
        files.put(path, new Reply(status, new byte[0], 0, null));
        return this;
    }

    /** The connection ends after the body, though more was announced. */
    public FileServer cut(String path, byte[] body, long announced) {
        files.put(path, new Reply(200, body, announced, null));
        return this;
    }

    /** Half of the body is sent, the rest when the gate opens. */
    public FileServer hold(String path, byte[] body, CountDownLatch gate) {
        gates.put(path, gate);
        return put(path, body);
    }

    /** What was asked for: the method, the path, and the status it got. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Reply reply = files.getOrDefault(path, new Reply(404, new byte[0], 0, null));
        int status = reply.status();
        if (reply.etag() != null) {
            exchange.getResponseHeaders().set("ETag", reply.etag());
            if (reply.etag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                status = 304;
            }
        }
        asked.add(exchange.getRequestMethod() + " " + path + " " + status);
        if (status != 200 || reply.claimed() == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(200, reply.claimed());
        // Closing it too early, as after a body that was cut, ends the connection.
        try (OutputStream body = exchange.getResponseBody()) {
            int half = reply.body().length / 2;
            body.write(reply.body(), 0, half);
            body.flush();
            if (gates.containsKey(path)) {
                gates.get(path).await();
            }
            body.write(reply.body(), half, reply.body().length - half);
            body.flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
