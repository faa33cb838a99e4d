package io.farrier.opinion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.catalog.Syncs;
import io.farrier.run.Rollout;
import io.farrier.run.RunEvent;
import io.farrier.run.Runs;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Devices of the lab are asked what they would install, and held against the hub's own verdicts. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpinionTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Opinions opinions;

    @Autowired
    Turns turns;

    @Autowired
    Runs runs;

    @Autowired
    Syncs syncs;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    TransactionTemplate transaction;

    private LabFleet fleet;

    @BeforeAll
    void begin() throws IOException {
        fleet = LabFleet.start(jdbc, 191, 5, "--speed=" + HubTest.SPEED);
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

    /** As on a site without internet: no device could fetch it from where it came from. */
    @Test
    void a_catalog_from_a_file_will_do_since_the_device_gets_the_hubs_copy_by_a_link_of_its_own(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("Catalog.xml.gz");
        try (InputStream in = URI.create(fleet.lab().catalogUrl()).toURL().openStream()) {
            Files.copy(in, file);
        }
        String before = jdbc.sql("select source from catalogs where state = 'current' and source like 'http%' limit 1")
                .query(String.class)
                .single();
        jdbc.sql("update catalogs set state = 'superseded' where state = 'current'")
                .update();
        Syncs.Requested asked = syncs.request(file.toUri().toString(), "anna");
        camel.sendBody("jms:" + asked.ring().queue(), asked.ring().text());
        await().until(() -> !syncs.find(asked.id()).orElseThrow().state().equals("running"));
        try {
            Rollout.in(hub).compare(fleet);
            JsonNode held = told(3);
            assertThat(held.path("opinion").path("catalog").asText())
                    .isEqualTo(file.toUri().toString());
            assertThat(held.path("opinion").path("offers")).isNotEmpty();
            assertThat(held.path("disagreements")).as(held.toString()).isEmpty();
            assertThat(jdbc.sql(
                                    "select asked from links where host_id = ? and catalog_id is not null and closed_at is not null")
                            .params(fleet.bmc(3).hostId())
                            .query(Integer.class)
                            .single())
                    .isEqualTo(1);
            assertThat(held.toString()).doesNotContain("/files/");
        } finally {
            jdbc.sql("update catalogs set state = 'superseded' where state = 'current'")
                    .update();
            jdbc.sql("update catalogs set state = 'current' where id = (select max(id) from catalogs where source = ?)")
                    .params(before)
                    .update();
        }
    }

    @Test
    void a_run_and_a_question_never_write_to_the_same_device() throws Exception {
        long host = fleet.bmc(2).hostId();
        long plan = jdbc.sql(
                        "insert into update_plans (name, selector, created_by, state) values (?, '{}', 'anna', 'completed') returning id")
                .params("opinion " + System.nanoTime())
                .query(Long.class)
                .single();
        Ring ring = opinions.ask(host, opinions.catalog(host).orElseThrow(), "anna");
        Turn turn = turns.claim(Kind.OPINION, ring.bell(), "me", Duration.ofMinutes(1))
                .orElseThrow();
        Opinion asked = opinions.ofHost(host).orElseThrow();
        RunEvent.Admitted admitted = new RunEvent.Admitted(List.of(), "GracefulRestart");
        // A run that is being admitted at this very moment.
        transaction.executeWithoutResult(admission -> {
            assertThat(runs.admit(plan, host, 1, admitted)).isPresent();
            assertThat(CompletableFuture.supplyAsync(() -> intended(turn, asked))
                            .join())
                    .isEmpty();
            admission.setRollbackOnly();
        });
        // One that is at work.
        jdbc.sql(
                        "insert into host_runs (plan_id, host_id, wave, state, due_at) values (?, ?, 1, 'human', now() + interval '1 day')")
                .params(plan, host)
                .update();
        assertThat(intended(turn, asked)).isEmpty();
        jdbc.sql("delete from host_runs where plan_id = ?").params(plan).update();
        // And the reverse.
        assertThat(intended(turn, asked)).isPresent();
        transaction.executeWithoutResult(
                admission -> assertThat(runs.admit(plan, host, 1, admitted)).isEmpty());
        opinions.failed(turn, "the test is over");
        transaction.executeWithoutResult(admission -> {
            assertThat(runs.admit(plan, host, 1, admitted)).isPresent();
            admission.setRollbackOnly();
        });
    }

    private Optional<String> intended(Turn turn, Opinion asked) {
        return opinions.intend(
                turn, asked, fleet.bmc(2).address(), Instant.now().plusSeconds(60));
    }

    @Test
    void a_device_is_not_asked_twice_at_once() {
        Person operator = Person.who(hub, "operator");
        String path = "/api/v1/hosts/" + fleet.bmc(4).hostId() + "/opinion";
        assertThat(operator.post(path, "").statusCode()).isEqualTo(202);
        assertThat(operator.post(path, "").statusCode()).isEqualTo(409);
    }
}
