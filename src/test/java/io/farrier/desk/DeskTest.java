package io.farrier.desk;

import static io.farrier.desk.Stage.route;
import static io.farrier.desk.Stage.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeskTest {

    private static final String A = "routes/a.camel.yaml";
    private static final String B = "routes/b.camel.yaml";
    private static final String ERRORS = "routes/errors.camel.yaml";

    private final Stage stage = new Stage();

    @AfterEach
    void end() {
        stage.close();
    }

    @Test
    void a_good_edit_is_swapped_in() {
        stage.start(Map.of(A, route("a", says("a.say", "old"))));
        Verdict verdict = stage.apply(Map.of(A, route("a", says("a.say", "new"))));
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.ask("a")).isEqualTo("new");
        assertThat(stage.camel.getRouteDefinitions()).hasSize(1);
    }

    @Test
    void a_broken_edit_is_refused_with_file_line_and_step_and_the_running_route_goes_on() {
        stage.start(Map.of(A, route("a", says("a.say", "old"))));
        String broken = route("a", """
                - bean:
                    id: a.decide
                    ref: runDecid
                    method: decide
                """);
        assertThat(stage.apply(Map.of(A, broken)))
                .isEqualTo(new Verdict.Refused(
                        java.util.List.of(new Problem(A, 9, "a.decide", "there is no bean called 'runDecid'"))));
        assertThat(stage.ask("a")).isEqualTo("old");
        assertThat(stage.desk.running().files().get(A)).contains("old");
    }

    @Test
    void of_two_files_both_are_swapped_or_neither() {
        stage.start(Map.of(A, route("a", says("a.say", "old")), B, route("b", says("b.say", "old"))));
        stage.apply(Map.of(A, route("a", says("a.say", "new")), B, route("b", "- sayy: x")));
        assertThat(stage.ask("a")).isEqualTo("old");
        stage.apply(Map.of(A, route("a", says("a.say", "new")), B, route("b", says("b.say", "new"))));
        assertThat(stage.ask("a") + stage.ask("b")).isEqualTo("newnew");
    }

    @Test
    void a_renamed_route_leaves_nothing_of_its_old_name() {
        stage.start(Map.of(A, route("a", says("a.say", "one"))));
        stage.apply(Map.of(A, route("z", says("z.say", "two"))));
        assertThat(stage.ids()).containsExactly("z");
        assertThat(stage.camel.getRouteDefinition("a")).isNull();
        assertThat(stage.camel.hasEndpoint("direct://a")).isNull();
    }

    @Test
    void a_route_moves_to_another_file() {
        stage.start(Map.of(A, route("a", says("a.say", "one")) + route("b", says("b.say", "one"))));
        stage.apply(Map.of(A, route("a", says("a.say", "one")), B, route("b", says("b.say", "two"))));
        assertThat(stage.ids()).containsExactly("a", "b");
        assertThat(stage.ask("b")).isEqualTo("two");
    }

    @Test
    void a_deleted_file_takes_its_routes_along() {
        stage.start(Map.of(A, route("a", says("a.say", "one")), B, route("b", says("b.say", "one"))));
        stage.apply(Map.of(A, route("a", says("a.say", "one"))));
        assertThat(stage.ids()).containsExactly("a");
    }

    @Test
    void an_untouched_file_keeps_its_very_routes() {
        stage.start(Map.of(A, route("a", says("a.say", "one")), B, route("b", says("b.say", "one"))));
        var before = stage.camel.getRoute("a");
        stage.apply(Map.of(A, route("a", says("a.say", "one")), B, route("b", says("b.say", "two"))));
        assertThat(stage.camel.getRoute("a")).isSameAs(before);
    }

    @Test
    void an_edited_configuration_takes_hold_of_the_routes_that_use_it_and_is_there_once() {
        String failing = route(
                "a",
                "- throwException:\n    id: a.fail\n    exceptionType: java.lang.IllegalStateException\n"
                        + "    message: no");
        stage.start(Map.of(ERRORS, answering("first"), A, failing));
        assertThat(stage.ask("a")).isEqualTo("first");
        assertThat(stage.apply(Map.of(ERRORS, answering("second"), A, failing))).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.ask("a")).isEqualTo("second");
        stage.apply(Map.of(ERRORS, answering("third"), A, failing));
        assertThat(stage.ask("a")).isEqualTo("third");
        assertThat(stage.camel.getRouteConfigurationDefinitions()).hasSize(1);
    }

    @Test
    void an_edited_template_swaps_the_routes_made_from_it() {
        String made = "- templatedRoute:\n    routeTemplateRef: saying\n    routeId: a\n    parameters:\n"
                + "      - name: word\n        value: x\n";
        stage.start(Map.of(B, template("one"), A, made));
        assertThat(stage.ask("a")).isEqualTo("one x");
        assertThat(stage.apply(Map.of(B, template("two"), A, made))).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.ask("a")).isEqualTo("two x");
        assertThat(stage.ids()).containsExactly("a");
    }

    @Test
    void a_route_that_was_stopped_by_hand_stays_stopped() throws Exception {
        stage.start(Map.of(A, route("a", says("a.say", "old"))));
        stage.camel.getRouteController().stopRoute("a");
        assertThat(stage.apply(Map.of(A, route("a", says("a.say", "new"))))).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.camel.getRouteController().getRouteStatus("a").isStopped())
                .isTrue();
        stage.camel.getRouteController().startRoute("a");
        assertThat(stage.ask("a")).isEqualTo("new");
    }

    @Test
    void a_message_in_the_middle_of_a_route_is_not_cut_off() throws Exception {
        var entered = new CountDownLatch(1);
        var released = new CountDownLatch(1);
        stage.camel.getRegistry().bind("slow", (Processor) exchange -> {
            entered.countDown();
            released.await();
        });
        stage.camel.getShutdownStrategy().setTimeout(1);
        String slow = route("a", "- process:\n    id: a.slow\n    ref: slow\n");
        stage.start(Map.of(A, slow, B, route("b", says("b.say", "one"))));
        var asked = CompletableFuture.supplyAsync(() -> stage.ask("a"));
        entered.await();

        Verdict verdict = stage.apply(Map.of(A, route("a", says("a.say", "new")), B, route("b", says("b.say", "two"))));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Postponed.class, it -> assertThat(it.reason())
                .contains("Route a"));
        assertThat(stage.ask("b")).isEqualTo("one");
        released.countDown();
        assertThat(asked.get()).isEqualTo("hello");

        await().until(() -> stage.camel.getInflightRepository().size() == 0);
        stage.apply(Map.of(A, route("a", says("a.say", "new")), B, route("b", says("b.say", "two"))));
        assertThat(stage.ask("a") + stage.ask("b")).isEqualTo("newtwo");
    }

    @Test
    void what_loads_but_does_not_start_is_taken_back() {
        stage.camel.addComponent("stubborn", new Stubborn(stage.camel));
        stage.start(Map.of(A, route("a", says("a.say", "old")), B, route("b", says("b.say", "old"))));
        String stubborn = """
                - route:
                    id: b
                    description: Loads, but does not start
                    from:
                      uri: stubborn
                      parameters:
                        name: x
                      steps:
                        - log:
                            id: b.log
                            message: x
                """;
        stage.camel.getRegistry().bind("stubborn", new Stubborn(stage.camel));
        Verdict verdict = stage.apply(Map.of(A, route("a", says("a.say", "new")), B, stubborn));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> assertThat(
                        refused.problems().getFirst().reason())
                .contains("I will not start")
                .contains("the former ones run again"));
        assertThat(stage.ask("a") + stage.ask("b")).isEqualTo("oldold");
        assertThat(stage.ids()).containsExactly("a", "b");
        assertThat(stage.desk.running().files().get(A)).contains("old");
    }

    @Test
    void each_verdict_is_written_down_with_who_and_what() {
        stage.start(Map.of(A, route("a", says("a.say", "old"))));
        stage.apply(Map.of(A, route("a", says("a.say", "new"))));
        stage.apply(Map.of(A, route("a", "- bean:\n    id: a.x\n    ref: station\n    method: whisper\n")));
        assertThat(stage.journal).hasSize(2).allSatisfy(entry -> assertThat(entry.who())
                .isEqualTo("anna"));
        assertThat(stage.journal.getFirst().sentence())
                .isEqualTo("The routes were changed: routes/a.camel.yaml was edited.");
        assertThat(stage.journal.getFirst().data().toString())
                .contains("-            constant: old\n+            constant: new");
        assertThat(stage.journal.getLast().sentence())
                .isEqualTo("A change of the routes was refused, and those that run were left alone. "
                        + "routes/a.camel.yaml:9, step a.x: the bean (Station) has no method 'whisper'");
    }

    @Test
    void with_the_ledger_away_the_desk_knows_what_runs_and_writes_it_down_when_it_is_back() {
        stage.start(Map.of(A, route("a", says("a.say", "one"))));
        stage.ledgerIsAway = true;
        Map<String, String> second = Map.of(A, route("a", says("a.say", "two")));
        assertThat(stage.apply(second)).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.ask("a")).isEqualTo("two");
        assertThat(stage.desk.hash()).isEqualTo(Stage.set(second).hash());
        assertThat(stage.apply(Map.of(B, route("b", says("b.say", "three"))))).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.ids()).containsExactly("b");
        assertThat(stage.journal).isEmpty();
        stage.ledgerIsAway = false;
        stage.desk.settle();
        assertThat(stage.journal)
                .extracting(entry -> entry.sentence())
                .containsExactly(
                        "The routes were changed: " + A + " was edited.",
                        "The routes were changed: " + B + " is new, " + A + " is gone.");
    }

    @Test
    void a_file_that_is_only_written_otherwise_keeps_its_very_routes() {
        stage.start(Map.of(A, "# why\n" + route("a", says("a.say", "one"))));
        var before = stage.camel.getRoute("a");
        Map<String, String> rewritten = Map.of(A, """
                - route:
                    description: "Made for a test"
                    from:
                      parameters: {name: a}
                      steps:
                        - setBody: {constant: 'one', id: a.say}
                      uri: "direct"
                    id: a
                """);
        assertThat(stage.apply(rewritten)).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.camel.getRoute("a")).isSameAs(before);
        assertThat(stage.desk.hash()).isEqualTo(Stage.set(rewritten).hash());
        assertThat(stage.journal).hasSize(1);
    }

    @Test
    void a_good_file_that_was_offered_with_a_broken_one_is_told_that_it_waits() {
        stage.start(Map.of(A, route("a", says("a.say", "old"))));
        stage.apply(Map.of(A, route("a", says("a.say", "new")), B, route("b", "- sayy: x")));
        assertThat(stage.journal.getLast().sentence())
                .contains(B + ":9")
                .endsWith("What was changed with it waits: " + A);
    }

    @Test
    void a_secret_in_a_refused_edit_reaches_neither_the_verdict_nor_the_ledger() {
        stage.start(Map.of(A, route("a", says("a.say", "old"))));
        String leaking = route(
                "a",
                "- to:\n    id: a.call\n    uri: direct\n    parameters:\n      name: b\n"
                        + "      password: hunter2\n");
        assertThat(stage.apply(Map.of(A, leaking)).toString())
                .contains("'password' is written out")
                .doesNotContain("hunter2");
        assertThat(stage.journal.toString()).doesNotContain("hunter2");
    }

    @Test
    void the_set_that_runs_already_is_no_news() {
        Map<String, String> files = Map.of(A, route("a", says("a.say", "old")));
        stage.start(files);
        assertThat(stage.apply(files)).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.journal).isEmpty();
    }

    @Test
    void a_hub_does_not_start_on_routes_that_do_not_load() {
        assertThatThrownBy(() -> stage.start(Map.of(A, "- route:\n    id: a\n")))
                .isInstanceOf(RoutesRefused.class)
                .hasMessageContaining(A + ":1");
    }

    @Test
    void the_hash_tells_sets_apart_and_nothing_else() {
        RouteSet set = Stage.set(Map.of(A, "x", B, "y"));
        assertThat(Stage.set(Map.of(B, "y", A, "x")).hash())
                .isEqualTo(set.hash())
                .hasSize(64);
        assertThat(Stage.set(Map.of(A, "y", B, "x")).hash()).isNotEqualTo(set.hash());
        assertThat(Stage.set(Map.of(A, "x")).hash()).isNotEqualTo(set.hash());
    }

    private static String answering(String word) {
        return """
                - routeConfiguration:
                    onException:
                      - onException:
                          exception:
                            - java.lang.Exception
                          handled:
                            constant: "true"
                          steps:
                            - setBody:
                                constant: %s
                """.formatted(word);
    }

    private static String template(String word) {
        return """
                - routeTemplate:
                    id: saying
                    parameters:
                      - name: word
                    from:
                      uri: direct
                      parameters:
                        name: a
                      steps:
                        - setBody:
                            constant: "%s {{word}}"
                """.formatted(word);
    }

    /** A component whose consumers don't start, as one whose port is taken. */
    private static final class Stubborn extends DefaultComponent {

        Stubborn(DefaultCamelContext camel) {
            super(camel);
        }

        @Override
        protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
            parameters.clear();
            return new DefaultEndpoint(uri, this) {
                @Override
                public Producer createProducer() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Consumer createConsumer(Processor processor) {
                    return new DefaultConsumer(this, processor) {
                        @Override
                        protected void doStart() {
                            throw new IllegalStateException("I will not start");
                        }
                    };
                }
            };
        }
    }
}
