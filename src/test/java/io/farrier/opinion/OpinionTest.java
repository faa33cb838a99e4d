package io.farrier.opinion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.run.Rollout;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Devices of the lab are asked what they would install, and held against the hub's own verdicts. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpinionTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private LabFleet fleet;

    @BeforeAll
    void begin() throws IOException {
        fleet = LabFleet.start(jdbc, 191, 4, "--speed=" + HubTest.SPEED);
        Rollout.in(hub).learn(fleet);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private JsonNode told(int n) {
        Person operator = Person.who(hub, "operator");
        String path = "/api/v1/hosts/" + fleet.bmc(n).hostId() + "/opinion";
        assertThat(operator.getJson(path).statusCode()).isIn(200, 404);
        assertThat(operator.post(path, "").statusCode()).isEqualTo(202);
        await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
            JsonNode held = Person.json(operator.getJson(path));
            assertThat(held.path("opinion").path("state").asText())
                    .as(held.toString())
                    .isEqualTo("told");
        });
        return Person.json(operator.getJson(path));
    }

    @Test
    void a_device_and_the_hub_that_read_the_same_catalog_say_the_same_and_nothing_is_installed() {
        JsonNode held = told(0);
        assertThat(held.path("opinion").path("offers")).isNotEmpty();
        assertThat(held.path("disagreements")).as(held.toString()).isEmpty();
        assertThat(fleet.lab().device(fleet.bmc(0).address()).tally().submits()).isEmpty();
    }

    @Test
    void where_they_differ_it_is_listed_with_what_it_may_come_from() {
        long host = fleet.bmc(1).hostId();
        jdbc.sql(
                        "update verdicts set verdict = 'current', available = null where host_id = ? and verdict = 'outdated' and inventory_id ="
                                + " (select min(inventory_id) from verdicts where host_id = ? and verdict = 'outdated' and fqdd not like 'NIC%')")
                .params(host, host)
                .update();
        JsonNode held = told(1);
        assertThat(held.path("disagreements")).as(held.toString()).hasSize(1);
        assertThat(held.path("disagreements").get(0).path("theirs").asText()).isNotBlank();
        assertThat(held.path("disagreements").get(0).path("why").asText()).contains("the hub calls");
        JsonNode all = Person.json(
                Person.who(hub, "viewer").getJson("/api/v1/disagreements?after=" + (host - 1) + "&limit=1"));
        assertThat(all.path("items")).hasSize(1);
    }

    @Test
    void a_device_is_not_asked_twice_at_once() {
        Person operator = Person.who(hub, "operator");
        String path = "/api/v1/hosts/" + fleet.bmc(2).hostId() + "/opinion";
        assertThat(operator.post(path, "").statusCode()).isEqualTo(202);
        assertThat(operator.post(path, "").statusCode()).isEqualTo(409);
    }
}
