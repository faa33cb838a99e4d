package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Sweeps, hosts and credentials as a client sees them. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetApiTest {

    private static final String PASSWORD = "fleet-api-test-password";

    @Autowired
    TestRestTemplate http;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PasswordEncoder passwords;

    @BeforeAll
    void people() {
        for (String role : new String[] {"viewer", "operator", "administrator"}) {
            jdbc.sql("insert into users (name, password_hash, role, created_by) values (?, ?, ?, 'test')")
                    .params("fleet-" + role, passwords.encode(PASSWORD), role)
                    .update();
        }
    }

    @AfterAll
    void clean() {
        jdbc.sql("delete from users where name like 'fleet-%'").update();
        jdbc.sql("delete from credentials where name = 'fleet-api-test'").update();
    }

    @Test
    void a_sweep_is_queued_and_found_where_the_answer_says() {
        ResponseEntity<JsonNode> queued = ask(
                "operator",
                HttpMethod.POST,
                "/sweeps",
                "{\"targets\": [\"127.20.51.1-127.20.51.3\"], \"excluded\": [\"127.20.51.2\"]}");
        assertThat(queued.getStatusCode().value())
                .as(String.valueOf(queued.getBody()))
                .isEqualTo(202);
        String place = queued.getHeaders().getLocation().getPath().replaceFirst(".*/sweeps", "/sweeps");
        await().atMost(Duration.ofSeconds(20)).until(() -> ask("viewer", HttpMethod.GET, place, null)
                .getBody()
                .path("state")
                .asText()
                .equals("completed"));
        JsonNode sweep = ask("viewer", HttpMethod.GET, place, null).getBody();
        assertThat(sweep.path("total").asInt()).isEqualTo(2);
        assertThat(sweep.path("excluded").path(0).asText()).isEqualTo("127.20.51.2");
        assertThat(sweep.path("requestedBy").asText()).isEqualTo("fleet-operator");
        assertThat(ask("viewer", HttpMethod.GET, "/sweeps", null)
                        .getBody()
                        .path("items")
                        .findValuesAsText("id"))
                .contains(sweep.path("id").asText());
    }

    @Test
    void what_is_refused_says_what_to_change() {
        ResponseEntity<JsonNode> refused =
                ask("operator", HttpMethod.POST, "/sweeps", "{\"targets\": [\"10.0.0.7/24\"]}");
        assertThat(refused.getStatusCode().value()).isEqualTo(400);
        assertThat(refused.getHeaders().getContentType().toString()).startsWith("application/problem+json");
        assertThat(refused.getBody().path("detail").asText()).contains("did you mean 10.0.0.0/24?");
        assertThat(ask("operator", HttpMethod.POST, "/sweeps", "{}")
                        .getStatusCode()
                        .value())
                .isEqualTo(400);
        assertThat(ask("viewer", HttpMethod.GET, "/sweeps/999999", null)
                        .getStatusCode()
                        .value())
                .isEqualTo(404);
        assertThat(ask("viewer", HttpMethod.GET, "/hosts/999999/components", null)
                        .getStatusCode()
                        .value())
                .isEqualTo(404);
        assertThat(ask("operator", HttpMethod.POST, "/hosts/re-pin", "{\"selector\": {}}")
                        .getStatusCode()
                        .value())
                .isEqualTo(400);
    }

    @Test
    void a_viewer_sweeps_nothing_and_only_an_administrator_keeps_credentials() {
        String sweep = "{\"targets\": [\"127.20.51.9\"]}";
        assertThat(ask("viewer", HttpMethod.POST, "/sweeps", sweep)
                        .getStatusCode()
                        .value())
                .isEqualTo(403);
        assertThat(ask("operator", HttpMethod.GET, "/credentials", null)
                        .getStatusCode()
                        .value())
                .isEqualTo(403);
    }

    @Test
    void a_credential_is_set_by_reference_and_corrected() {
        String asked =
                "{\"name\": \"fleet-api-test\", \"username\": \"root\", \"vaultPath\": \"env:PATH\", \"network\": \"10.97.0.0/16\"}";
        ResponseEntity<JsonNode> made = ask("administrator", HttpMethod.POST, "/credentials", asked);
        assertThat(made.getStatusCode().value())
                .as(String.valueOf(made.getBody()))
                .isEqualTo(201);
        assertThat(made.getBody().path("version").asInt()).isEqualTo(1);
        assertThat(made.getBody().toString()).doesNotContain(System.getenv("PATH"));
        assertThat(ask("administrator", HttpMethod.POST, "/credentials", asked)
                        .getBody()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        ResponseEntity<JsonNode> refused =
                ask("administrator", HttpMethod.POST, "/credentials", asked.replace("env:PATH", "hunter2"));
        assertThat(refused.getStatusCode().value()).isEqualTo(400);
        assertThat(refused.getBody().toString()).contains("vault path").doesNotContain("hunter2");
        String place = "/credentials/" + made.getBody().path("id").asLong();
        assertThat(ask("administrator", HttpMethod.DELETE, place, null)
                        .getStatusCode()
                        .value())
                .isEqualTo(204);
    }

    private ResponseEntity<JsonNode> ask(String role, HttpMethod method, String path, String body) {
        HttpHeaders headers = new HttpHeaders();
        headers.setBasicAuth("fleet-" + role, PASSWORD);
        headers.setAccept(List.of(MediaType.ALL));
        if (body != null) {
            headers.setContentType(MediaType.APPLICATION_JSON);
        }
        return http.exchange("/api/v1" + path, method, new HttpEntity<>(body, headers), JsonNode.class);
    }
}
