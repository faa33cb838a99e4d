package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Fault;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A plan whose BIOS package is bad on a third of one model; on a thousand hosts with {@code -Pfaults}.
 */
@HubTest
@Tag("sized")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadPackageTest {

    private static final int HOSTS = Integer.getInteger("farrier.test.bad-package", 48);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Plans plans;

    private LabFleet fleet;
    private Map<Long, Target> targets;
    private String model;
    private long plan;
    private JsonNode report;

    @BeforeAll
    void a_plan_in_waves() throws IOException {
        fleet = LabFleet.start(jdbc, 184, HOSTS, "--speed=" + HubTest.BRISK, "--behind=bios");
        Rollout rollout = Rollout.in(hub);
        rollout.learn(fleet);
        Map<String, Object> policy = Map.of(
                "waves",
                List.of("20%", "30%"),
                "concurrent",
                200,
                "stopAfterPercent",
                50,
                "stopAfter",
                1000,
                "soakMinutes",
                0,
                "unquiesced",
                true,
                "acknowledged",
                List.of("failed-before"));
        List<Long> ids = fleet.bmcs().stream().map(Bmc::hostId).toList();
        targets = rollout.preview(ids, policy);
        model = targets.values().stream()
                .filter(BadPackageTest::bios)
                .collect(Collectors.groupingBy(target -> target.place().model(), Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        List<Target> exposed = new ArrayList<>(targets.values().stream()
                .filter(target -> bios(target) && model.equals(target.place().model()))
                .sorted(Comparator.comparingInt(Target::wave))
                .toList());
        for (int n = 0; n < exposed.size(); n += 3) {
            long host = exposed.get(n).hostId();
            String address = fleet.bmcs().stream()
                    .filter(bmc -> bmc.hostId() == host)
                    .findFirst()
                    .orElseThrow()
                    .address();
            fleet.lab().device(address).fault(Fault.BIOS_JOB_FAILS, true, null);
        }
        plan = rollout.start(ids, policy);
        await().atMost(Duration.ofMinutes(15))
                .until(() -> plans.byId(plan).state(), Set.of("completed", "failed")::contains);
        report = Person.json(operator().getJson("/api/v1/plans/" + plan + "/report"));
        System.out.println(report.path("summary").asText());
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private String story(long run) {
        return String.join(
                "\n",
                jdbc.sql("select to_char(at, 'HH24:MI:SS.MS ') || sentence from events where run_id = ? order by id")
                        .params(run)
                        .query(String.class)
                        .list());
    }

    private Person operator() {
        return Person.who(hub, "operator");
    }

    private static boolean bios(Target target) {
        return target.promises().stream().anyMatch(promise -> promise.fqdd().startsWith("BIOS"));
    }

    @Test
    void the_model_gets_it_no_more_after_the_wave_that_follows_the_pilot() {
        int begun = 0;
        int spared = 0;
        for (JsonNode host : report.path("hosts")) {
            Target target = targets.get(host.path("hostId").asLong());
            if (bios(target) && target.place().model().equals(model)) {
                boolean waits = host.path("state").asText().equals("waiting");
                begun += waits ? 0 : 1;
                spared += waits ? 1 : 0;
                assertThat(waits || target.wave() <= 2).as(host.toString()).isTrue();
                if (waits) {
                    assertThat(host.path("sentence").asText())
                            .contains("was not started, because BIOS", "on " + model + " failed on");
                }
            }
        }
        System.out.printf("%s: %d begun, %d spared%n", model, begun, spared);
        assertThat(begun).isPositive();
        assertThat(spared).isPositive();
    }

    @Test
    void what_was_learned_is_told_once_and_the_next_plan_wants_it_acknowledged() {
        List<String> told = jdbc.sql("select sentence from events where plan_id = ? and type = 'plan.cell-closed'")
                .params(plan)
                .query(String.class)
                .list();
        assertThat(told).singleElement().asString().contains("get BIOS", "on " + model + ": it failed on", "PR21");
        long spared = targets.values().stream()
                .filter(target -> bios(target) && target.place().model().equals(model) && target.wave() > 2)
                .findFirst()
                .orElseThrow()
                .hostId();
        JsonNode careful = preview(spared, "");
        assertThat(careful.path("targets")).isEmpty();
        assertThat(careful.path("excluded").get(0).path("why").asText())
                .contains("on " + model + " failed on", "in plan " + plan, "acknowledge failed-before");
        JsonNode daring = preview(spared, ", \"acknowledged\": [\"failed-before\"]");
        assertThat(daring.path("targets")
                        .get(0)
                        .path("forecast")
                        .path("risks")
                        .get(0)
                        .asText())
                .contains("on " + model + " failed on", "PR21");
    }

    private JsonNode preview(long host, String more) {
        String draft =
                "{\"name\": \"after %d %s\", \"selector\": {\"ids\": [%d]}, \"policy\": {\"unquiesced\": true%s}, \"preview\": true}"
                        .formatted(plan, System.nanoTime(), host, more);
        return Person.json(operator().post("/api/v1/plans", draft));
    }

    @Test
    void every_other_host_is_updated() {
        for (JsonNode host : report.path("hosts")) {
            Target target = targets.get(host.path("hostId").asLong());
            if (!(bios(target) && target.place().model().equals(model))) {
                assertThat(host.path("state").asText())
                        .as(() -> story(host.path("runId").asLong()))
                        .isEqualTo("succeeded");
            }
        }
    }

    @Test
    void a_stranger_reads_what_failed_why_what_to_do_and_who_wanted_it() throws IOException {
        assertThat(report.path("plan").path("state").asText()).isEqualTo("failed");
        assertThat(report.path("summary").asText()).contains("failed", "not started", "ended inside their windows");
        JsonNode failure = report.path("failures").get(0);
        assertThat(failure.path("what").asText()).startsWith("BIOS").endsWith("on " + model);
        assertThat(failure.path("code").asText()).isEqualTo("PR21");
        assertThat(failure.path("toDo").asText()).isNotBlank();
        assertThat(report.path("history").findValuesAsText("sentence"))
                .anySatisfy(sentence -> assertThat(sentence).contains("was approved for", "by anna"));

        String page =
                operator().get("/api/v1/plans/" + plan + "/report?format=html").body();
        assertThat(page)
                .contains("What failed, and what to do", failure.path("toDo").asText());
        Files.writeString(Path.of("target", "closing-report.html"), page, StandardCharsets.UTF_8);
        HttpResponse<String> table = operator().get("/api/v1/plans/" + plan + "/report?format=csv");
        assertThat(table.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(table.body().lines()).hasSize(1 + targets.size());
    }
}
