package io.farrier.run;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.hub.Halts;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.JobState;
import io.farrier.lab.device.Tally;
import io.farrier.plan.Plans;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Somebody halts the world while many hosts are being updated. The lab says when what reached it. */
@HubTest
class HaltTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    /** From the moment in which the halt was asked for. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private static final String LIVE =
            "select count(*) from host_runs where plan_id = ? and ended_at is null and state <> 'human'";

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Plans plans;

    @Autowired
    Halts halts;

    @Test
    void two_seconds_after_a_halt_nothing_is_submitted_or_reset_any_more() throws IOException {
        show(146, 40);
    }

    @Test
    @Tag("faults")
    void nor_with_five_hundred_hosts_in_flight() throws IOException {
        assertThat(show(148, 500)).as("until it was answered").isLessThan(SOON);
    }

    @Test
    void a_plan_that_was_started_in_the_moment_of_a_halt_begins_nobody() throws IOException {
        Rollout rollout = Rollout.in(hub);
        Person approver = Person.who(hub, "approver");
        try (LabFleet fleet = LabFleet.start(jdbc, 197, 2, "--speed=" + HubTest.SPEED)) {
            rollout.learn(fleet);
            List<Long> ids = fleet.bmcs().stream().map(bmc -> bmc.hostId()).toList();
            // The halt's own look at the plans that are under way has not found it.
            long plan = rollout.start(ids, () -> halts.begin("smoke in row 5", "anna"));
            try {
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> plans.byId(plan).state().equals("paused"));
                assertThat(plans.byId(plan).reason()).contains("halted by anna").contains("smoke in row 5");
                assertThat(rollout.count(plan, "run.admitted")).isEmpty();
            } finally {
                assertThat(approver.delete("/api/v1/halt").statusCode()).isEqualTo(200);
            }
        }
    }

    /** A job that was at work when the world was halted. */
    private record Working(Device device, String jid) {
        boolean done() {
            return device.with(() -> device.jobs().find(jid).orElseThrow().state() == JobState.COMPLETED);
        }
    }

    /** Returns after what time the halt was answered. */
    private Duration show(int third, int size) throws IOException {
        Rollout rollout = Rollout.in(hub);
        Person operator = Person.who(hub, "operator");
        Person approver = Person.who(hub, "approver");
        try (LabFleet fleet = LabFleet.start(jdbc, third, size, "--speed=" + HubTest.SPEED)) {
            rollout.learn(fleet);
            Map<Long, Target> targets = rollout.preview(
                    fleet.bmcs().stream().map(bmc -> bmc.hostId()).toList());
            Fates fates = new Fates(rollout, fleet, targets);
            long plan = rollout.start(List.copyOf(targets.keySet()));
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            rollout.count(plan, "run.admitted").size() == targets.size() && staged(fleet) > size / 10);

            // Nobody halts the world by the first request of a hub's life.
            assertThat(operator.get("/api/v1/halt").statusCode()).isEqualTo(200);
            long live = jdbc.sql(LIVE).params(plan).query(Long.class).single();
            int stagedThen = staged(fleet);
            Instant asked = fleet.lab().clock().now();
            long began = System.nanoTime();
            HttpResponse<String> halted = operator.post("/api/v1/halt", "{\"reason\": \"smoke in row 4\"}");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            List<Working> working = working(fleet);
            try {
                assertThat(halted.statusCode()).as(halted.body()).isEqualTo(202);
                Map<Long, Ending> endings = rollout.endings(plan, targets.size(), LONG);
                Duration last = last(fleet, asked);
                System.out.printf(
                        "halt: %d of %d hosts in flight, %d jobs staged, %d at work; answered after %d ms; the last"
                                + " submit or reset at a device %d ms after it was asked; ended %s%n",
                        live,
                        targets.size(),
                        stagedThen,
                        working.size(),
                        took.toMillis(),
                        last.toMillis(),
                        endings.values().stream().collect(groupingBy(Ending::state, counting())));
                assertThat(last).isLessThan(SOON);
                assertThat(working).allMatch(Working::done);
                assertThat(endings.values()).extracting(Ending::state).doesNotContain("human");
                endings.forEach((host, ending) -> assertThat(fates.witness(host).pending())
                        .as(rollout.story(ending))
                        .isEmpty());
                fates.assertHonest(plan, endings);
                assertThat(plans.byId(plan).state()).isEqualTo("paused");
            } finally {
                assertThat(approver.delete("/api/v1/halt").statusCode()).isEqualTo(200);
            }
            long unfinished = runs(plan, "state not in ('succeeded', 'nothing-to-do')");
            HttpResponse<String> again = operator.post("/api/v1/plans/" + plan + "/retry-failed", "{}");
            assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
            await().atMost(LONG).until(() -> runs(plan, "true") == targets.size() + unfinished);
            Map<Long, Ending> after = rollout.endings(plan, targets.size(), LONG);
            assertThat(after.values())
                    .allSatisfy(ending ->
                            assertThat(ending.state()).as(rollout.story(ending)).isIn("succeeded", "nothing-to-do"));
            return took;
        }
    }

    private long runs(long plan, String which) {
        return jdbc.sql("select count(*) from host_runs where plan_id = ? and " + which)
                .params(plan)
                .query(Long.class)
                .single();
    }

    private static int staged(LabFleet fleet) {
        return fleet.lab().devices().stream()
                .mapToInt(device -> new Witness(device).pending().size())
                .sum();
    }

    private static List<Working> working(LabFleet fleet) {
        List<Working> working = new ArrayList<>();
        for (Device device : fleet.lab().devices()) {
            device.with(() -> device.jobs().all()).stream()
                    .filter(job -> job.type() == Job.Type.FIRMWARE_UPDATE && job.state() == JobState.RUNNING)
                    .forEach(job -> working.add(new Working(device, job.id())));
        }
        return working;
    }

    /** When the last submit or ordered reset came to a device, on the wall's clock, after an instant of the lab's. */
    private static Duration last(LabFleet fleet, Instant asked) {
        return fleet.lab().devices().stream()
                .flatMap(HaltTest::orders)
                .filter(at -> at.isAfter(asked))
                .max(Comparator.naturalOrder())
                .map(at -> fleet.lab().clock().wall(Duration.between(asked, at)))
                .orElse(Duration.ZERO);
    }

    private static Stream<Instant> orders(Device device) {
        return device.with(() -> Stream.concat(
                device.tally().submits().stream().map(Tally.Submit::at),
                device.tally().hostResets().stream()
                        .filter(reset ->
                                reset.cause() == Tally.Cause.ORDERED || reset.cause() == Tally.Cause.REBOOT_JOB)
                        .map(Tally.Reset::at))
                .toList()
                .stream());
    }
}
