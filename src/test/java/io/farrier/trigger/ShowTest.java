package io.farrier.trigger;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Show 1: a change that is approved in an ITSM starts a rollout in the lab and its result is received, by programs that nobody here
 * wrote.
 */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShowTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Changes changes;

    @Autowired
    EmbeddedActiveMQ broker;

    private LabFleet fleet;
    private Rollout rollout;

    @BeforeAll
    void a_lab() throws IOException {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 163, 4, "--speed=" + HubTest.BRISK, "--behind=bios");
        rollout.learn(fleet);
    }

    @AfterAll
    void close() {
        jdbc.sql("delete from subscriptions").update();
        fleet.close();
    }

    @Test
    void qpid_proton_starts_a_rollout_by_amqp() throws Exception {
        Client.assumeProton();
        Ticket ticket = new Ticket();
        Client client = Client.approver(hub);
        subscribe(ticket, "queue:answer." + client.user());
        assertThat(client.amqp("trigger.in", ticket.approved(List.of(host(0)))).out())
                .contains("settled");
        told(client.received("answer." + client.user(), "accept"), ticket);
        updated(ticket, 1);
    }

    @Test
    void mosquitto_pub_starts_a_rollout_by_mqtt() throws Exception {
        Client.assumeMosquitto();
        Ticket ticket = new Ticket();
        Client client = Client.approver(hub);
        Path heard = Files.createTempFile("heard", ".json");
        Process listener = client.listening("answer/" + client.user(), heard);
        await().atMost(SOON).until(() -> listens(client.user()));
        subscribe(ticket, "topic:answer." + client.user());
        assertThat(client.mqtt("trigger/in", Ticket.text(ticket.approved(List.of(host(1)))))
                        .exit())
                .isZero();
        assertThat(listener.waitFor(3, TimeUnit.MINUTES)).isTrue();
        told(Files.readString(heard), ticket);
        updated(ticket, 1);
    }

    /** Is told the result of the change as a whole. */
    private void subscribe(Ticket ticket, String address) {
        var said =
                Person.who(hub, "administrator").post("/api/v1/subscriptions", """
                {"name": "%1$s", "kind": "message", "address": "%2$s",
                 "filter": {"change": "%1$s", "types": ["plan"], "stages": ["result"]}}
                """.formatted(ticket.number(), address));
        assertThat(said.statusCode()).as(said.body()).isEqualTo(201);
    }

    private boolean listens(String user) throws Exception {
        return broker.getActiveMQServer().getPostOffice().getAddressInfo(SimpleString.of("answer." + user)) != null
                && !broker.getActiveMQServer()
                        .bindingQuery(SimpleString.of("answer." + user))
                        .getQueueNames()
                        .isEmpty();
    }

    private static void told(String answer, Ticket ticket) throws IOException {
        JsonNode event = new ObjectMapper().readTree(answer);
        assertThat(event.path("type").asText()).as(answer).isEqualTo("farrier.plan.completed");
        assertThat(event.path("subject").asText()).isEqualTo(ticket.number());
        assertThat(event.at("/data/stage").asText()).isEqualTo("result");
        assertThat(event.at("/data/change/source").asText()).isEqualTo(Ticket.SOURCE);
    }

    private long host(int n) {
        return fleet.bmcs().stream().map(Bmc::hostId).toList().get(n);
    }

    private void updated(Ticket ticket, int hosts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(changes.page(ticket.number(), 0, 10))
                .as(() -> Told.about(jdbc, ticket))
                .singleElement()
                .returns("planned", Changes.Row::state));
        Long plan = changes.page(ticket.number(), 0, 1).getFirst().planId();
        rollout.endings(plan, hosts, Duration.ofMinutes(3)).values().forEach(ending -> assertThat(ending.state())
                .as(ending.reason())
                .isEqualTo("succeeded"));
    }
}
