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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A vendor's web server on loopback, with files that a test puts there. */
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Reply> files = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final Map<String, Queue<Integer>> cuts = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();

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

    /** The first answers end each at one of these places of the file, the next do not. */
    public FileServer cuts(String path, byte[] body, Integer... places) {
        cuts.put(path, new ConcurrentLinkedQueue<>(List.of(places)));
        return put(path, body);
    }

    /** Bytes of all bodies. */
    public long sent() {
        return sent.get();
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
        int from = from(exchange, reply);
        if (from > 0) {
            status = 206;
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes %d-%d/%d".formatted(from, reply.body().length - 1, reply.body().length));
        }
        asked.add(exchange.getRequestMethod() + " " + path + " " + status);
        if (status != 200 && status != 206 || reply.claimed() == 0) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, reply.claimed() - from);
        Queue<Integer> places = cuts.get(path);
        Integer place = places == null ? null : places.poll();
        int to = place == null ? reply.body().length : Math.max(from, place);
        // Closing it too early, as after a body that was cut, ends the connection.
        try (OutputStream body = exchange.getResponseBody()) {
            int half = from + (to - from) / 2;
            body.write(reply.body(), from, half - from);
            body.flush();
            if (gates.containsKey(path)) {
                gates.get(path).await();
            }
            body.write(reply.body(), half, to - half);
            body.flush();
            sent.addAndGet(to - from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where a range begins that this file is still the right one for; 0: it is sent whole. */
    private static int from(HttpExchange exchange, Reply reply) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = reply.etag() != null
                && reply.etag().equals(exchange.getRequestHeaders().getFirst("If-Range"));
        return range == null || !same ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
