package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Show 1: a change that is approved in an ITSM starts a rollout in the lab, by programs that nobody here wrote. */
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

    private LabFleet fleet;
    private Rollout rollout;
    private Client client;

    @BeforeAll
    void a_lab() throws IOException {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 163, 4, "--speed=" + HubTest.SPEED, "--behind=bios", "--job-takes=20");
        rollout.learn(fleet);
        client = Client.approver(hub);
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    @Test
    void qpid_proton_starts_a_rollout_by_amqp() throws Exception {
        Client.assumeProton();
        Ticket ticket = new Ticket();
        assertThat(client.amqp("trigger.in", ticket.approved(List.of(host(0)))).out())
                .contains("settled");
        updated(ticket, 1);
    }

    @Test
    void mosquitto_pub_starts_a_rollout_by_mqtt() throws Exception {
        Client.assumeMosquitto();
        Ticket ticket = new Ticket();
        assertThat(client.mqtt("trigger/in", Ticket.text(ticket.approved(List.of(host(1)))))
                        .exit())
                .isZero();
        updated(ticket, 1);
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
