package io.farrier.access;

import static io.farrier.access.Person.json;
import static io.farrier.access.Person.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

@HubTest
class RolesTest {

    private static final List<String> ROLES = List.of("viewer", "operator", "approver", "administrator");

    @Autowired
    ApplicationContext hub;

    @ParameterizedTest
    @CsvSource({
        "GET,    /api/v1/hosts,                viewer",
        "GET,    /api/v1/events?last=1,        viewer",
        "POST,   /api/v1/sweeps,               operator",
        "POST,   /api/v1/catalogs/sync,        operator",
        "POST,   /api/v1/hosts/re-pin,         operator",
        "POST,   /api/v1/plans,                operator",
        "POST,   /api/v1/plans/999999/pause,   operator",
        "POST,   /api/v1/plans/999999/cancel,  operator",
        "POST,   /api/v1/runs/999999/answer,   operator",
        "POST,   /api/v1/windows,              operator",
        "POST,   /api/v1/plans/999999/approve, approver",
        "POST,   /api/v1/plans/999999/start,   approver",
        "POST,   /api/v1/plans/999999/go,      approver",
        "POST,   /api/v1/policies,             approver",
        "DELETE, /api/v1/halt,                 approver",
        "GET,    /api/v1/users,                administrator",
        "POST,   /api/v1/users,                administrator",
        "PATCH,  /api/v1/users/nobody-here,    administrator",
        "DELETE, /api/v1/users/nobody-here,    administrator",
        "GET,    /api/v1/credentials,          administrator",
        "POST,   /api/v1/credentials,          administrator",
        "DELETE, /api/v1/credentials/999999,   administrator",
        "GET,    /api/v1/hosts/999999/credentials/explain, viewer",
        "GET,    /api/v1/secrets,              administrator",
        "PUT,    /api/v1/secrets/nothing-here, administrator",
        "DELETE, /api/v1/secrets/nothing-here, administrator",
        "GET,    /api/v1/route-desk,           administrator",
        "PUT,    /api/v1/route-desk,           administrator",
        "POST,   /api/v1/route-desk/check,     administrator",
        "POST,   /api/v1/route-desk/apply,     administrator",
        "GET,    /api/v1/route-desk/edits,     administrator"
    })
    void each_operation_is_for_its_role_and_those_above(String method, String path, String lowest) {
        assertThat(Person.nobody(hub).send(method, path, "{}").statusCode()).isEqualTo(401);
        for (String role : ROLES) {
            Person person = Person.who(hub, role);
            HttpResponse<String> answer = method.equals("GET") ? person.getJson(path) : person.send(method, path, "{}");
            if (ROLES.indexOf(role) < ROLES.indexOf(lowest)) {
                assertThat(problem(answer)).as(role).isEqualTo("forbidden");
                assertThat(answer.statusCode()).as(role).isEqualTo(403);
            } else {
                assertThat(answer.statusCode()).as(role + ": " + answer.body()).isNotIn(401, 403, 500);
            }
        }
    }

    @Test
    void a_wrong_password_is_refused_and_told_as_a_problem() {
        HttpResponse<String> answer = Person.who(hub, "viewer").with("wrong").get("/api/v1/me");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(problem(answer)).isEqualTo("unauthenticated");
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(how -> assertThat(how).startsWith("Basic"));
    }

    @Test
    void a_user_who_is_disabled_can_no_longer_log_in_and_can_be_let_in_again() {
        Person administrator = Person.who(hub, "administrator");
        Person viewer = Person.who(hub, "viewer");
        assertThat(administrator
                        .send("DELETE", "/api/v1/users/" + viewer.name(), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(viewer.get("/api/v1/me").statusCode()).isEqualTo(401);
        assertThat(administrator
                        .send("PATCH", "/api/v1/users/" + viewer.name(), "{\"disabled\": false}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(json(viewer.get("/api/v1/me")).path("role").asText()).isEqualTo("viewer");
    }

    @Test
    void a_person_changes_the_own_password_only_with_the_old_one_and_it_is_not_echoed() {
        Person viewer = Person.who(hub, "viewer");
        assertThat(problem(viewer.send("PUT", "/api/v1/me/password", "{\"old\":\"x\",\"new\":\"another-password\"}")))
                .isEqualTo("invalid");
        HttpResponse<String> done = viewer.send(
                "PUT", "/api/v1/me/password", "{\"old\":\"a-password-of-a-test\",\"new\":\"another-password\"}");
        assertThat(done.statusCode()).isEqualTo(204);
        assertThat(done.body()).isEmpty();
        assertThat(viewer.get("/api/v1/me").statusCode()).isEqualTo(401);
        assertThat(viewer.with("another-password").get("/api/v1/me").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"a b\",\"role\":\"viewer\",\"password\":\"long-enough-1\"} | name",
                "{\"name\":\"short\",\"role\":\"viewer\",\"password\":\"short\"} | at least 12",
                "{\"name\":\"role\",\"role\":\"root\",\"password\":\"long-enough-1\"} | viewer, operator",
                "{\"name\":\"typo\",\"rolle\":\"viewer\",\"password\":\"long-enough-1\"} | rolle"
            })
    void a_user_that_is_wrong_is_refused_with_what_to_change(String body, String says) {
        HttpResponse<String> answer = Person.who(hub, "administrator").post("/api/v1/users", body);
        assertThat(problem(answer)).isEqualTo("invalid");
        assertThat(json(answer).path("detail").asText()).contains(says).doesNotContain("long-enough-1");
    }

    @Test
    void no_password_and_no_hash_is_ever_shown() {
        Person administrator = Person.who(hub, "administrator");
        assertThat(administrator.get("/api/v1/users").body())
                .contains(administrator.name())
                .doesNotContain("$2a$");
    }

    @Test
    void health_says_one_word_to_strangers() {
        HttpResponse<String> answer = Person.nobody(hub).get("/health");
        assertThat(json(answer).path("status").asText()).isEqualTo("UP");
        assertThat(json(answer).has("components")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"/", "/hawtio/", "/jolokia", "/api/v1/openapi.yaml", "/api/v1/events", "/index.html"})
    void everything_else_wants_a_login(String path) {
        assertThat(Person.nobody(hub).get(path).statusCode()).isEqualTo(401);
    }

    @Test
    void the_file_door_wants_none() {
        assertThat(Person.nobody(hub).get("/files/no-such-link/BIOS.EXE").statusCode())
                .isEqualTo(404);
    }
}
