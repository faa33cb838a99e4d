package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.bell.Ring;
import io.farrier.fleet.Hosts;
import io.farrier.plan.Plan;
import io.farrier.plan.Plans;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import io.farrier.window.Windows;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What becomes of a change: its plan, its window, its end; and of hosts and freezes. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChangesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Changes changes;

    @Autowired
    Plans plans;

    @Autowired
    Windows windows;

    @Autowired
    Hosts hosts;

    private LabFleet fleet;
    private final Instant tonight = Instant.now().plus(Duration.ofHours(6)).truncatedTo(ChronoUnit.SECONDS);

    @BeforeAll
    void a_lab() throws IOException {
        fleet = LabFleet.start(jdbc, 164, 8, "--speed=" + HubTest.BRISK, "--behind=bios");
        Rollout.in(hub).learn(fleet);
    }

    @AfterAll
    void close() {
        fleet.close();
    }

    @Test
    void a_change_for_tonight_is_a_plan_that_begins_tonight_is_moved_and_is_cancelled() {
        Ticket ticket = new Ticket();
        take(tonight(ticket, 0));
        Plan plan = plan(ticket);
        assertThat(plan.state()).isEqualTo("scheduled");
        assertThat(plan.approvedBy()).isEqualTo("maria in change " + ticket.number());
        assertThat(windows.byId(plan.windowId()).orElseThrow().opensAt()).isEqualTo(tonight);

        take(ticket.rescheduled(tonight.plusSeconds(3600), 4 * 3600));
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        windows.byId(plan.windowId()).orElseThrow().opensAt())
                .isEqualTo(tonight.plusSeconds(3600)));
        assertThat(plans.byId(plan.id()).state()).isEqualTo("scheduled");

        take(ticket.cancelled());
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(plans.byId(plan.id()).state()).isEqualTo("cancelled"));
        stands(ticket, "cancelled", "the board said no");
        assertThat(told(ticket))
                .containsSubsequence(
                        "change.heard.approved",
                        "change.accepted",
                        "change.heard.rescheduled",
                        "change.rescheduled",
                        "change.heard.cancelled",
                        "change.cancelled");
    }

    @Test
    void a_change_that_was_cancelled_before_it_was_approved_never_becomes_a_plan() {
        Ticket ticket = new Ticket();
        ObjectNode approved = tonight(ticket, 1);
        take(ticket.cancelled());
        stands(ticket, "cancelled", "was cancelled");
        take(approved);
        take(tonight(ticket, 1));
        await().atMost(SOON)
                .until(() ->
                        changes.page(ticket.number(), 0, 1).getFirst().said().approved() != null);
        stands(ticket, "cancelled", "was cancelled");
        assertThat(changes.page(ticket.number(), 0, 1).getFirst().planId()).isNull();
    }

    @Test
    void messages_in_any_order_and_any_number_end_in_the_same_window() {
        for (int seed = 0; seed < 3; seed++) {
            Ticket ticket = new Ticket();
            List<ObjectNode> messages = new ArrayList<>();
            messages.add(tonight(ticket, 2));
            messages.add(ticket.rescheduled(tonight.plusSeconds(7200), 3 * 3600));
            messages.add(ticket.rescheduled(tonight.plusSeconds(3600), 3 * 3600));
            messages.addAll(List.copyOf(messages));
            Collections.shuffle(messages, new Random(seed));
            messages.forEach(this::take);
            Plan plan = plan(ticket);
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            windows.byId(plan.windowId()).orElseThrow().opensAt())
                    .isEqualTo(tonight.plusSeconds(3600)));
            take(ticket.cancelled());
            stands(ticket, "cancelled", "");
        }
    }

    @Test
    void one_that_is_approved_anew_for_other_hosts_before_it_has_begun_gets_another_plan() {
        Ticket ticket = new Ticket();
        take(tonight(ticket, 3));
        Plan first = plan(ticket);
        take(tonight(ticket, 4));
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(plans.byId(first.id()).state()).isEqualTo("cancelled");
            assertThat(plan(ticket).id()).isNotEqualTo(first.id());
            assertThat(plan(ticket).selector().path("ids").path(0).asLong()).isEqualTo(host(4));
        });
        take(ticket.cancelled());
        stands(ticket, "cancelled", "");
    }

    @Test
    void the_gate_says_why_not_and_leaves_nothing_behind() {
        Ticket ticket = new Ticket();
        ObjectNode event = tonight(ticket, 5);
        ObjectNode data = (ObjectNode) event.path("data");
        data.put("state", "new").remove("approval");
        data.set("window", Ticket.window(tonight, 5));
        take(event);
        stands(ticket, "refused", "it is in the state new");
        assertThat(changes.page(ticket.number(), 0, 1).getFirst().reason())
                .contains("nobody is named who approved it")
                .contains("its window leaves 1 min");
        assertThat(plans.page(null, "-id", 0, 1000))
                .noneMatch(plan -> plan.name().contains(ticket.number()));
        assertThat(windows.page(null, "-id", 0, 1000))
                .noneMatch(window -> window.name().contains(ticket.number()));

        // Approved as it should be, it passes after all.
        take(tonight(ticket, 5));
        stands(ticket, "planned", "");
        take(ticket.cancelled());
        stands(ticket, "cancelled", "");
    }

    @Test
    void a_change_whose_hosts_are_in_another_plan_is_refused() {
        Ticket first = new Ticket();
        take(tonight(first, 6));
        stands(first, "planned", "");
        Ticket second = new Ticket();
        take(tonight(second, 6));
        stands(second, "refused", "in another plan already");
        take(first.cancelled());
        stands(first, "cancelled", "");
    }

    @Test
    void under_a_freeze_nothing_begins_and_when_it_has_ended_it_does() {
        String tag = jdbc.sql("select service_tag from hosts where id = ?")
                .params(host(7))
                .query(String.class)
                .single();
        Ticket freeze = new Ticket("FRZ" + tag);
        ObjectNode started =
                freeze.data().put("from", Instant.now().minusSeconds(60).toString());
        started.set("scope", JSON.valueToTree(Map.of("kind", "host", "name", tag)));
        started.put("reason", "quarter's end");
        take(freeze.event("freeze.started", started));

        Ticket covered = new Ticket();
        take(tonight(covered, 7));
        stands(covered, "refused", "freeze FRZ" + tag);

        // It ends before the window closes, so the change passes, and waits for its end.
        ObjectNode shorter =
                started.deepCopy().put("until", Instant.now().plusSeconds(3600).toString());
        take(freeze.event("freeze.started", shorter));
        Ticket ticket = new Ticket();
        take(ticket.approved(List.of(host(7))));
        Plan plan = plan(ticket);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(plans.byId(plan.id()).reason()).contains("quarter's end"));
        assertThat(jdbc.sql("select count(*) from host_runs where plan_id = ?")
                        .params(plan.id())
                        .query(Integer.class)
                        .single())
                .isZero();

        take(freeze.event("freeze.ended", freeze.data()));
        Rollout.in(hub).endings(plan.id(), 1, Duration.ofMinutes(3));
    }

    @Test
    void a_change_that_is_approved_while_the_world_is_halted_waits_and_begins_when_that_is_lifted() {
        Person approver = Person.who(hub, "approver");
        approver.post("/api/v1/halt", "{\"reason\": \"a smell of smoke\"}");
        Ticket ticket = new Ticket();
        try {
            take(tonight(ticket, 0));
            stands(ticket, "waiting", "a smell of smoke");
        } finally {
            approver.send(approver.request("/api/v1/halt").DELETE());
        }
        stands(ticket, "planned", "is accepted");
        take(ticket.cancelled());
        stands(ticket, "cancelled", "");
    }

    @Test
    void a_window_in_nanoseconds_is_moved_to_once() {
        Ticket ticket = new Ticket();
        ObjectNode event = tonight(ticket, 1);
        ((ObjectNode) event.at("/data/window"))
                .put("opensAt", tonight.plusNanos(123_456_789).toString());
        take(event);
        Plan plan = plan(ticket);
        take(ticket.rescheduled(tonight.plusSeconds(60), 6 * 3600));
        ObjectNode moved = ticket.rescheduled(tonight.plusSeconds(3600), 4 * 3600);
        ((ObjectNode) moved.at("/data/window"))
                .put("opensAt", tonight.plusSeconds(3600).plusNanos(999_999_999).toString());
        take(moved);
        await().atMost(SOON).untilAsserted(() -> assertThat(settled(ticket)).isTrue());
        assertThat(windows.byId(plan.windowId()).orElseThrow().opensAt())
                .isEqualTo(tonight.plusSeconds(3600).plusNanos(999_999_000));
        take(ticket.cancelled());
        stands(ticket, "cancelled", "");
    }

    @Test
    void a_window_that_can_not_be_is_refused_and_its_plan_does_not_begin() {
        Ticket ticket = new Ticket();
        take(tonight(ticket, 2));
        Plan plan = plan(ticket);
        take(ticket.rescheduled(tonight, 40 * 86400));
        stands(ticket, "refused", "more than 31 days");
        assertThat(plans.byId(plan.id()).state()).isEqualTo("cancelled");
    }

    @Test
    void a_change_whose_turn_throws_is_tried_again_later_and_later_and_then_is_a_humans() {
        Person operator = Person.who(hub, "operator");
        Ticket ticket = new Ticket();
        take(ticket.rescheduled(tonight, 6 * 3600));
        stands(ticket, "waiting", "is not approved yet");
        long id = changes.page(ticket.number(), 0, 1).getFirst().id();
        String said = jdbc.sql("select said::text from changes where id = ?")
                .params(id)
                .query(String.class)
                .single();
        // As a hub of another version might have left it.
        jdbc.sql(
                        "update changes set said = '{\"window\": 7}', settled = false, due_at = now() - interval '1 minute' where id = ?")
                .params(id)
                .update();
        Map<Integer, Long> waits = new TreeMap<>();
        await().atMost(SOON).untilAsserted(() -> {
            hurry(id, waits);
            assertThat(jdbc.sql("select state from changes where id = ?")
                            .params(id)
                            .query(String.class)
                            .single())
                    .isEqualTo("human");
        });
        assertThat(List.copyOf(waits.values()))
                .as("seconds to the next try")
                .hasSizeGreaterThan(1)
                .isSorted()
                .doesNotHaveDuplicates();
        assertThat(told(ticket).stream().filter("change.stumbled"::equals)).hasSize(ChangeStumbles.LIMIT - 1);
        assertThat(told(ticket)).endsWith("change.needs-human");
        jdbc.sql("update changes set said = ?::jsonb where id = ?")
                .params(said, id)
                .update();
        assertThat(changes.byId(id).reason()).contains("in the hub itself").contains("/changes/" + id + "/retry");

        var answer = operator.post("/api/v1/changes/" + id + "/retry", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        stands(ticket, "waiting", "is not approved yet");
        assertThat(operator.post("/api/v1/changes/" + id + "/retry", "").statusCode())
                .isEqualTo(409);
    }

    /** Notes for how many seconds a change that has stumbled is put off, and puts it off no longer. */
    private void hurry(long id, Map<Integer, Long> waits) {
        jdbc.sql("""
                        select c.stumbles, round(extract(epoch from c.due_at - e.at)) as wait
                        from changes c cross join lateral (
                            select at, (data ->> 'times')::int as times from events
                            where stream like 'change:%' and data ->> 'change' = c.number and type = 'change.stumbled'
                            order by seq desc limit 1) e
                        where c.id = ? and c.stumbles = e.times and c.due_at > now()
                        """).params(id).query(row -> {
            waits.put(row.getInt("stumbles"), row.getLong("wait"));
            jdbc.sql("update changes set due_at = now() - interval '1 minute' where id = ? and stumbles = ?")
                    .params(id, row.getInt("stumbles"))
                    .update();
        });
    }

    private boolean settled(Ticket ticket) {
        return jdbc.sql("select settled from changes where number = ?")
                .params(ticket.number())
                .query(Boolean.class)
                .single();
    }

    @Test
    void what_the_cmdb_says_of_a_host_holds_and_a_retired_one_is_selected_by_nothing() {
        long host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag, tags) values"
                        + " ('127.20.164.200', 'server', 'CMDB001', '{\"rack\": \"r1\"}') returning id")
                .query(Long.class)
                .single();
        Ticket ci = new Ticket("CI-CMDB001");
        ObjectNode first = ci.event("ci.upserted", ci(ci, "env", "test", "anna"));
        ObjectNode second = ci.event("ci.upserted", ci(ci, "role", "web", "maria"));
        take(second);
        take(first);
        take(second);
        assertThat(tags(host)).isEqualTo("{\"rack\": \"r1\", \"role\": \"web\", \"site\": \"ams9\"} maria");

        take(ci.event("ci.retired", ci.data().put("serviceTag", "cmdb001")));
        assertThat(hosts.resolve(io.farrier.fleet.Selector.read(JSON.valueToTree(Map.of("ids", List.of(host))))))
                .isEmpty();
        take(ci.event("ci.upserted", ci(ci, "role", "web", "maria")));
        assertThat(hosts.resolve(io.farrier.fleet.Selector.read(JSON.valueToTree(Map.of("ids", List.of(host))))))
                .containsExactly(host);
    }

    @Test
    void a_late_word_about_another_host_does_nothing_to_that_host_when_a_newer_one_has_retired_the_first() {
        long first = cmdbHost(201, "CMDB011");
        long second = cmdbHost(202, "CMDB012");
        Ticket ci = new Ticket("CI-CMDB011");
        ObjectNode one =
                ci.event("ci.upserted", ci.data().put("serviceTag", "CMDB011").put("owner", "anna"));
        ObjectNode two =
                ci.event("ci.upserted", ci.data().put("serviceTag", "CMDB012").put("owner", "maria"));
        ObjectNode three = ci.event("ci.retired", ci.data().put("serviceTag", "CMDB011"));
        take(one);
        take(three);
        take(two);
        assertThat(retired(first)).isTrue();
        assertThat(retired(second)).isFalse();
    }

    private long cmdbHost(int last, String tag) {
        return jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_kind, service_tag) values (?::inet, 'server', ?) returning id")
                .params("127.20.164." + last, tag)
                .query(Long.class)
                .single();
    }

    private boolean retired(long host) {
        return jdbc.sql("select retired_at is not null from hosts where id = ?")
                .params(host)
                .query(Boolean.class)
                .single();
    }

    @Test
    void a_freeze_that_was_over_before_it_was_heard_of_is_not_said_to_hold() {
        Ticket freeze = new Ticket("FRZ-OVER");
        ObjectNode started = freeze.data()
                .put("from", Instant.now().minusSeconds(7200).toString())
                .put("until", Instant.now().minusSeconds(3600).toString());
        started.set("scope", JSON.valueToTree(Map.of("kind", "everywhere")));
        take(freeze.event("freeze.started", started));
        assertThat(jdbc.sql(
                                "select sentence from events where type = 'freeze.started' and data ->> 'freeze' = 'FRZ-OVER'")
                        .query(String.class)
                        .single())
                .endsWith("the freeze FRZ-OVER is over.");
    }

    private static ObjectNode ci(Ticket ci, String tag, String value, String owner) {
        ObjectNode data =
                ci.data().put("serviceTag", "CMDB001").put("site", "ams9").put("owner", owner);
        data.set("tags", JSON.valueToTree(Map.of(tag, value)));
        return data;
    }

    private String tags(long host) {
        return jdbc.sql("select tags::text || ' ' || owner from hosts where id = ?")
                .params(host)
                .query(String.class)
                .single();
    }

    private ObjectNode tonight(Ticket ticket, int n) {
        ObjectNode event = ticket.approved(List.of(host(n)));
        ((ObjectNode) event.path("data")).set("window", Ticket.window(tonight, 6 * 3600));
        return event;
    }

    private long host(int n) {
        return fleet.bmcs().stream().map(Bmc::hostId).toList().get(n);
    }

    /** As the broker would bring it. */
    private void take(ObjectNode event) {
        MessageTake.Taken taken = camel.requestBody(
                "direct:trigger.take",
                new Delivery("test", Map.of(), Ticket.text(event).getBytes(StandardCharsets.UTF_8)),
                MessageTake.Taken.class);
        assertThat(taken.kept().state()).as(taken.kept().reason()).isEqualTo("taken");
        camel.sendBody("direct:bell.rings", List.<Ring>copyOf(taken.rings()));
    }

    private void stands(Ticket ticket, String state, String reason) {
        await().atMost(SOON).untilAsserted(() -> assertThat(changes.page(ticket.number(), 0, 10))
                .as(() -> Told.about(jdbc, ticket))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.state()).as(change.reason()).isEqualTo(state);
                    assertThat(change.reason()).contains(reason);
                }));
    }

    private Plan plan(Ticket ticket) {
        stands(ticket, "planned", "");
        return plans.byId(changes.page(ticket.number(), 0, 1).getFirst().planId());
    }

    private List<String> told(Ticket ticket) {
        return jdbc.sql("select type from events where stream like 'change:%' and data ->> 'change' = ? order by seq")
                .params(ticket.number())
                .query(String.class)
                .list();
    }
}
