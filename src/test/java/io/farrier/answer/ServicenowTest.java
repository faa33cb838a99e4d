package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A hub that posts its answers to a stand-in ServiceNow, in each of its moods. */
@HubTest
class ServicenowTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Subscribing test;
    private Servicenow servicenow;
    private String change;
    private long id;

    @BeforeEach
    void start() throws IOException {
        test = Subscribing.in(hub);
        servicenow = new Servicenow("127.20.170.1");
        change = servicenow.change(test.change());
        secret("right");
        id = test.subscribe("servicenow", servicenow.url(), "vault:servicenow-answer");
    }

    @AfterEach
    void stop() {
        jdbc.sql("delete from subscriptions").update();
        servicenow.close();
    }

    private void secret(String password) {
        test.person().put("/api/v1/secrets/servicenow-answer", "{\"value\": \"farrier:" + password + "\"}");
    }

    private void tasks(String... sentences) {
        await().atMost(SOON).untilAsserted(() -> assertThat(servicenow.tasks(change))
                .as(() -> test.shown(id).toString())
                .containsExactly(sentences));
    }

    private void problem(String part) {
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(test.shown(id).path("lastProblem").asText()).contains(part));
    }

    @Test
    void a_change_gets_its_states_and_a_task_for_each_answer() {
        test.happens("change.accepted", "one");
        tasks("one");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(servicenow.state(change)).isEqualTo("-2"));
        test.happens("plan.begun", "two");
        test.happens("plan.wave", "progress, which the map leaves out");
        test.happens("plan.completed", "three");
        tasks("one", "two", "three");
        assertThat(servicenow.state(change)).isEqualTo("0");
        assertThat(servicenow.log.stream().filter(told -> told.verb().equals("PATCH")))
                .extracting(told -> told.fields().get("state"))
                .containsExactly("-2", "-1", "0");
    }

    @Test
    void a_hub_that_dies_between_the_call_and_its_record_leaves_each_answer_once() {
        AtomicInteger deaths = new AtomicInteger();
        // The record is made, and before the hub can note that it is gone: the turn is somebody else's.
        servicenow.made = () -> {
            if (deaths.incrementAndGet() <= 2) {
                jdbc.sql("update subscriptions set turn = turn + 1, worker = null, lease_until = null, due_at = now()")
                        .update();
            }
        };
        test.happens("change.accepted", "one");
        test.happens("plan.begun", "two");
        test.happens("plan.completed", "three");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("told").asInt()).isEqualTo(3));
        assertThat(deaths.get()).isEqualTo(3);
        tasks("one", "two", "three");
        assertThat(servicenow.tables.get("change_task")).hasSize(3);
    }

    @Test
    void a_replay_makes_nothing_twice() {
        String start = test.shown(id).path("place").asText();
        test.happens("change.accepted", "one");
        tasks("one");
        test.ask(id, "replay", "{\"after\": \"" + start + "\"}");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("told").asInt()).isEqualTo(2));
        tasks("one");
    }

    @Test
    void a_login_that_is_refused_is_sent_once_and_rests_until_it_is_another() {
        servicenow.password = "changed";
        test.happens("change.accepted", "one");
        problem("until that is another one");
        await().atMost(SOON).untilAsserted(() -> assertThat(jdbc.sql("select stumbles from subscriptions where id = ?")
                        .params(id)
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(3));
        assertThat(servicenow.asked()).isEqualTo(1);
        secret("changed");
        tasks("one");
        assertThat(test.shown(id).toString()).doesNotContain("farrier:changed");
    }

    @Test
    void too_many_requests_are_waited_for_and_an_error_of_its_own_is_tried_again() {
        servicenow.mood = (n, exchange) -> {
            if (n == 0) {
                exchange.getResponseHeaders().set("Retry-After", "2");
                Servicenow.answer(exchange, 429, "application/json", "{\"error\": {\"message\": \"Rate limit\"}}");
            } else if (n == 1) {
                Servicenow.answer(exchange, 500, "application/json", "{\"error\": {\"message\": \"Script error\"}}");
            }
            return n < 2;
        };
        test.happens("change.accepted", "one");
        problem("429");
        tasks("one");
        assertThat(servicenow.asked()).isEqualTo(2 + 4);
    }

    @Test
    void a_page_is_refused_as_no_servicenow() {
        servicenow.mood = (n, exchange) -> {
            Servicenow.answer(exchange, 200, "text/html", "<html>Your instance is hibernating</html>");
            return true;
        };
        test.happens("change.accepted", "one");
        problem("no servicenow answers");
        assertThat(servicenow.tasks(change)).isEmpty();
        servicenow.mood = Servicenow.WELL;
        tasks("one");
    }

    @Test
    void a_change_that_is_not_there_does_not_keep_the_others_and_the_ledger_says_so() {
        servicenow.tables.get("change_request").clear();
        test.happens("change.accepted", "one");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("told").asInt()).isEqualTo(1));
        assertThat(jdbc.sql("select sentence from events where stream = ? and type = 'subscription.nowhere'")
                        .params("subscription:" + id)
                        .query(String.class)
                        .list())
                .singleElement()
                .asString()
                .contains(test.change());
        assertThat(servicenow.log).isEmpty();
    }

    @Test
    void a_message_that_is_parked_refuses_its_change_but_not_one_that_the_hub_has_heard_of() {
        parked("first");
        await().atMost(SOON).untilAsserted(() -> assertThat(servicenow.tasks(change))
                .singleElement()
                .asString()
                .contains("resolve to no host"));
        assertThat(servicenow.state(change)).isEqualTo("4");

        test.happens("change.accepted", "two");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(servicenow.state(change)).isEqualTo("-2"));
        jdbc.sql("insert into changes (source, number, said, settled) values ('erp', ?, '{}', true)")
                .params(test.change())
                .update();
        parked("second");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(servicenow.tasks(change)).hasSize(3));
        assertThat(servicenow.state(change)).as("what was accepted still is").isEqualTo("-2");
    }

    private void parked(String id) {
        var said = test.person().post("/api/v1/messages", """
                {"specversion": "1.0", "id": "%1$s-%2$s", "source": "erp", "type": "change.approved", "time": "2026-11-24T00:00:00Z",
                 "data": {"number": "%2$s", "targets": {"serviceTags": ["NOBODY7"]}}}
                """.formatted(id, test.change()));
        assertThat(said.statusCode()).as(said.body()).isEqualTo(202);
    }

    @Test
    void an_answer_to_no_change_is_told_to_no_ticket() {
        test.ask(id, "test", "");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("told").asInt()).isEqualTo(1));
        assertThat(List.of(servicenow.asked())).containsExactly(0);
    }
}
