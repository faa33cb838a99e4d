package io.farrier.quiesce;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.farrier.HubTest;
import io.farrier.desk.Desk;
import io.farrier.desk.RouteSet;
import io.farrier.desk.Verdict;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill.Step;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A team's own kind: the file of docs/quiesce.md, laid beside the others on a running hub. */
@HubTest
class OwnKindTest {

    @Autowired
    Desk desk;

    @Autowired
    ProducerTemplate camel;

    private RouteSet shipped;
    private HttpServer bridge;
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        shipped = desk.running();
        bridge = HttpServer.create(new InetSocketAddress("127.20.124.3", 8990), 0);
        bridge.createContext("/", exchange -> {
            heard.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] stance = "{\"posture\": \"still\", \"ours\": true, \"why\": \"No job runs.\"}"
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, stance.length);
            exchange.getResponseBody().write(stance);
            exchange.close();
        });
        bridge.start();
    }

    @AfterEach
    void back() {
        bridge.stop(0);
        assertThat(desk.apply(shipped, "test")).isInstanceOf(Verdict.Accepted.class);
    }

    private Stance ask() {
        Standstill standstill =
                new Standstill("slurm", Step.DRAIN, 1, 42, "ABCD123", "node-1", Map.of(), Instant.now());
        return camel.requestBody("direct:quiesce.attempt", standstill, Stance.class);
    }

    @Test
    void a_kind_is_there_as_soon_as_its_file_is() throws IOException {
        assertThat(ask().why()).contains("No route quiesce.slurm.drain runs");
        String page = Files.readString(Path.of("docs", "quiesce.md"));
        String file = page.substring(page.indexOf("```yaml") + 8, page.indexOf("```", page.indexOf("```yaml") + 8))
                .replace("slurm-bridge.example.net", "127.20.124.3:8990");
        Map<String, String> files = new TreeMap<>(shipped.files());
        files.put("routes/quiesce/slurm.camel.yaml", file);
        assertThat(desk.apply(new RouteSet(files), "anna")).isInstanceOf(Verdict.Accepted.class);
        assertThat(ask()).isEqualTo(new Stance(Posture.STILL, true, "No job runs.", Map.of()));
        assertThat(heard).containsExactly("/drain {\"node\": \"ABCD123\", \"run\": 42}");
    }
}
