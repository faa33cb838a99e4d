package io.farrier.crash;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executors;

/**
 * A proxy ahead of the hub's file door that lets a BMC wait while there is no hub. Without it each kill would also break
 * off the downloads that are under way, and their jobs would fail with RED006, as they should: a true ending, but another
 * one than what is asked here.
 */
final class FilesAhead implements AutoCloseable {

    static final int PORT = 18941;

    private static final Duration LONGEST = Duration.ofMinutes(4);

    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    FilesAhead() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), PORT), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/files", this::forward);
        server.start();
    }

    private void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + HubProcess.PORT
                            + exchange.getRequestURI().getRawPath()))
                    .timeout(Duration.ofSeconds(60))
                    .build();
            // A hub that is not there, or breaks off in the middle, is asked again.
            HttpResponse<byte[]> answer = await().atMost(LONGEST)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> http.send(request, BodyHandlers.ofByteArray()), Objects::nonNull);
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length == 0 ? -1 : answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
    }
}
