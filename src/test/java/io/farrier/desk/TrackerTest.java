package io.farrier.desk;

import static io.farrier.access.Person.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The worked example of docs/desk.md, step by step, with what stands there and nothing else. */
@HubTest
class TrackerTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String FILE = "routes/answer/tracker.camel.yaml";
    private static final Path CONFIG = Path.of("target/test-classes/config/tracker.yaml");

    @Autowired
    ApplicationContext hub;

    @Autowired
    Desk desk;

    @Autowired
    JdbcClient jdbc;

    private Person admin;
    private String route;
    private String map;

    @BeforeEach
    void read() throws IOException {
        admin = Person.who(hub, "administrator");
        List<String> blocks = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/desk.md")))
                .results()
                .map(MatchResult::group)
                .map(block -> block.replaceAll("```(yaml\n)?", ""))
                .toList();
        route = blocks.get(0);
        map = blocks.get(1);
        admin.put("/api/v1/route-desk", "{\"takesEdits\": true}");
    }

    @AfterEach
    void away() throws IOException {
        jdbc.sql("delete from subscriptions").update();
        if (desk.running().files().containsKey(FILE)) {
            assertThat(apply(null).statusCode()).isEqualTo(200);
        }
        jdbc.sql("delete from desk_policy").update();
        Files.deleteIfExists(CONFIG);
    }

    private HttpResponse<String> apply(String text) throws IOException {
        String body = new ObjectMapper().writeValueAsString(Map.of("files", Collections.singletonMap(FILE, text)));
        return admin.send(admin.request("/api/v1/route-desk/apply")
                .header("Content-Type", "application/json")
                .header(
                        "If-Match",
                        json(admin.get("/api/v1/route-desk")).path("hash").asText())
                .POST(BodyPublishers.ofString(body)));
    }

    private static String detail(HttpResponse<String> answer) {
        return json(answer).path("detail").asText();
    }

    @Test
    void from_an_empty_file_to_a_ticket_when_a_wave_stops() throws IOException {
        assertThat(detail(apply(""))).contains("a route file is a list: '- route:' and what belongs to it");
        assertThat(detail(apply(route.replace("ref: ticket\n", "ref: tiket\n"))))
                .contains("there is no bean called 'tiket'; did you mean 'ticket'");
        HttpResponse<String> applied = apply(route);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        Files.createDirectories(CONFIG.getParent());
        Files.writeString(CONFIG, map);

        try (Tracker tracker = new Tracker("127.20.171.1");
                LabFleet fleet = LabFleet.start(jdbc, 172, 2, "--speed=" + HubTest.BRISK)) {
            admin.put("/api/v1/secrets/tracker", "{\"value\": \"farrier:hunter2\"}");
            HttpResponse<String> subscribed = admin.post("/api/v1/subscriptions", """
                    {"name": "tracker", "kind": "tracker", "address": "%s", "secret": "vault:tracker",
                     "filter": {"types": ["plan.paused", "plan.failed"]}}
                    """.formatted(tracker.url()));
            assertThat(subscribed.statusCode()).as(subscribed.body()).isEqualTo(201);
            long id = json(subscribed).path("id").asLong();
            admin.post("/api/v1/subscriptions/" + id + "/test", "");
            tickets(tracker, id, 1);

            Rollout rollout = Rollout.in(hub);
            rollout.learn(fleet);
            long plan = rollout.start(fleet.bmcs().stream().map(Bmc::hostId).toList());
            await().atMost(SOON)
                    .until(() -> jdbc.sql("select count(*) from events where plan_id = ? and type = 'plan.wave'")
                                    .params(plan)
                                    .query(Long.class)
                                    .single()
                            == 1);
            HttpResponse<String> paused = admin.post("/api/v1/plans/" + plan + "/pause", "{}");
            assertThat(paused.statusCode()).as(paused.body()).isLessThan(300);
            tickets(tracker, id, 2);
            JsonNode ticket = tracker.tickets.getLast();
            assertThat(ticket.path("title").asText()).contains("paused");
            assertThat(ticket.path("queue").asText()).isEqualTo("firmware");
            assertThat(ticket.path("priority").asInt()).isEqualTo(2);

            // Told again, as after a crash: the ticket is there.
            admin.post("/api/v1/subscriptions/" + id + "/replay", "{\"after\": \"0-0\"}");
            await().atMost(SOON).until(() -> tracker.logins.size() >= 6);
            assertThat(tracker.tickets.stream()
                            .map(it -> it.path("ref").asText())
                            .distinct())
                    .hasSize(tracker.tickets.size());
            assertThat(tracker.logins).allMatch(login -> login.startsWith("Basic "));
            assertThat(admin.post("/api/v1/plans/" + plan + "/cancel", "{}").statusCode())
                    .isLessThan(300);
        }
    }

    private void tickets(Tracker tracker, long id, int count) {
        await().atMost(SOON).untilAsserted(() -> assertThat(tracker.tickets)
                .as(() -> admin.get("/api/v1/subscriptions/" + id).body())
                .hasSize(count));
    }
}
