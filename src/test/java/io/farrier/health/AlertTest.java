package io.farrier.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.lab.device.Message;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What BMCs of the lab say by themselves, and what others say in their name. */
@HubTest
class AlertTest {

    private static final String CRITICAL = """
            {"Events": [{"MessageId": "IDRAC.2.7.PSU0003", "MessageSeverity": "Critical",
             "Message": "The power input for power supply 1 is lost.", "EventTimestamp": "2026-11-24T03:00:00+01:00"}]}
            """;

    private static LabFleet fleet;

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Hosts hosts;

    @Autowired
    Ledger ledger;

    @Autowired
    AlertTake take;

    private Person operator;

    @BeforeAll
    static void lab(@Autowired JdbcClient jdbc) throws Exception {
        fleet = LabFleet.start(jdbc, 171, 4, "--speed=" + HubTest.SPEED, "--chassis=0");
    }

    @AfterAll
    static void end() {
        fleet.close();
    }

    @BeforeEach
    void login() {
        operator = Person.who(hub, "operator");
    }

    private JsonNode place(int n) {
        var said = operator.post(
                "/api/v1/hosts/%d/alert-place".formatted(fleet.bmc(n).hostId()), "");
        assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
        return Person.json(said);
    }

    private JsonNode health(int n) {
        return Person.json(
                operator.get("/api/v1/hosts/%d/health".formatted(fleet.bmc(n).hostId())));
    }

    private static int send(String from, String url, String body) {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(from))
                .build()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(url))
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_bmc_that_was_subscribed_as_the_page_says_is_heard_and_its_age_is_shown() {
        fleet.lab().device(fleet.bmc(0).address()).with(() -> {
            var subscribers = fleet.lab().device(fleet.bmc(0).address()).subscribers();
            subscribers.enable(true);
            subscribers.add(place(0).path("destination").asText(), "farrier");
            return null;
        });
        assertThat(health(0).path("lastAlert").isNull()).isTrue();
        fleet.lab().device(fleet.bmc(0).address()).with(() -> {
            fleet.lab().device(fleet.bmc(0).address()).says(Message.LC_NOT_READY);
            return null;
        });
        await().untilAsserted(() ->
                assertThat(health(0).at("/lastAlert/messageId").asText()).endsWith(".LC060"));
        assertThat(health(0).at("/lastAlert/age").asLong(-1)).isBetween(0L, 60L);
        assertThat(health(0).at("/lastAlert/severity").asText()).isEqualTo("Warning");
    }

    @Test
    void nobody_speaks_in_the_name_of_a_bmc() {
        String mine = place(1).path("destination").asText();
        String others = place(2).path("destination").asText();
        String address = fleet.bmc(1).address();
        assertThat(send(fleet.bmc(2).address(), mine, CRITICAL)).isEqualTo(404);
        assertThat(send(address, others, CRITICAL)).isEqualTo(404);
        assertThat(send(address, mine.substring(0, mine.length() - 1) + (mine.endsWith("A") ? "B" : "A"), CRITICAL))
                .isEqualTo(404);
        assertThat(send(address, mine, "x".repeat(70_000))).isEqualTo(413);
        for (String nothing : List.of("", "{", "[]", "{\"Events\": 7}", "{\"Events\": [{}]}", "<xml/>")) {
            assertThat(send(address, mine, nothing)).as(nothing).isEqualTo(400);
        }
        assertThat(health(1).path("lastAlert").isNull()).isTrue();
        assertThat(send(address, mine, CRITICAL)).isEqualTo(204);
        assertThat(health(1).at("/lastAlert/saidAt").asText()).isEqualTo("2026-11-24T02:00:00Z");
        var viewer = Person.who(hub, "viewer");
        assertThat(viewer.post(
                                "/api/v1/hosts/%d/alert-place"
                                        .formatted(fleet.bmc(1).hostId()),
                                "")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void what_worries_wakes_the_run_once_and_is_in_the_ledger_once_however_often_it_is_said() {
        Host host = hosts.byId(fleet.bmc(3).hostId()).orElseThrow();
        long plan = jdbc.sql(
                        "insert into update_plans (name, selector, created_by) values ('alerts', '{}', 'test') returning id")
                .query(Long.class)
                .single();
        long run = jdbc.sql(
                        "insert into host_runs (plan_id, host_id, wave, due_at) values (?, ?, 1, now() + interval '1 day') returning id")
                .params(plan, host.id())
                .query(Long.class)
                .single();
        try {
            Alert login = new Alert("IDRAC.2.7.USR0030", "OK", "Successfully logged in.", null);
            Alert power = new Alert("IDRAC.2.7.PSU0003", "Critical", "The power input is lost.", null);
            assertThat(take.take(new AlertTake.Heard(host, List.of(login)))).isEmpty();
            assertThat(take.take(new AlertTake.Heard(host, List.of(power, login))))
                    .extracting(Ring::queue, ring -> ring.bell().id())
                    .containsExactly(tuple(Kind.RUN.queue(), run));
            for (int n = 0; n < 50; n++) {
                assertThat(take.take(new AlertTake.Heard(host, List.of(power)))).isEmpty();
            }
            assertThat(health(3).at("/lastAlert/heard").asInt()).isEqualTo(53);
            assertThat(ledger.stream("host:" + host.id()).stream()
                            .filter(event -> event.type().equals("host.alerted")))
                    .singleElement()
                    .extracting(Event::sentence)
                    .asString()
                    .contains("The power input is lost.", "PSU0003", host.label());
        } finally {
            jdbc.sql("update host_runs set state = 'cancelled', ended_at = now() where id = ?")
                    .params(run)
                    .update();
        }
    }
}
