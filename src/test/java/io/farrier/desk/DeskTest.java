package io.farrier.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class DeskTest {

    @Autowired
    Desk desk;

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate template;

    @Autowired
    JdbcClient jdbc;

    private static RouteFiles house() {
        return RouteFiles.read(Path.of("routes"));
    }

    private static RouteFiles with(String name, String text) {
        Map<String, String> texts = new TreeMap<>(house().texts());
        texts.put(name, text);
        return new RouteFiles(texts);
    }

    private static String route(String id, String body) {
        return """
                - route:
                    id: %s
                    description: a route of a test
                    from:
                      uri: direct
                      parameters:
                        name: %s
                      steps:
                        - setBody:
                            constant: %s
                """.formatted(id, id, body);
    }

    @AfterEach
    void back() {
        assertThat(desk.apply(house(), "test")).isInstanceOf(Verdict.Accepted.class);
    }

    private String ask(String id) {
        return template.requestBody("direct:" + id, "", String.class);
    }

    @Test
    void every_route_file_of_the_house_rehearses() {
        assertThat(new Rehearsal(camel).refuses(house())).isEmpty();
    }

    @Test
    void a_new_file_runs_an_edit_is_swapped_in_and_a_deleted_file_runs_no_more() {
        assertThat(desk.apply(with("test/a.camel.yaml", route("test.a", "one")), "test"))
                .isEqualTo(new Verdict.Accepted(java.util.List.of("new test/a.camel.yaml")));
        assertThat(ask("test.a")).isEqualTo("one");
        desk.apply(with("test/a.camel.yaml", route("test.a", "two")), "test");
        assertThat(ask("test.a")).isEqualTo("two");
        desk.apply(house(), "test");
        assertThat(camel.getRoute("test.a")).isNull();
    }

    @Test
    void a_renamed_route_does_not_run_under_both_names() {
        desk.apply(with("test/a.camel.yaml", route("test.before", "x")), "test");
        desk.apply(with("test/a.camel.yaml", route("test.after", "x")), "test");
        assertThat(camel.getRoute("test.before")).isNull();
        assertThat(ask("test.after")).isEqualTo("x");
    }

    @Test
    void a_broken_edit_leaves_the_running_route_alone_and_says_file_line_and_reason() {
        desk.apply(with("test/a.camel.yaml", route("test.a", "one")), "test");
        String broken = route("test.a", "two") + "        - bean:\n            ref: nobody\n            method: x\n";
        Verdict verdict = desk.apply(with("test/a.camel.yaml", broken), "somebody");
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Refused.class, refused -> {
            assertThat(refused.file()).isEqualTo("test/a.camel.yaml");
            assertThat(refused.line()).isPositive();
            assertThat(refused.reason()).contains("nobody");
        });
        assertThat(ask("test.a")).isEqualTo("one");
        assertThat(jdbc.sql("select sentence from events where stream = 'desk' order by id desc limit 1")
                        .query(String.class)
                        .single())
                .contains("refused")
                .contains("test/a.camel.yaml");
    }

    @Test
    void an_unknown_option_a_missing_description_and_an_id_used_twice_are_refused() {
        assertThat(refusal("- route:\n    id: test.x\n    from: {uri: direct, parameters: {name: x}, steps: []}\n"))
                .contains("description");
        assertThat(refusal(route("run.step", "x"))).contains("twice");
        assertThat(refusal(route("test.x", "x").replace("uri: direct", "uri: direct?name=y")))
                .contains("parameters");
        assertThat(refusal(route("test.x", "x").replace("name: test.x", "name: test.x\n        nmae: y")))
                .contains("nmae");
    }

    private String refusal(String text) {
        return desk.apply(with("test/x.camel.yaml", text), "test") instanceof Verdict.Refused refused
                ? refused.reason()
                : "accepted";
    }

    @Test
    void rehearsing_does_not_stop_the_clocks_that_run() throws Exception {
        var quartz = camel.getComponent("quartz", org.apache.camel.component.quartz.QuartzComponent.class);
        new Rehearsal(camel).refuses(house());
        assertThat(quartz.getScheduler().checkExists(org.quartz.TriggerKey.triggerKey("sweep", "bell")))
                .isTrue();
    }

    @Test
    void an_edited_configuration_is_used_by_the_routes_that_run() {
        String route = route("test.c", "x")
                .replace("        - setBody:\n            constant: x\n", """
                        - throwException:
                            exceptionType: java.lang.IllegalStateException
                            message: oops
                """)
                .replace("    from:", "    routeConfigurationId: test.answer\n    from:");
        Map<String, String> texts = new TreeMap<>(house().texts());
        texts.put("test/c.camel.yaml", route);
        texts.put("test/answer.camel.yaml", answer("one"));
        desk.apply(new RouteFiles(texts), "test");
        assertThat(ask("test.c")).isEqualTo("one");
        texts.put("test/answer.camel.yaml", answer("two"));
        desk.apply(new RouteFiles(texts), "test");
        assertThat(ask("test.c")).isEqualTo("two");
    }

    private static String answer(String body) {
        return """
                - routeConfiguration:
                    id: test.answer
                    onException:
                      - onException:
                          exception:
                            - java.lang.Exception
                          handled:
                            constant: "true"
                          steps:
                            - setBody:
                                constant: %s
                """.formatted(body);
    }
}
