package io.farrier.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.desk.Desk;
import io.farrier.desk.RouteSet;
import io.farrier.desk.Verdict;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.LabFleet;
import io.farrier.transport.Operation;
import io.farrier.transport.Outcome;
import io.farrier.transport.Power;
import io.farrier.transport.Ranking;
import io.farrier.transport.TransportChoice;
import io.farrier.transport.Word;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which way is taken to a BMC, on a whole hub with a lab. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaysTest {

    /** A transport that nobody knew before, as a team would add it: one file. */
    private static final String SIXTH = """
            - route:
                id: sixth.power
                description: Whether the host is on
                from:
                  uri: direct
                  parameters:
                    name: sixth.power
                  steps:
                    - bean:
                        id: sixth.power.ask
                        ref: redfishPower
                        method: askSystem
                    - to:
                        id: sixth.power.system
                        uri: direct
                        parameters:
                          name: redfish.request
                    - bean:
                        id: sixth.power.read
                        ref: redfishPower
                        method: read
            """;

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate template;

    @Autowired
    CamelContext camel;

    @Autowired
    Desk desk;

    @Autowired
    TransportChoice choice;

    LabFleet fleet;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 36, 3, "--speed=600");
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Outcome ask(Ask ask) {
        return template.requestBody("direct:transport.attempt", ask, Outcome.class);
    }

    @Test
    void a_sixth_transport_is_added_by_a_route_file_alone_and_is_used_where_those_before_it_are_stopped()
            throws Exception {
        RouteSet shipped = desk.running();
        Map<String, String> files = new TreeMap<>(shipped.files());
        files.put("routes/transports/sixth.camel.yaml", SIXTH);
        try {
            assertThat(desk.apply(new RouteSet(files), "test")).isInstanceOf(Verdict.Accepted.class);
            assertThat(choice.transports()).endsWith("sixth");
            for (String transport : choice.transports()) {
                if (!transport.equals("sixth") && camel.getRoute(transport + ".power") != null) {
                    camel.getRouteController().stopRoute(transport + ".power");
                }
            }
            Outcome outcome = ask(new Ask.ReadPower(fleet.bmc(0)));
            assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
            assertThat(outcome.transport()).isEqualTo("sixth");
            assertThat(outcome.as(Power.class).state()).isEqualTo("On");
        } finally {
            for (String transport : choice.transports()) {
                if (camel.getRoute(transport + ".power") != null) {
                    camel.getRouteController().startRoute(transport + ".power");
                }
            }
            assertThat(desk.apply(shipped, "test")).isInstanceOf(Verdict.Accepted.class);
        }
        assertThat(choice.transports()).doesNotContain("sixth");
    }

    @Test
    void a_bmc_that_nobody_reaches_says_so_for_each_way_and_its_ways_rest_after_the_third_time() {
        long id = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('127.20.36.200', 8443, 'server')"
                        + " returning id")
                .query(Long.class)
                .single();
        Bmc nobody = new Bmc(id, "127.20.36.200", 8443);
        for (int n = 0; n < 3; n++) {
            Outcome outcome = ask(new Ask.ReadPower(nobody));
            assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.NEXT_TRANSPORT);
            assertThat(outcome.sentence()).contains("The same by wsman, racadm");
        }
        Ranking ranking = choice.rank(nobody, Operation.POWER, Instant.now());
        assertThat(ranking.ways()).isNotEmpty().allSatisfy(way -> assertThat(way.why())
                .contains("failed 3 times in a row and rests until"));
        assertThat(choice.rank(nobody, Operation.SUBMIT, Instant.now()).sentence())
                .startsWith("no transport can do it")
                .contains("it has never answered on this host");
    }

    @Test
    void a_bmc_that_restarts_because_of_us_counts_against_no_way() {
        long id = jdbc.sql("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('127.20.36.201', 8443, 'server')"
                        + " returning id")
                .query(Long.class)
                .single();
        for (int n = 0; n < 5; n++) {
            template.request("direct:transport.attempt", exchange -> {
                exchange.setProperty(Forgiveness.PROPERTY, true);
                exchange.getMessage().setBody(new Ask.ReadPower(new Bmc(id, "127.20.36.201", 8443)));
            });
        }
        assertThat(jdbc.sql("select count(*) from transport_health where host_id = ?")
                        .params(id)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void a_checkup_tries_every_way_and_the_api_tells_what_each_can_do_and_how_the_host_would_be_updated() {
        Person operator = Person.who(hub, "operator");
        long host = fleet.bmc(1).hostId();
        HttpResponse<String> asked = operator.post("/api/v1/hosts/" + host + "/transports/test", "");
        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(202);
        String location = asked.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30)).until(() -> Person.json(operator.getJson(location))
                .path("state")
                .asText()
                .equals("completed"));
        assertThat(Person.json(operator.getJson(location)).path("updatable").asInt())
                .isEqualTo(1);
        JsonNode ways = Person.json(operator.getJson("/api/v1/hosts/" + host + "/transports"));
        assertThat(ways.path("sentence").asText()).contains("would be updated by redfish: number 1 of the chain");
        assertThat(operator.getJson("/api/v1/hosts?updatableBy=redfish&limit=200")
                        .body())
                .contains(fleet.bmc(1).address());
        assertThat(operator.getJson("/api/v1/hosts?updatableByOtherThan=redfish&limit=200")
                        .statusCode())
                .isEqualTo(200);
        JsonNode redfish = ways.path("transports").get(0);
        assertThat(redfish.path("transport").asText()).isEqualTo("redfish");
        assertThat(redfish.path("operations").path("identify").path("supported").asBoolean())
                .isTrue();
        assertThat(redfish.path("operations").path("ready").path("supported").asBoolean())
                .isTrue();
    }

    @Test
    void a_checkup_of_an_empty_selector_is_refused() {
        HttpResponse<String> answer = Person.who(hub, "operator").post("/api/v1/checkups", "{\"selector\": {}}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Person.json(answer).path("detail").asText()).contains("means no host");
    }
}
