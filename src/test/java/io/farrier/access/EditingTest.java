package io.farrier.access;

import static io.farrier.access.Person.json;
import static io.farrier.access.Person.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Two who change the same thing, and one who asks twice. */
@HubTest
class EditingTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Person admin;

    @BeforeEach
    void somebody() {
        admin = Person.who(hub, "administrator");
    }

    private HttpResponse<String> change(String path, String tag, String body) {
        return admin.send(admin.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .method("PATCH", BodyPublishers.ofString(body)));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void what_is_known_already_is_not_sent_again() {
        String path = "/api/v1/users/" + Person.who(hub, "viewer").name();
        String tag = tag(admin.get(path));
        HttpResponse<String> again = admin.send(admin.request(path).header("If-None-Match", "\"other\", W/" + tag));
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(tag(again)).isEqualTo(tag);
        assertThat(admin.send(admin.request(path).header("If-None-Match", "\"other\""))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobody_undoes_what_somebody_else_has_changed_meanwhile() {
        String path = "/api/v1/users/" + Person.who(hub, "viewer").name();
        String tag = tag(admin.get(path));
        assertThat(change(path, tag, "{\"role\":\"operator\"}").statusCode()).isEqualTo(200);
        HttpResponse<String> late = change(path, tag, "{\"role\":\"approver\"}");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(problem(late)).isEqualTo("changed");
        HttpResponse<String> now = admin.get(path);
        assertThat(json(now).path("role").asText()).isEqualTo("operator");
        assertThat(json(late).path("detail").asText()).contains(tag(now));
        assertThat(admin.send(admin.request(path).header("If-Match", tag).DELETE())
                        .statusCode())
                .isEqualTo(412);
        assertThat(change(path, "*", "{\"role\":\"approver\"}").statusCode()).isEqualTo(200);
        assertThat(change("/api/v1/users/nobody-at-all", tag, "{\"role\":\"approver\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(jdbc.sql("select count(*) from edits where path like '/users/%'")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void of_many_who_change_what_they_saw_at_once_one_does() throws Exception {
        String path = "/api/v1/users/" + Person.who(hub, "viewer").name();
        String tag = tag(admin.get(path));
        List<Integer> statuses =
                atOnce(() -> change(path, tag, "{\"role\":\"operator\"}").statusCode());
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).containsOnlyOnce(200).allMatch(status -> List.of(200, 409, 412)
                .contains(status));
    }

    @Test
    void where_nothing_has_a_tag_one_that_is_sent_is_refused() {
        HttpResponse<String> answer = admin.send(
                admin.request("/api/v1/waivers/1").header("If-Match", "\"a\"").method("GET", BodyPublishers.noBody()));
        assertThat(answer.statusCode()).isIn(200, 404);
        HttpResponse<String> secret = admin.send(admin.request("/api/v1/secrets/none-" + UUID.randomUUID())
                .header("If-Match", "\"a\"")
                .DELETE());
        assertThat(secret.statusCode()).isEqualTo(400);
        assertThat(json(secret).path("detail").asText()).contains("has no ETag");
    }

    private HttpResponse<String> addWindow(String key, String name) {
        return admin.send(admin.request("/api/v1/windows")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(
                        "{\"name\":\"%s\",\"opensAt\":\"2099-01-01T00:00:00Z\",\"closesAt\":\"%s\"}"
                                .formatted(name, Instant.parse("2099-01-01T04:00:00Z")))));
    }

    private int windows(String name) {
        return jdbc.sql("select count(*) from windows where name = ?")
                .params(name)
                .query(Integer.class)
                .single();
    }

    @Test
    void what_is_asked_twice_with_a_key_is_done_once_and_answered_the_same() {
        String key = UUID.randomUUID().toString();
        String name = "once-" + key;
        HttpResponse<String> first = addWindow(key, name);
        HttpResponse<String> second = addWindow(key, name);
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(windows(name)).isEqualTo(1);
        HttpResponse<String> other = addWindow(key, name + "-other");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(problem(other)).isEqualTo("key-reused");
        assertThat(windows(name + "-other")).isZero();
    }

    @Test
    void of_the_same_request_many_times_at_once_one_is_done() throws Exception {
        String key = UUID.randomUUID().toString();
        String name = "many-" + key;
        List<Integer> statuses = atOnce(() -> addWindow(key, name).statusCode());
        assertThat(statuses).contains(201).allMatch(status -> status == 201 || status == 409);
        assertThat(windows(name)).isEqualTo(1);
        assertThat(addWindow(key, name).statusCode()).isEqualTo(201);
    }

    @Test
    void what_was_refused_may_come_again_with_its_key_and_what_is_a_day_old_is_new() {
        String key = UUID.randomUUID().toString();
        assertThat(addWindow(key, "").statusCode()).isEqualTo(400);
        String name = "again-" + key;
        assertThat(addWindow(key, name).statusCode()).isEqualTo(201);
        jdbc.sql("update idempotency set at = at - interval '25 hours' where key = ?")
                .params(key)
                .update();
        assertThat(addWindow(key, name + "-new").statusCode()).isEqualTo(201);
        assertThat(windows(name + "-new")).isEqualTo(1);
    }

    private static List<Integer> atOnce(Callable<Integer> request) throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            return threads
                    .invokeAll(IntStream.range(0, 8).mapToObj(n -> request).toList())
                    .stream()
                    .map(answer -> answer.resultNow())
                    .toList();
        }
    }
}
