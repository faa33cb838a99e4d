package io.farrier.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.answer.Servicenow;
import io.farrier.trigger.Client;
import io.farrier.trigger.Ticket;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.FileSystemUtils;

/**
 * Show 2, the whole chain: a change is approved by AMQP, passes the gate, waits for its window, is rolled out in the lab, and what
 * becomes of it is posted to a stand-in ServiceNow. The hub is killed twice on the way, each time when an answer was posted and that
 * was not recorded yet.
 */
@Tag("crash")
class ChainTest {

    private static final String NUMBER = "CHG0077001";
    private static final Duration LONG = Duration.ofMinutes(4);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the answers to the change are by the ledger, in their order. */
    private static final String ANSWERS = """
            select 'urn:farrier:' || e.id from events e
            where (e.plan_id in (select plan_id from changes where number = ?) or e.data ->> 'change' = ?)
              and e.type in ('change.accepted', 'plan.approved', 'change.refused', 'plan.begun', 'run.admitted', 'run.read-back',
                'run.proven', 'run.disproven', 'run.ended', 'plan.completed', 'plan.failed', 'plan.cancelled', 'change.cancelled',
                'change.withdrawn')
            order by e.tx, e.id
            """;

    private final Path folder = Path.of("target", "crash", "chain");
    private final HttpClient http = HttpClient.newHttpClient();
    private String login;

