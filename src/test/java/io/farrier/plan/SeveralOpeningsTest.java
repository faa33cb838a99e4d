package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Tally;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A plan that its calendar closes half way: here by a blackout of some seconds, which makes two openings of one. */
@HubTest
class SeveralOpeningsTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private final String name = "openings-" + System.nanoTime();
    private Person person;

    @AfterEach
    void forget() {
        jdbc.sql("update calendars set removed_at = now() where name = ?")
                .params(name)
                .update();
        jdbc.sql("delete from blackouts where name = ?").params(name).update();
    }

    @Test
    void it_begins_nothing_that_does_not_fit_says_why_and_goes_on_when_it_is_open_again() throws IOException {
        person = Person.who(hub, "administrator");
        try (LabFleet fleet = LabFleet.start(jdbc, 147, 2, "--speed=" + HubTest.SPEED, "--behind=bios")) {
            Rollout rollout = Rollout.in(hub);
            rollout.learn(fleet);
            long plan = draft(fleet.bmcs().stream().map(Bmc::hostId).toList(), calendar());
            JsonNode preview = post("/plans/" + plan + "/preview", "{}");
            Duration longest = Duration.parse(
                            preview.path("targets").get(0).path("longest").asText())
                    .dividedBy(HubTest.SPEED);
            preview.path("times").forEach(time -> {
                assertThat(Instant.parse(time.path("until").asText())).isAfter(Instant.now());
                assertThat(time.has("against")).isFalse();
            });
            post(
                    "/plans/" + plan + "/approve",
                    "{\"hash\": \"" + preview.path("hash").asText() + "\"}");

            // Time for one of them and the start of it, not for two.
            Instant closes = Instant.now().plus(longest).plusSeconds(6);
            Instant opens = closes.plusSeconds(6);
            post(
                    "/blackouts",
                    "{\"name\": \"%s\", \"from\": \"%s\", \"to\": \"%s\", \"reason\": \"an audit\"}"
                            .formatted(name, closes, opens));
            post("/plans/" + plan + "/start", "{}");
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> get("/plans/" + plan).path("reason").asText().contains("may take"));
            assertThat(Instant.now()).isBefore(closes);
            await().atMost(Duration.ofMinutes(1)).until(() -> Instant.now().isAfter(closes));
            assertThat(get("/plans/" + plan + "/report").path("hosts").findValuesAsText("sentence"))
                    .anySatisfy(sentence -> assertThat(sentence)
                            .startsWith("was not started, because closed by the blackout " + name + " (an audit)"));
            Instant from = fleet.lab().clock().now();
            await().atMost(Duration.ofMinutes(1)).until(() -> Instant.now().isAfter(opens.minusMillis(200)));
            assertThat(fleet.lab().devices().stream().flatMap(SeveralOpeningsTest::orders))
                    .as("what reached the devices while it was closed")
                    .noneMatch(at -> at.isAfter(from));
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> get("/plans/" + plan).path("state").asText().equals("completed"));
            assertThat(get("/plans/" + plan + "/report").path("hosts").findValuesAsText("state"))
                    .hasSize(2)
                    .containsOnly("succeeded");
        }
    }

    private static Stream<Instant> orders(Device device) {
        return device
                .with(() -> Stream.concat(
                                device.tally().submits().stream().map(Tally.Submit::at),
                                device.tally().hostResets().stream().map(Tally.Reset::at))
                        .toList())
                .stream();
    }

    /** Open each day for two hours, now for another one. */
    private long calendar() {
        LocalDateTime start = LocalDateTime.ofInstant(Instant.now(), ZoneOffset.UTC)
                .minusHours(1)
                .truncatedTo(ChronoUnit.MINUTES);
        return post(
                        "/calendars",
                        "{\"name\": \"%s\", \"rrule\": \"FREQ=DAILY\", \"start\": \"%s\", \"duration\": \"PT2H\", \"zone\": \"UTC\"}"
                                .formatted(name, start))
                .path("id")
                .asLong();
    }

    private long draft(List<Long> ids, long calendar) {
        return post("/plans", """
                        {"name": "%s", "selector": {"ids": %s}, "calendarId": %d,
                         "policy": {"waves": ["100%%"], "concurrent": 1, "soakMinutes": 0, "unquiesced": true, "acknowledged": ["failed-before"]}}""".formatted(name, ids, calendar)).path("id").asLong();
    }

    private JsonNode get(String path) {
        return Person.json(person.getJson("/api/v1" + path));
    }

    private JsonNode post(String path, String body) {
        HttpResponse<String> answer = person.post("/api/v1" + path, body);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
        return Person.json(answer);
    }
}
