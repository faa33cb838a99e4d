package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A hub and somebody who is told by webhook, and does not always take it. */
@HubTest
class WebhookTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Subscribing test;
    private Receiver receiver;

    @BeforeEach
    void start() throws IOException {
        test = Subscribing.in(hub);
        receiver = new Receiver("127.20.169.1");
    }

    @AfterEach
    void stop() {
        jdbc.sql("delete from subscriptions").update();
        receiver.close();
    }

    private void told(String... sentences) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(receiver.sentences()).containsExactly(sentences));
    }

    @Test
    void all_of_a_change_is_told_in_order_as_signed_cloudevents() {
        test.person().put("/api/v1/secrets/webhook-answer", "{\"value\": \"a-shared-secret\"}");
        long id = test.subscribe("webhook", receiver.url(), "vault:webhook-answer");
        long first = test.happens("change.accepted", "one");
        test.happens("plan.begun", "two");
        test.happens("plan.completed", "three");
        told("one", "two", "three");
        Receiver.Call call = receiver.calls.getFirst();
        JsonNode event = call.event();
        assertThat(event.path("specversion").asText()).isEqualTo("1.0");
        assertThat(event.path("id").asText()).isEqualTo(String.valueOf(first));
        assertThat(event.path("type").asText()).isEqualTo("farrier.change.accepted");
        assertThat(event.path("subject").asText()).isEqualTo(test.change());
        assertThat(event.at("/data/stage").asText()).isEqualTo("accepted");
        assertThat(event.at("/data/change/source").asText()).isEqualTo("erp");
        assertThat(receiver.calls.stream()
                        .map(c -> c.event().at("/data/stage").asText())
                        .toList())
                .containsExactly("accepted", "started", "result");
        Instant at = Instant.ofEpochSecond(Long.parseLong(call.headers().getFirst("webhook-timestamp")));
        assertThat(call.headers().getFirst("webhook-signature"))
                .isEqualTo(Signature.of("a-shared-secret", String.valueOf(first), at, call.body()));
        assertThat(call.headers().getFirst("Content-Type")).startsWith("application/cloudevents+json");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("told").asInt()).isEqualTo(3));
    }

    @Test
    void what_was_not_taken_comes_again_with_the_same_id_and_nothing_overtakes_it() {
        receiver.manner = (n, exchange) -> exchange.sendResponseHeaders(n < 2 ? 500 : 200, -1);
        test.subscribe("webhook", receiver.url(), null);
        test.happens("plan.begun", "one");
        test.happens("plan.wave", "two");
        told("one", "one", "one", "two");
        assertThat(receiver.calls.stream()
                        .limit(3)
                        .map(call -> call.headers().getFirst("webhook-id"))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void a_time_that_was_asked_for_is_waited_for() {
        receiver.manner = (n, exchange) -> {
            if (n == 0) {
                exchange.getResponseHeaders().set("Retry-After", "3600");
            }
            exchange.sendResponseHeaders(n == 0 ? 429 : 204, -1);
        };
        long id = test.subscribe("webhook", receiver.url(), null);
        test.happens("plan.begun", "one");
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        Instant.parse(test.shown(id).path("nextAttempt").asText("1970-01-01T00:00:00Z")))
                .isAfter(Instant.now().plusSeconds(3000)));
        assertThat(test.shown(id).path("lastProblem").asText()).contains("429");
        test.ask(id, "resume", "");
        told("one", "one");
    }

    @Test
    void a_redirect_is_not_followed_and_is_said() throws IOException {
        try (Receiver other = new Receiver("127.20.169.2")) {
            receiver.manner = (n, exchange) -> {
                exchange.getResponseHeaders().set("Location", other.url());
                exchange.sendResponseHeaders(307, -1);
            };
            long id = test.subscribe("webhook", receiver.url(), null);
            test.happens("plan.begun", "one");
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            test.shown(id).path("lastProblem").asText())
                    .contains("redirects are not followed"));
            assertThat(other.calls).isEmpty();
        }
    }

    @Test
    void an_address_that_is_not_allowed_is_not_told() {
        long id = test.subscribe("webhook", "http://127.21.0.1:9/told", null);
        test.happens("plan.begun", "one");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(test.shown(id).path("lastProblem").asText()).contains("farrier.answer.allowed"));
    }

    @Test
    void one_that_stalls_costs_the_others_nothing() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        try (Receiver stalled = new Receiver("127.20.169.3")) {
            stalled.manner = (n, exchange) -> {
                try {
                    end.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
            Subscribing other = Subscribing.in(hub);
            long slow = other.subscribe("webhook", stalled.url(), null);
            test.subscribe("webhook", receiver.url(), null);
            other.happens("plan.begun", "never taken");
            await().atMost(SOON).until(() -> !stalled.calls.isEmpty());
            test.happens("plan.begun", "one");
            test.happens("plan.wave", "two");
            told("one", "two");
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            other.shown(slow).path("lastProblem").asText())
                    .contains("in time"));
            end.countDown();
        }
    }

    @Test
    void one_that_drips_is_broken_off() {
        receiver.manner = (n, exchange) -> {
            if (n > 0) {
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            exchange.sendResponseHeaders(200, 1_000_000);
            CountDownLatch never = new CountDownLatch(1);
            try {
                for (int i = 0; i < 200; i++) {
                    exchange.getResponseBody().write('.');
                    exchange.getResponseBody().flush();
                    never.await(100, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        test.subscribe("webhook", receiver.url(), null);
        test.happens("plan.begun", "one");
        test.happens("plan.wave", "two");
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(receiver.sentences()).endsWith("two"));
    }

    @Test
    void a_hub_that_dies_between_the_call_and_its_record_tells_it_again_with_the_same_id() {
        // What a dead hub leaves: the call was made, and the turn is somebody else's now.
        receiver.manner = (n, exchange) -> {
            if (n == 0) {
                jdbc.sql("update subscriptions set turn = turn + 1, worker = null, lease_until = null, due_at = now()")
                        .update();
            }
            exchange.sendResponseHeaders(204, -1);
        };
        test.subscribe("webhook", receiver.url(), null);
        test.happens("plan.begun", "one");
        test.happens("plan.wave", "two");
        told("one", "one", "two");
    }

    @Test
    void paused_nothing_is_told_and_resumed_nothing_is_missing_and_replayed_it_comes_again() {
        long id = test.subscribe("webhook", receiver.url(), null);
        String start = test.shown(id).path("place").asText();
        test.ask(id, "pause", "");
        test.happens("plan.begun", "one");
        test.happens("plan.wave", "two");
        assertThat(test.shown(id).path("state").asText()).isEqualTo("paused");
        assertThat(test.shown(id).path("behind").asLong()).isGreaterThanOrEqualTo(2);
        assertThat(receiver.calls).isEmpty();
        test.ask(id, "resume", "");
        told("one", "two");
        test.ask(id, "replay", "{\"after\": \"" + start + "\"}");
        told("one", "two", "one", "two");
    }

    @Test
    void a_test_reaches_only_the_one_that_is_tested() {
        long id = test.subscribe("webhook", receiver.url(), null);
        test.ask(id, "test", "");
        await().atMost(SOON).until(() -> receiver.calls.size() == 1);
        assertThat(receiver.calls.getFirst().event().path("type").asText()).isEqualTo("farrier.subscription.tested");
    }

    @Test
    void one_that_takes_nothing_for_too_long_is_paused_and_keeps_its_place() {
        receiver.manner = (n, exchange) -> exchange.sendResponseHeaders(n < 2 ? 503 : 204, -1);
        long id = test.subscribe("webhook", receiver.url(), null);
        test.happens("plan.begun", "one");
        await().atMost(SOON)
                .until(() -> jdbc.sql("update subscriptions set failing_since = now() - interval '4 days'"
                                        + " where id = ? and failing_since is not null")
                                .params(id)
                                .update()
                        == 1);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("state").asText()).isEqualTo("paused"));
        assertThat(test.shown(id).path("reason").asText()).contains("nothing is lost");
        receiver.manner = Receiver.TAKES;
        test.ask(id, "resume", "");
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(test.shown(id).path("told").asInt()).isEqualTo(1));
    }

    @Test
    void what_can_not_be_subscribed_is_refused() {
        for (String body : List.of(
                "{}",
                "{\"name\": \"a\", \"kind\": \"pigeon\", \"address\": \"roof\"}",
                "{\"name\": \"a\", \"kind\": \"webhook\", \"address\": \"ftp://example.com\"}",
                "{\"name\": \"a\", \"kind\": \"webhook\", \"address\": \"https://me:secret@example.com\"}",
                "{\"name\": \"a\", \"kind\": \"message\", \"address\": \"queue:run.step\"}",
                "{\"name\": \"a\", \"kind\": \"servicenow\", \"address\": \"https://example.com/api\"}",
                "{\"name\": \"a\", \"kind\": \"webhook\", \"address\": \"https://example.com\", \"filter\": {\"types\": []}}",
                "{\"name\": \"a\", \"kind\": \"webhook\", \"address\": \"https://example.com\", \"secret\": \"hunter2\"}",
                "{\"name\": \"a\", \"kind\": \"webhook\", \"address\": \"https://example.com\", \"after\": \"now\"}")) {
            var said = test.person().post("/api/v1/subscriptions", body);
            assertThat(said.statusCode()).as(body + said.body()).isEqualTo(400);
            assertThat(said.body()).doesNotContain("hunter2");
        }
    }
}
