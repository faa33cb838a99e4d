package io.farrier.desk;

import static io.farrier.desk.Stage.route;
import static io.farrier.desk.Stage.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is refused, and in which words: those who read them have nothing else to go by. */
class HouseRulesTest {

    private static final String A = "routes/a.camel.yaml";

    private final Stage stage = new Stage();

    @AfterEach
    void end() {
        stage.close();
    }

    private List<String> said(Map<String, String> files) {
        return stage.desk.rehearse(Stage.set(files)) instanceof Verdict.Refused refused
                ? refused.problems().stream().map(Problem::toString).toList()
                : List.of();
    }

    /** A step, and what is said of it; it stands on line 9. */
    static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(
                        "- bean:\n    id: a.x\n    ref: nobody\n    method: go",
                        ":9, step a.x: there is no bean called 'nobody'"),
                Arguments.of(
                        "- bean:\n    id: a.x\n    ref: station\n    method: whisper",
                        ":9, step a.x: the bean (Station) has no method 'whisper'"),
                Arguments.of(
                        "- filter:\n    id: a.f\n    simple: \"${body} == 1\"\n    steps:\n      - bean:\n          id: a.deep\n"
                                + "          ref: nobody\n          method: go",
                        ":13, step a.deep: there is no bean called 'nobody'"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: log\n    parameters:\n      loggerName: x\n      levle: INFO",
                        ":9, step a.x: 'log' has no option 'levle'; did you mean 'level'?"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: sqll",
                        ":9, step a.x: there is no component called 'sqll'; did you mean 'sql'? Camel has it in"
                                + " camel-sql, which is not in this hub"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: jmss",
                        ":9, step a.x: there is no component called 'jmss'; did you mean 'jms'?"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: kafka\n    parameters:\n      topic: x",
                        ":9, step a.x: there is no component called 'kafka'; Camel has it in camel-kafka, which is not in"
                                + " this hub"),
                Arguments.of(
                        "- bean:\n    id: a.x\n    ref: staton\n    method: shout",
                        ":9, step a.x: there is no bean called 'staton'; did you mean 'station'?"),
                Arguments.of(
                        "- bean:\n    id: a.x\n    ref: station\n    method: shuot",
                        ":9, step a.x: the bean (Station) has no method 'shuot'; did you mean 'shout'?"),
                Arguments.of(
                        "- filter:\n    id: a.x\n    simpel: x",
                        ":11: Unsupported field: simpel; did you mean 'simple' or 'spel'?"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: direct\n    paramters:\n      name: x",
                        ":12: Unsupported field: paramters; did you mean 'parameters'?"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: log\n    parameters:\n      loggerName: \"{{known.sise}}\"",
                        ":9, step a.x: the property 'known.sise' is set nowhere; did you mean 'known.size'?"),
                Arguments.of("- setHeadr:\n    name: x", ":9: Unknown node id: setHeadr; did you mean 'setHeader'?"),
                Arguments.of(
                        "- setHeader:\n    nam: x\n    constant: y",
                        ":10: Unsupported field: nam; did you mean 'name'?"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: log\n    parameters:\n      loggerName: \"{{no.such}}\"",
                        ":9, step a.x: the property 'no.such' is set nowhere; it belongs in config/application.yaml"),
                Arguments.of(
                        "- doTry:\n    id: a.t\n    steps:\n      - log: x\n    doCatch:\n      - id: a.c\n        exception:\n"
                                + "          - io.nope.Gone\n        steps:\n          - log: x",
                        "there is no class called io.nope.Gone"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: direct\n    parameters:\n      name: nowhere",
                        ":9, step a.x: no route answers direct:nowhere"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: direct:a?timeout=3",
                        ":11, step a.x: this uri holds options behind a '?'; write them under parameters"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: direct:a",
                        ":11, step a.x: write only the scheme as uri (uri: direct) and the rest under parameters"),
                Arguments.of("- to: direct:a", ":9, step a: write 'to' with uri and parameters"),
                Arguments.of(
                        "- to:\n    id: a.x\n    uri: \"http://joe:pw@host/x\"",
                        ":11, step a.x: this uri holds credentials; a credential is kept by reference in the vault"),
                Arguments.of(
                        "- setHeader:\n    id: a.x\n    name: Authorization\n    constant: Basic abc",
                        ":9, step a.x: the value of 'Authorization' is written out here; a secret travels in no message"),
                Arguments.of(
                        "- setHeader:\n    id: a.x\n    name: Authorization\n    expression:\n      constant:\n"
                                + "        expression: Basic abc",
                        ":9, step a.x: the value of 'Authorization' is written out here; a secret travels in no message"),
                Arguments.of(
                        "- delay:\n    id: a.x\n    constant: 5000",
                        ":9, step a.x: a delay holds a thread; what waits is rung later, by farrierRingAt"),
                Arguments.of(
                        says("a", "x"),
                        ":10, step a: this id is also in " + A
                                + ":2; routes and steps share one namespace, so it must be there once"));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void a_step_is_refused_with_its_place_and_what_to_change(String step, String reason) {
        assertThat(said(Map.of(A, route("a", step))))
                .singleElement()
                .asString()
                .startsWith(A)
                .endsWith(reason);
    }

    @Test
    void all_problems_of_all_files_are_said_at_once() {
        assertThat(said(Map.of(
                        "routes/b.yaml",
                        route("b", says("b.x", "x")),
                        A,
                        route("a", "- sayy: x"),
                        "routes/c.camel.yaml",
                        "- route:\n    from:\n      uri: direct\n",
                        "routes/d.camel.yaml",
                        "hello")))
                .containsExactly(
                        A + ":9: Unknown node id: sayy",
                        "routes/b.yaml: call it routes/b.camel.yaml",
                        "routes/c.camel.yaml:1: this route has no id",
                        "routes/c.camel.yaml:1: this route has no description: say in a sentence what it is for",
                        "routes/d.camel.yaml:1: a route file is a list: '- route:' and what belongs to it");
    }

    @Test
    void a_call_that_nobody_answers_names_who_might_be_meant() {
        assertThat(said(Map.of(
                        A,
                        route("fleet.probe", says("a.x", "x")),
                        "routes/b.camel.yaml",
                        route("b", "- to:\n    id: b.x\n    uri: direct\n    parameters:\n      name: fleet.prob"))))
                .containsExactly("routes/b.camel.yaml:9, step b.x: no route answers direct:fleet.prob; did you mean"
                        + " 'fleet.probe'?");
    }

    @Test
    void what_is_no_yaml_is_refused_with_its_line() {
        assertThat(said(Map.of(A, "- route:\n    id: a\n  bla\n")))
                .singleElement()
                .asString()
                .contains(A, "not YAML");
    }

    @Test
    void what_is_not_a_route_belongs_into_java() {
        assertThat(said(Map.of(A, "- beans:\n    - name: x\n      type: java.lang.String\n")))
                .singleElement()
                .asString()
                .startsWith(A + ":1: 'beans' has no place in a route file");
        assertThat(stage.camel.getRegistry().lookupByName("x")).isNull();
    }

    @Test
    void two_routes_may_not_answer_one_name() {
        assertThat(said(Map.of(
                        A,
                        route("a", says("a.x", "x")),
                        "routes/b.camel.yaml",
                        route("a", says("b.x", "x")).replace("id: a\n", "id: b\n"))))
                .containsExactly("routes/b.camel.yaml:1, step b: route a already answers direct:a");
    }

    @Test
    void a_configuration_that_is_not_there_is_missed_and_a_second_nameless_one_is_too_many() {
        String nameless = "- routeConfiguration:\n    errorHandler:\n      noErrorHandler: {}\n";
        assertThat(said(Map.of(
                        A,
                        nameless
                                + route("a", says("a.x", "x"))
                                        .replace("    from:", "    routeConfigurationId: apy\n    from:"),
                        "routes/b.camel.yaml",
                        nameless)))
                .containsExactly(
                        A + ":4, step a: there is no routeConfiguration called 'apy'; Camel would go on without one",
                        "routes/b.camel.yaml:1: there is one like it in " + A
                                + ":1; without an id it holds for every route that"
                                + " names none, so there is exactly one");
    }

    @Test
    void a_transport_handles_no_exceptions() {
        String handling = """
                - route:
                    id: ssh.identify
                    description: Made for a test
                    onException:
                      - onException:
                          exception:
                            - java.lang.Exception
                          handled:
                            constant: "true"
                    from:
                      uri: direct
                      parameters:
                        name: ssh.identify
                      steps:
                        - log: x
                """;
        assertThat(said(Map.of("routes/transports/ssh.camel.yaml", handling)))
                .first()
                .asString()
                .contains("routes/transports/ssh.camel.yaml:4", "it would end the caller in silence");
    }
}
