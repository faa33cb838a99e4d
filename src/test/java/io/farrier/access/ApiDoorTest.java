package io.farrier.access;

import static io.farrier.access.Person.json;
import static io.farrier.access.Person.problem;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
@ExtendWith(OutputCaptureExtension.class)
class ApiDoorTest {

    private static final String WINDOWS = "window.api.list";

    @Autowired
    ApplicationContext hub;

    @Autowired
    CamelContext camel;

    /** Does something at the step that answers GET /windows, for as long as the request runs. */
    private HttpResponse<String> getWindows(Person person, Processor there, String... headers) throws Exception {
        AdviceWith.adviceWith(camel, WINDOWS, route -> route.weaveById(WINDOWS + ".answer")
                .before()
                .process(there)
                .id("test.there"));
        try {
            var request = person.request("/api/v1/windows");
            return person.send(headers.length == 0 ? request : request.headers(headers));
        } finally {
            AdviceWith.adviceWith(
                    camel, WINDOWS, route -> route.weaveById("test.there").remove());
        }
    }

    @Test
    void nothing_that_a_stranger_sends_becomes_a_header_of_ours() throws Exception {
        Person viewer = Person.who(hub, "viewer");
        AtomicReference<Map<String, Object>> seen = new AtomicReference<>();
        HttpResponse<String> answer = getWindows(
                viewer,
                exchange -> seen.set(new TreeMap<>(exchange.getMessage().getHeaders())),
                "farrierWho",
                "somebody-else",
                "farrierRing",
                "run.step",
                "farrierRingAt",
                "1",
                "_AMQ_SCHED_DELIVERY",
                "99999999999999",
                "JMSXGroupID",
                "all-in-one",
                "CamelHttpUri",
                "http://127.0.0.1:9/",
                "CamelJmsDestinationName",
                "run.step",
                "id",
                "7");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(seen.get())
                .containsOnly(
                        Map.entry("farrierWho", viewer.name()),
                        // What the contract says of what is left out.
                        Map.entry("after", 0),
                        Map.entry("limit", 100),
                        Map.entry("sort", "-opensAt"));
    }

    @Test
    void what_goes_wrong_inside_is_an_incident_in_the_log_and_no_stack_trace_outside(CapturedOutput log)
            throws Exception {
        HttpResponse<String> answer = getWindows(Person.who(hub, "viewer"), exchange -> {
            throw new IllegalStateException("jdbc:postgresql://secret-place");
        });
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(problem(answer)).isEqualTo("internal");
        assertThat(answer.body())
                .doesNotContain("secret-place")
                .doesNotContain("Exception")
                .doesNotContain("\\tat ");
        String incident = json(answer).path("incident").asText();
        assertThat(incident).isNotEmpty();
        assertThat(log).contains(incident).contains("secret-place");
    }

    @Test
    void what_is_made_says_where_it_is() {
        Person operator = Person.who(hub, "operator");
        String name = "made-" + UUID.randomUUID();
        HttpResponse<String> made = operator.post(
                "/api/v1/windows",
                "{\"name\":\"%s\",\"opensAt\":\"%s\",\"closesAt\":\"%s\"}"
                        .formatted(
                                name,
                                Instant.now().plusSeconds(600),
                                Instant.now().plusSeconds(1200)));
        assertThat(made.statusCode()).isEqualTo(201);
        String place = made.headers().firstValue("Location").orElseThrow();
        assertThat(json(operator.get(place)).path("name").asText()).isEqualTo(name);
    }

