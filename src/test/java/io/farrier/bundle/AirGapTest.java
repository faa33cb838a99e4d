package io.farrier.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.Farrier;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.Catalogs;
import io.farrier.plan.Target;
import io.farrier.run.Rollout;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole way from a hub that reaches the vendor to one that does not: mirror, export, import, and a plan that updates
 * servers with files which the second hub has from the bundle alone.
 */
@HubTest
class AirGapTest {

    private static final String VENDOR = "127.21.113.1";
    private static final int VENDOR_PORT = 8480;
    /** The lab's catalog has a BIOS of another server, an R730xd, and its vendor no file for it. */
    private static final String STRANGER = "0627";

    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    ApplicationContext outside;

    @Autowired
    Catalogs catalogs;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path carried;

    @Test
    void a_plan_succeeds_in_a_second_hub_with_a_bundle_of_the_first_and_the_vendor_gone() throws Exception {
        Path bundle = exported();
        assertThatThrownBy(AirGapTest::knock).isInstanceOf(ConnectException.class);
        try (ConfigurableApplicationContext inside = second(carried.resolve("data"))) {
            Person operator = Person.who(inside, "operator");
            HttpResponse<String> stranger = send(operator, bundle);
            assertThat(stranger.statusCode()).isEqualTo(422);
            assertThat(stranger.body()).contains("not signed by a key that this hub trusts");
            trust(inside);
            HttpResponse<String> taken = send(operator, bundle);
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
            assertThat(Person.json(taken).path("signer").asText()).isEqualTo("the hub outside");
            update(inside);
        }
    }

    private Path exported() throws IOException, InterruptedException {
        try (LabFleet vendor = LabFleet.start(jdbc, 113, 1, "--speed=" + HubTest.BRISK)) {
            Rollout.in(outside).learn(vendor);
            knock();
            Person operator = Person.who(outside, "operator");
            long catalog =
                    catalogs.current(vendor.lab().catalogUrl()).map(Catalog::id).orElseThrow();
            String selection = selection(catalog);
            String wish = "{\"catalogs\": [%d], \"selection\": %s}".formatted(catalog, selection);
            HttpResponse<String> tooEarly = operator.send(operator.request("/api/v1/bundles/export")
                    .header("Accept", "application/json")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(wish)));
            assertThat(tooEarly.statusCode()).isEqualTo(409);
            assertThat(tooEarly.body()).contains("are not in this hub's store").contains("mirror");
            mirror(operator, selection);
            Path bundle = carried.resolve("bundle.zip");
            HttpResponse<Path> got = http.send(
                    operator.request("/api/v1/bundles/export")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(wish))
                            .build(),
                    BodyHandlers.ofFile(bundle));
            assertThat(got.statusCode()).isEqualTo(200);
            assertThat(got.headers().firstValue("Content-Disposition").orElse(""))
                    .contains("farrier-");
            return bundle;
        }
    }

    private String selection(long catalog) {
        List<String> systems = jdbc.sql("select distinct '\"' || s.system_id || '\"' from package_systems s"
                        + " join packages p on p.id = s.package_id where p.catalog_id = ? and s.system_id <> ?")
                .params(catalog, STRANGER)
                .query(String.class)
                .list();
        return "{\"systems\": [%s], \"newest\": true}".formatted(String.join(", ", systems));
    }

    private static void mirror(Person operator, String selection) {
        HttpResponse<String> made =
                operator.post("/api/v1/mirrors", "{\"name\": \"air-gap\", \"selection\": %s}".formatted(selection));
        String mirror = made.headers().firstValue("Location").orElseThrow();
        assertThat(operator.post(mirror + "/start", "").statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !state(operator, mirror).path("state").asText().equals("running"));
        JsonNode state = state(operator, mirror);
        assertThat(state.path("state").asText()).as(state.toString()).isEqualTo("completed");
        assertThat(operator.send("DELETE", mirror, "").statusCode()).isEqualTo(204);
    }

    private static JsonNode state(Person operator, String mirror) {
        return Person.json(operator.get(mirror));
    }

    private void trust(ApplicationContext inside) {
        String key = Person.json(Person.who(outside, "viewer").get("/api/v1/bundles/key"))
                .path("publicKey")
                .asText();
        String body = "{\"name\": \"the hub outside\", \"publicKey\": \"%s\"}".formatted(key);
        assertThat(Person.who(inside, "operator")
                        .post("/api/v1/bundles/trusted-keys", body)
                        .statusCode())
                .isEqualTo(403);
        assertThat(Person.who(inside, "administrator")
                        .post("/api/v1/bundles/trusted-keys", body)
                        .statusCode())
                .isEqualTo(201);
    }

    private HttpResponse<String> send(Person person, Path bundle) throws IOException, InterruptedException {
        return http.send(
                person.request("/api/v1/bundles/import")
                        .header("Content-Type", "application/zip")
                        .POST(BodyPublishers.ofFile(bundle))
                        .build(),
                BodyHandlers.ofString());
    }

    private static void update(ConfigurableApplicationContext inside) throws IOException {
        JdbcClient truth = inside.getBean(JdbcClient.class);
        Rollout rollout = Rollout.in(inside);
        // A lab of the same models; what it has of a vendor's site is at a port that nobody knows.
        try (LabFleet fleet = LabFleet.start(truth, 114, 2, "--speed=" + HubTest.BRISK, "--vendor-port=0")) {
            rollout.compare(fleet);
            List<Long> ids = fleet.bmcs().stream().map(Bmc::hostId).toList();
            Map<Long, Target> targets = rollout.preview(ids);
            assertThat(targets).hasSize(2);
            long plan = rollout.start(ids);
            Map<Long, Ending> endings = rollout.endings(plan, 2, Duration.ofMinutes(4));
            endings.values()
                    .forEach(ending ->
                            assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("succeeded"));
            int promised = targets.values().stream()
                    .mapToInt(target -> target.promises().size())
                    .sum();
            assertThat(truth.sql("select count(*) from links where asked > 0")
                            .query(Integer.class)
                            .single())
                    .as("each file was fetched from the second hub")
                    .isEqualTo(promised)
                    .isPositive();
            assertThat(truth.sql("select count(*) from artifacts where source not like 'bundle:%'")
                            .query(Integer.class)
                            .single())
                    .isZero();
        }
    }

    private static void knock() throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(VENDOR, VENDOR_PORT), 1000);
        }
    }

    /** As the tests' hub is, with a data folder, a database, a broker and a key of its own. */
    private static ConfigurableApplicationContext second(Path data) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(io.farrier.Ports.free())) {
            port = free.getLocalPort();
        }
        List<String> args = new ArrayList<>();
        Arrays.stream(HubTest.class.getAnnotation(SpringBootTest.class).properties())
                .forEach(property -> args.add("--" + property));
        // Quartz keeps data sources by the scheduler's name, for the whole JVM.
        args.add("--spring.quartz.scheduler-name=inside");
        // And its beans of JMX would take those of the first hub with them when it ends.
        args.add("--spring.jmx.unique-names=true");
        args.add("--farrier.data=" + data.toAbsolutePath());
        args.add("--server.port=" + port);
        args.add("--farrier.files.base-url=" + URI.create("http://127.0.0.1:" + port));
        return new SpringApplicationBuilder(Farrier.class).run(args.toArray(String[]::new));
    }
}
