package io.farrier.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Fault;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Ask;
import io.farrier.transport.LabFleet;
import io.farrier.transport.Outcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A stuck BMC of the lab is helped by a whole hub. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecoveryTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Ledger ledger;

    LabFleet fleet;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 57, 2, "--speed=" + HubTest.SPEED);
        fleet.bmcs()
                .forEach(bmc ->
                        camel.requestBody("direct:transport.attempt", new Ask.ReadInventory(bmc), Outcome.class));
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private String request(int n, String highest) {
        HttpResponse<String> asked = Person.who(hub, "operator")
                .post(
                        "/api/v1/hosts/" + fleet.bmc(n).hostId() + "/recoveries",
                        "{\"highest\": \"%s\", \"reason\": \"JCP052 on every job\"}".formatted(highest));
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        return asked.headers().firstValue("Location").orElseThrow();
    }

    private String state(String location) {
        return Person.json(Person.who(hub, "viewer").getJson(location))
                .path("state")
                .asText();
    }

    private List<String> story(String location) {
        return ledger.stream("recovery:" + location.substring(location.lastIndexOf('/') + 1)).stream()
                .map(Event::type)
                .toList();
    }

    @Test
    void a_bmc_that_is_stuck_is_restarted_once_the_milder_rungs_did_not_help_and_the_ledger_tells_each() {
        fleet.lab().devices().get(0).fault(Fault.STUCK_UNTIL_RESET, true, null);
        String location = request(0, "reset-bmc");
        await().atMost(Duration.ofMinutes(2)).until(() -> !state(location).equals("running"));
        assertThat(state(location)).as("%s", story(location)).isEqualTo("recovered");
        assertThat(story(location))
                .startsWith("recovery.asked", "recovery.looked")
                .containsSubsequence(
                        "recovery.climbed",
                        "recovery.skipped",
                        "recovery.intended",
                        "recovery.climbed",
                        "recovery.looked",
                        "recovery.ended");
    }

    @Test
    void other_people_s_jobs_are_removed_only_after_a_person_has_seen_the_list() {
        fleet.lab().devices().get(1).fault(Fault.FOREIGN_JOB, true, null);
        String location = request(1, "clear-queue");
        await().atMost(Duration.ofMinutes(2)).until(() -> !state(location).equals("running"));
        assertThat(state(location)).as("%s", story(location)).isEqualTo("waits");
        assertThat(Person.who(hub, "operator")
                        .post("/api/v1" + location.replace("/api/v1", "") + "/approve", "{\"reason\": \"x\"}")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> approved = Person.who(hub, "approver")
                .post("/api/v1" + location.replace("/api/v1", "") + "/approve", "{\"reason\": \"they agreed\"}");
        assertThat(approved.statusCode()).as(approved.body()).isEqualTo(202);
        await().atMost(Duration.ofMinutes(2)).until(() -> !state(location).equals("running"));
        assertThat(state(location)).as("%s", story(location)).isEqualTo("recovered");
    }

    @Test
    void a_rung_that_is_none_is_refused() {
        HttpResponse<String> answer = Person.who(hub, "operator")
                .post(
                        "/api/v1/hosts/" + fleet.bmc(0).hostId() + "/recoveries",
                        "{\"highest\": \"axe\", \"reason\": \"x\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
    }
}