    @Test
    void what_is_written_with_percent_signs_in_a_query_is_decoded() {
        String model = "PowerEdge R" + UUID.randomUUID();
        hub.getBean(JdbcClient.class)
                .sql("insert into hosts (mgmt_ip, mgmt_kind, model) values ('127.20.173.1', 'server', ?)")
                .params(model)
                .update();
        HttpResponse<String> found = Person.who(hub, "viewer").get("/api/v1/hosts?model=" + model.replace(" ", "%20"));
        assertThat(json(found).path("items")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/hosts?modle=R750         | modle",
                "/api/v1/hosts?limit=0            | from 1 to 1000",
                "/api/v1/hosts?limit=1e3          | whole number",
                "/api/v1/hosts?kind=pc            | server, chassis",
                "/api/v1/hosts?problem=maybe      | true or false",
                "/api/v1/hosts?model=a&model=b    | more than once",
                "/api/v1/hosts/seven              | id is a whole number",
                "/api/v1/hosts/7?id=8             | no parameter id",
                "/api/v1/runs?state=asleep        | queued, checking",
                "/api/v1/hosts?model=a%00b        | NUL",
                "/api/v1/events?after=yesterday   | after"
            })
    void a_parameter_that_the_contract_does_not_know_is_refused(String path, String says) {
        Person viewer = Person.who(hub, "viewer");
        HttpResponse<String> answer = viewer.send(viewer.request(path).header("Accept", "application/json"));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem(answer)).isEqualTo("invalid");
        assertThat(json(answer).path("detail").asText()).contains(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/api/v1/sweeps  | {\"targets\":[                             | no JSON",
                "/api/v1/sweeps  | {\"target\":[\"127.20.0.1\"]}              | target",
                "/api/v1/sweeps  | {\"targets\":\"127.20.0.1\"}               | a list",
                "/api/v1/sweeps  | {\"targets\":[7]}                          | targets[0]",
                "/api/v1/sweeps  | {\"targets\":[]}                           | ",
                "/api/v1/sweeps  | null                                       | null",
                "/api/v1/plans   | {\"name\":\"x\"}                           | selector",
                "/api/v1/plans   | {\"name\":\"x\",\"selector\":{\"modles\":[]}} | modles",
                "/api/v1/plans   | {\"name\":\"x\",\"selector\":{},\"policy\":{\"waves\":[\"-2\"]}} | -2",
                "/api/v1/plans   | {\"name\":\"x\",\"selector\":{},\"policy\":{\"concurrent\":\"3\"}} | policy.concurrent",
                "/api/v1/windows | {\"name\":\"x\",\"opensAt\":\"now\"}       | opensAt"
            })
    void a_body_that_is_wrong_is_refused_with_what_to_change(String path, String body, String says) {
        HttpResponse<String> answer = Person.who(hub, "operator").post(path, body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(problem(answer)).isEqualTo("invalid");
        assertThat(json(answer).path("detail").asText()).contains(says == null ? "" : says);
    }

    @Test
    void a_body_must_be_json_and_there_and_of_bearable_size() {
        Person operator = Person.who(hub, "operator");
        HttpResponse<String> form = operator.send(operator.request("/api/v1/sweeps")
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString("{\"targets\":[\"127.20.0.1\"]}")));
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(problem(form)).isEqualTo("invalid");
        assertThat(problem(operator.post("/api/v1/sweeps", ""))).isEqualTo("invalid");
        HttpResponse<String> huge = operator.post("/api/v1/sweeps", "{\"targets\":[\"" + "1".repeat(1 << 20) + "\"]}");
        assertThat(huge.statusCode()).isEqualTo(413);
    }

    @Test
    void a_body_that_announces_no_length_is_counted_while_it_is_read_with_and_without_a_login() {
        byte[] huge = new byte[(1 << 20) + 1];
        Arrays.fill(huge, (byte) ' ');
        Person approver = Person.who(hub, "approver");
        Person nobody = Person.nobody(hub);
        for (var request : List.of(
                approver.request("/api/v1/sweeps").header("Content-Type", "application/json"),
                nobody.request("/api/v1/messages")
                        .header("Content-Type", "application/json")
                        .header("webhook-signature", "v1,x"))) {
            HttpResponse<String> answer =
                    nobody.send(request.POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge))));
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(problem(answer)).isEqualTo("invalid");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/api/v1/nothing", "/api/v1/hosts/999999999", "/api/v1/plans/999999999", "/api/v1/runs/999999999"
            })
    void what_is_not_there_is_a_problem_with_404(String path) {
        HttpResponse<String> answer = Person.who(hub, "viewer").get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        problem(answer);
    }

    @Test
    void a_page_of_another_site_can_order_nothing_with_the_login_of_a_browser() {
        Person operator = Person.who(hub, "operator");
        HttpResponse<String> forged = operator.send(operator.request("/api/v1/plans/1/pause")
                .header("Origin", "https://elsewhere.example")
                .header("Sec-Fetch-Site", "cross-site")
                .POST(BodyPublishers.noBody()));
        assertThat(forged.statusCode()).isEqualTo(403);
    }
}
