package io.farrier.desk;

import static io.farrier.desk.Stage.route;
import static io.farrier.desk.Stage.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The desk on a whole hub at work. */
@HubTest
class LiveTest {

    private static final String FILE = "routes/test/live.camel.yaml";
    private static final String BELL = "routes/test/bell.camel.yaml";

    @Autowired
    Desk desk;

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate template;

    @Autowired
    JdbcClient jdbc;

    private RouteSet shipped;

    @BeforeEach
    void remember() {
        shipped = desk.running();
    }

    @AfterEach
    void back() {
        assertThat(desk.apply(shipped, "test")).isInstanceOf(Verdict.Accepted.class);
        assertThat(camel.getRoute("test.live")).isNull();
    }

    private RouteSet with(String file, String text) {
        Map<String, String> files = new TreeMap<>(shipped.files());
        files.put(file, text);
        return Stage.set(files);
    }

    private String ask() {
        return template.requestBody("direct:test.live", "", String.class);
    }

    @Test
    void a_new_file_runs_and_an_edit_of_it_is_swapped_in() {
        desk.apply(with(FILE, route("test.live", says("test.live.say", "one"))), "anna");
        assertThat(ask()).isEqualTo("one");
        desk.apply(with(FILE, route("test.live", says("test.live.say", "two"))), "anna");
        assertThat(ask()).isEqualTo("two");
    }

    @Test
    void a_refused_edit_stands_in_the_ledger_with_who_file_line_and_step() {
        desk.apply(
                with(FILE, route("test.live", "- bean:\n    id: test.live.do\n    ref: nobody\n    method: x\n")),
                "anna");
        assertThat(jdbc.sql("select who || ': ' || sentence from events where stream = 'desk' order by id desc limit 1")
                        .query(String.class)
                        .single())
                .isEqualTo("anna: A change of the routes was refused, and those that run were left alone. " + FILE
                        + ":9, step test.live.do: there is no bean called 'nobody'");
    }

    @Test
    void an_edit_of_what_holds_for_all_routes_swaps_all_and_the_hub_works_on() {
        String errors = "routes/errors.camel.yaml";
        var before = camel.getRoute("transport.attempt");
        Verdict verdict = desk.apply(
                with(errors, shipped.files().get(errors).replace("noErrorHandler: {}", "noErrorHandler: {id: edited}")),
                "anna");
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        assertThat(camel.getRoute("transport.attempt")).isNotSameAs(before);
        assertThat(camel.getRoutes()).allSatisfy(route -> assertThat(camel.getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted())
                .as(route.getRouteId())
                .isEqualTo(route.isAutoStartup()));
    }

    @Test
    void a_bell_whose_turn_takes_longer_than_the_desk_waits_is_answered_when_that_is_over() throws Exception {
        var heard = new CopyOnWriteArrayList<String>();
        var released = new CountDownLatch(1);
        camel.getRegistry().bind("liveTurn", (Processor) exchange -> {
            heard.add(exchange.getMessage().getBody(String.class));
            released.await();
        });
        Map<String, String> files = new TreeMap<>(shipped.files());
        files.put(BELL, """
                - route:
                    id: test.bell
                    description: Made for a test
                    from:
                      uri: jms
                      parameters:
                        destinationName: test.bell
                      steps:
                        - process:
                            id: test.bell.turn
                            ref: liveTurn
                """);
        files.put(FILE, route("test.live", says("test.live.say", "one")));
        assertThat(desk.apply(Stage.set(files), "anna")).isInstanceOf(Verdict.Accepted.class);
        template.sendBody("jms:test.bell", "first");
        await().until(() -> heard.contains("first"));

        Map<String, String> called = new TreeMap<>(files);
        called.put(FILE, route("test.live", says("test.live.say", "two")));
        Map<String, String> own = new TreeMap<>(files);
        own.put(BELL, files.get(BELL).replace("Made", "Made anew"));
        long patience = camel.getShutdownStrategy().getTimeout();
        camel.getShutdownStrategy().setTimeout(2);
        try {
            for (var edit : List.of(called, own)) {
                assertThat(desk.apply(Stage.set(edit), "anna"))
                        .isInstanceOfSatisfying(Verdict.Postponed.class, postponed -> assertThat(postponed.reason())
                                .contains("test.bell"));
            }
        } finally {
            camel.getShutdownStrategy().setTimeout(patience);
            released.countDown();
        }
        assertThat(ask()).isEqualTo("one");
        template.sendBody("jms:test.bell", "second");
        await().atMost(Duration.ofSeconds(20)).until(() -> heard.contains("second"));
    }

    @Test
    void the_contract_of_the_api_is_taken_up_at_the_next_start_only() {
        String contract = "routes/access/contract.camel.yaml";
        Verdict verdict = desk.apply(
                with(
                        contract,
                        shipped.files().get(contract).replace("missingOperation: fail", "missingOperation: ignore")),
                "anna");
        assertThat(verdict.toString()).contains("restart it to change this file");
    }
}
