package io.farrier.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Ask;
import io.farrier.transport.LabFleet;
import io.farrier.transport.Outcome;
import io.farrier.transport.Power;
import io.farrier.transport.ResetKind;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
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

    private String stuck;
    private String foreign;
    private int off;
    private String byForce;
    private String offAsked;
    private String onAsked;
    private String clusterAsked;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 57, 24, "--speed=" + HubTest.BRISK);
        fleet.bmcs()
                .forEach(bmc ->
                        camel.requestBody("direct:transport.attempt", new Ask.ReadInventory(bmc), Outcome.class));
        askForAll();
    }

    /** All at once: each takes a good while, on the way up to its rung. */
    private void askForAll() {
        fleet.lab().devices().get(0).fault(Fault.STUCK_UNTIL_RESET, true, null);
        fleet.lab().devices().get(1).fault(Fault.FOREIGN_JOB, true, null);
        int forced = device(device -> true, 2);
        off = device(RecoveryTest::cyclesPower, forced + 1);
        int on = device(RecoveryTest::cyclesPower, off + 1);
        int clustered = device(RecoveryTest::cyclesPower, on + 1);
        fleet.lab().devices().get(forced).fault(Fault.STUCK_UNTIL_FORCED, true, null);
        List.of(off, on, clustered).forEach(n -> fleet.lab().devices().get(n).fault(Fault.STUCK_UNTIL_AC, true, null));
        jdbc.sql("update hosts set cluster_moid = 'domain-c8' where id = ?")
                .params(fleet.bmc(clustered).hostId())
                .update();
        List.of(off, clustered).forEach(this::switchOff);
        byForce = request(forced, "force-clear");
        offAsked = request(off, "virtual-ac");
        onAsked = request(on, "virtual-ac");
        clusterAsked = request(clustered, "virtual-ac");
        stuck = request(0, "reset-bmc");
        foreign = request(1, "clear-queue");
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
        String location = stuck;
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
        String location = foreign;
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

    /** Approves whatever is asked for; ends when all these recoveries have. */
    private void approveAll(String... locations) {
        Person approver = Person.who(hub, "approver");
        await().atMost(Duration.ofMinutes(3)).until(() -> {
            for (String location : locations) {
                if (state(location).equals("waits")) {
                    approver.post(
                            "/api/v1" + location.replace("/api/v1", "") + "/approve",
                            "{\"reason\": \"agreed with the owners\"}");
                }
            }
            return Arrays.stream(locations)
                    .noneMatch(location -> List.of("running", "waits").contains(state(location)));
        });
    }

    /** The rungs that were taken or passed over. */
    private List<String> rungs(String location) {
        return ledger.stream("recovery:" + location.substring(location.lastIndexOf('/') + 1)).stream()
                .filter(event ->
                        event.type().equals("recovery.climbed") || event.type().equals("recovery.skipped"))
                .map(Event::sentence)
                .toList();
    }

    @Test
    void what_nothing_milder_cures_is_cleared_by_force_or_has_its_power_taken_once_a_person_agrees() {
        approveAll(byForce, offAsked, onAsked, clusterAsked);
        assertThat(rungs(byForce)).last().asString().endsWith("took force-clear");
        assertThat(state(byForce)).isEqualTo("recovered");
        assertThat(story(byForce)).contains("recovery.approval-wanted", "recovery.approved");
        assertThat(rungs(offAsked)).last().asString().endsWith("took virtual-ac");
        assertThat(state(offAsked)).isEqualTo("recovered");
        assertThat(camel.requestBody("direct:transport.attempt", new Ask.ReadPower(fleet.bmc(off)), Outcome.class)
                        .as(Power.class)
                        .state())
                .as("it was off, and stays off")
                .isEqualTo("Off");
        assertThat(rungs(onAsked)).last().asString().contains("does not get virtual-ac: the host is not off");
        assertThat(state(onAsked)).isEqualTo("stuck");
        assertThat(rungs(clusterAsked)).last().asString().contains("belongs to a vSphere cluster");
        assertThat(state(clusterAsked)).isEqualTo("stuck");
    }

    private void switchOff(int n) {
        camel.requestBody("direct:transport.attempt", new Ask.Reset(fleet.bmc(n), ResetKind.FORCE_OFF), Outcome.class);
    }

    /** An iDRAC9 from 7.00 on. */
    private static boolean cyclesPower(Device device) {
        return device.bmc().firmware().startsWith("7.");
    }

    private int device(Predicate<Device> which, int from) {
        return IntStream.range(from, fleet.bmcs().size())
                .filter(n -> which.test(fleet.lab().devices().get(n)))
                .findFirst()
                .orElseThrow();
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
