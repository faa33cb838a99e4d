package io.farrier.crash;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.lab.LabMain;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A lab in a process of its own, and the questions that it is asked. It lives while hubs come and go. */
final class LabProcess implements AutoCloseable {

    static final String NETWORK = "127.20.40.0/26";
    static final int SPEED = Integer.getInteger("crash.speed", 200);
    static final String PASSWORD = "the-lab-that-outlives-its-hubs";

    private static final String SITE = "127.21.40.1";

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    /** One moment on both clocks. */
    private Instant wall;

    private Instant lab;

    private LabProcess(Process process) {
        this.process = process;
    }

    static LabProcess start(Path folder, int size, int seed) {
        Process process = Java.start(
                folder.resolve("lab.log"),
                List.of(),
                LabMain.class,
                List.of(
                        "--size=" + size,
                        "--chassis=0",
                        "--seed=" + seed,
                        "--speed=" + SPEED,
                        "--first-address=127.20.40.1",
                        "--site-address=" + SITE,
                        "--password=" + PASSWORD));
        LabProcess lab = new LabProcess(process);
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> lab.get("/lab/report") != null);
        lab.compareClocks();
        return lab;
    }

    private void compareClocks() {
        get("/lab"); // the first takes longer
        Instant asked = Instant.now();
        lab = Instant.parse(get("/lab").path("labTime").asText());
        wall = asked.plus(Duration.between(asked, Instant.now()).dividedBy(2));
    }

    /** When that was on the wall's clock. */
    Instant wall(Instant labTime) {
        return wall.plusNanos(Duration.between(lab, labTime).toNanos() / SPEED);
    }

    static String catalog() {
        return "http://" + SITE + ":8480/catalog/Catalog.xml.gz";
    }

    /** Address, service tag and model of each. */
    JsonNode devices() {
        return get("/lab/devices");
    }

    JsonNode device(String address) {
        return get("/lab/devices/" + address);
    }

    /** What only one who knows everything can say: over all devices. */
    JsonNode report() {
        return get("/lab/report");
    }

    void fault(String fault) {
        ask(HttpRequest.newBuilder(uri("/lab/faults"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"set\":[\"" + fault + "\"]}"))
                .build());
    }

    private JsonNode get(String path) {
        return ask(HttpRequest.newBuilder(uri(path)).build());
    }

    private static URI uri(String path) {
        return URI.create("http://" + SITE + ":8481" + path);
    }

    private JsonNode ask(HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(request.uri() + ": " + answer.statusCode() + " " + answer.body());
            }
            return json.readTree(answer.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
    }
}