    @Test
    void a_change_is_rolled_out_and_each_answer_is_told_once_though_the_hub_is_killed_twice() throws Exception {
        Client.assumeProton();
        Java.jars();
        FileSystemUtils.deleteRecursively(folder);
        Path secret =
                Files.createDirectories(folder.resolve("data").resolve("lab")).resolve("bmc-password");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, LabProcess.PASSWORD);
        int amqp;
        try (ServerSocket free = new ServerSocket(io.farrier.Ports.free())) {
            amqp = free.getLocalPort();
        }
        Truth truth = new Truth(folder.resolve("data"));
        HubProcess hub = null;
        try (LabProcess lab = LabProcess.start(folder, 4, 77);
                Servicenow servicenow = new Servicenow("127.20.170.2");
                FilesAhead files = new FilesAhead()) {
            hub = life(amqp).up();
            learn(secret);
            String change = servicenow.change(NUMBER);
            ask("PUT", "/secrets/servicenow-answer", Map.of("value", "farrier:" + servicenow.password));
            ask(
                    "POST",
                    "/subscriptions",
                    Map.of(
                            "name", "itsm",
                            "kind", "servicenow",
                            "address", servicenow.url(),
                            "secret", "vault:servicenow-answer",
                            "filter", Map.of("change", "*")));
            ask("POST", "/users", Map.of("name", "itsm", "role", "approver", "password", "a-password-of-a-test"));
            hub.close();

            // It dies when the first answer was posted, and goes on; and when its first life had told three more.
            hub = life(amqp, "farrier.crash.at=after/answer.to.servicenow.made/1")
                    .up();
            Client itsm = new Client(
                    new MockEnvironment().withProperty("farrier.trigger.amqp", String.valueOf(amqp)),
                    "itsm",
                    "a-password-of-a-test");
            Instant opens = Instant.now().plusSeconds(20);
            assertThat(itsm.amqp("trigger.in", approved(opens)).out()).contains("settled");
            assertThat(hub.dies(LONG)).as("the hub dies at its first answer").isTrue();
            hub = life(amqp, "farrier.crash.at=after/answer.to.servicenow.made/3")
                    .up();
            assertThat(hub.dies(LONG))
                    .as("the hub dies in the middle of the rollout")
                    .isTrue();
            hub = life(amqp).up();

            await().atMost(LONG).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(truth.told(
                            "select p.state from update_plans p join changes c on c.plan_id = p.id where c.number = ?",
                            NUMBER))
                    .containsExactly("completed"));
            await().atMost(LONG).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> assertThat(
                            correlations(servicenow))
                    .as("each answer, once and in its order")
                    .containsExactlyElementsOf(truth.told(ANSWERS, NUMBER, NUMBER)));
            assertThat(new HashSet<>(correlations(servicenow))).hasSameSizeAs(correlations(servicenow));
            assertThat(servicenow.state(change)).as("of the change: review").isEqualTo("0");
            assertThat(truth.told(
                            "select distinct r.state from host_runs r join changes c on c.plan_id = r.plan_id where c.number = ?",
                            NUMBER))
                    .containsExactly("succeeded");
            assertThat(Instant.parse(truth.told(
                                    "select to_char(min(e.at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                                            + " from events e join changes c on c.plan_id = e.plan_id where c.number = ? and e.type = 'run.admitted'",
                                    NUMBER)
                            .getFirst()))
                    .as("when the first host began")
                    .isAfterOrEqualTo(opens.minusSeconds(1));
            System.out.printf(
                    "chain: %d answers, each once; the hub was killed twice%n",
                    correlations(servicenow).size());
        } finally {
            if (hub != null && hub.alive()) {
                hub.close();
            }
        }
    }

    private HubProcess life(int amqp, String... more) {
        List<String> properties = new java.util.ArrayList<>(List.of(
                "farrier.main-job.enabled=false",
                "farrier.trigger.amqp=" + amqp,
                "farrier.answer.allowed=127.20.0.0/16",
                "farrier.answer.period=100",
                "farrier.answer.longest=1s",
                "farrier.answer.servicenow.rate=1000"));
        properties.addAll(List.of(more));
        return HubProcess.start(folder, properties.toArray(String[]::new));
    }

    /** Sweeps the lab, gets its catalog, and waits until something is known to be outdated. */
    private void learn(Path secret) throws Exception {
        String password = await().atMost(LONG).until(this::firstPassword, found -> found != null);
        login = "Basic " + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8));
        // The door is open before the routes are up.
        await().atMost(LONG)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> ask("GET", "/sweeps", null));
        ask(
                "POST",
                "/credentials",
                Map.of(
                        "name",
                        "lab",
                        "username",
                        "root",
                        "vaultPath",
                        "file:" + secret.toAbsolutePath(),
                        "network",
                        LabProcess.NETWORK));
        done(ask("POST", "/sweeps", Map.of("targets", List.of(LabProcess.NETWORK))));
        done(ask("POST", "/catalogs/sync", Map.of("source", LabProcess.catalog())));
        await().atMost(LONG)
                .until(() -> new Truth(folder.resolve("data"))
                                .told("select count(*)::text from verdicts where verdict = 'outdated'")
                                .getFirst()
                                .compareTo("0")
                        > 0);
    }

    /** Null: the hub has not told it yet. */
    private String firstPassword() throws IOException {
        Matcher told = Pattern.compile("kept nowhere: (\\S+)").matcher(Files.readString(folder.resolve("hub.log")));
        return told.find() ? told.group(1) : null;
    }

    private void done(HttpResponse<String> queued) {
        String location = queued.headers().firstValue("Location").orElseThrow().replace("/api/v1", "");
        await().atMost(LONG)
                .until(() -> !JSON.readTree(ask("GET", location, null).body())
                        .path("state")
                        .asText()
                        .equals("running"));
    }

    private HttpResponse<String> ask(String verb, String path, Object body) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + HubProcess.PORT + "/api/v1" + path))
                        .header("Authorization", login)
                        .header("Content-Type", "application/json")
                        .method(
                                verb,
                                body == null
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(JSON.writeValueAsString(body)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as("%s %s: %s", verb, path, answer.body())
                .isBetween(200, 299);
        return answer;
    }

    private static JsonNode approved(Instant opens) {
        Ticket ticket = new Ticket(NUMBER);
        ObjectNode data = ticket.data();
        data.set("targets", JSON.valueToTree(Map.of("networks", List.of(LabProcess.NETWORK))));
        data.set("window", Ticket.window(opens, 8 * 3600));
        data.set("approval", JSON.createObjectNode().put("by", "maria"));
        data.set("policy", JSON.valueToTree(Map.of("waves", List.of("100%"), "concurrent", 10, "unquiesced", true)));
        return ticket.event("change.approved", data);
    }

    /** Of the tasks that were made, in the order in which they were. */
    private static List<String> correlations(Servicenow servicenow) {
        return servicenow.log.stream()
                .filter(told -> told.verb().equals("POST") && told.status() == 201)
                .map(told -> told.fields().get("correlation_id"))
                .toList();
    }
}
