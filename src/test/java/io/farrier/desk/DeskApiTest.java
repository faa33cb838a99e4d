package io.farrier.desk;

import static io.farrier.access.Person.json;
import static io.farrier.access.Person.problem;
import static io.farrier.desk.Stage.route;
import static io.farrier.desk.Stage.says;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Routes edited over the API, on a whole hub. */
@HubTest
class DeskApiTest {

    private static final String FILE = "routes/test/desk-api.camel.yaml";
    private static final String GOOD = route("test.desk-api", says("test.desk-api.say", "one"));

    @Autowired
    ApplicationContext hub;

    @Autowired
    Desk desk;

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate template;

    @Autowired
    JdbcClient jdbc;

    @Value("${farrier.routes}")
    Path folder;

    private Person anna;

    @BeforeEach
    void on() {
        anna = Person.who(hub, "administrator");
        takeEdits(true);
    }

    @AfterEach
    void off() {
        if (desk.running().files().containsKey(FILE)) {
            assertThat(apply(FILE, null, desk.hash()).statusCode()).isEqualTo(200);
        }
        assertThat(camel.getRoute("test.desk-api")).isNull();
        assertThat(folder.resolve("test/desk-api.camel.yaml")).doesNotExist();
        jdbc.sql("delete from desk_policy").update();
    }

    private JsonNode takeEdits(boolean taken) {
        var said = anna.put(
                "/api/v1/route-desk",
                "{\"takesEdits\": %s, \"why\": \"a freeze of %s\"}".formatted(taken, anna.name()));
        assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
        return json(said);
    }

    private static String body(String file, String text) {
        try {
            return new ObjectMapper().writeValueAsString(Map.of("files", Collections.singletonMap(file, text)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> apply(String file, String text, String hash) {
        var request = anna.request("/api/v1/route-desk/apply")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(file, text)));
        if (hash != null) {
            request.header("If-Match", hash);
        }
        return anna.send(request);
    }

    @Test
    void it_shows_what_runs() {
        JsonNode shown = json(anna.get("/api/v1/route-desk"));
        assertThat(shown.path("hash").asText()).isEqualTo(desk.hash());
        assertThat(shown.path("files"))
                .hasSize(desk.running().files().size())
                .allSatisfy(file -> assertThat(file.path("state").asText()).isEqualTo("runs"));
        assertThat(shown.path("problems")).isEmpty();
        assertThat(shown.at("/edits/who").asText()).isEqualTo(anna.name());
    }

    @Test
    void a_check_says_what_would_be_said_and_changes_nothing() {
        String before = desk.hash();
        JsonNode good = json(anna.post("/api/v1/route-desk/check", body(FILE, GOOD)));
        assertThat(good.path("loads").asBoolean()).isTrue();
        assertThat(good.at("/changes/added/0").asText()).isEqualTo(FILE);
        assertThat(good.path("routes").path(FILE).path(0).asText()).isEqualTo("test.desk-api");
        JsonNode bad = json(anna.post(
                "/api/v1/route-desk/check",
                body(
                        FILE,
                        route("test.desk-api", "- bean:\n    id: test.desk-api.x\n    ref: runStp\n    method: x\n"))));
        assertThat(bad.path("loads").asBoolean()).isFalse();
        assertThat(bad.at("/problems/0/file").asText()).isEqualTo(FILE);
        assertThat(bad.at("/problems/0/line").asInt()).isEqualTo(9);
        assertThat(bad.at("/problems/0/step").asText()).isEqualTo("test.desk-api.x");
        assertThat(bad.at("/problems/0/reason").asText()).contains("did you mean 'run");
        assertThat(desk.hash()).isEqualTo(before);
    }

    @Test
    void an_offer_runs_is_kept_for_the_next_start_and_stands_in_the_journal() throws Exception {
        String before = desk.hash();
        HttpResponse<String> said = apply(FILE, GOOD, '"' + before + '"');
        assertThat(said.statusCode()).as(said.body()).isEqualTo(200);
        assertThat(template.requestBody("direct:test.desk-api", "", String.class))
                .isEqualTo("one");
        assertThat(folder.resolve("test/desk-api.camel.yaml")).hasContent(GOOD);
        assertThat(new RouteFiles(folder).read().hash())
                .isEqualTo(json(said).path("hash").asText())
                .isEqualTo(desk.hash());
        JsonNode edit = json(anna.get("/api/v1/route-desk/edits?limit=1")).at("/items/0");
        assertThat(edit.path("who").asText()).isEqualTo(anna.name());
        assertThat(edit.path("verdict").asText()).isEqualTo("applied");
        assertThat(edit.path("hash").asText()).isEqualTo(desk.hash());
        assertThat(edit.path("diff").path(FILE).asText()).contains("+            constant: one");
    }

    @Test
    void an_offer_that_does_not_load_is_refused_whole_with_its_reasons() {
        HttpResponse<String> said = apply(FILE, GOOD.replace("setBody", "setBdy"), desk.hash());
        assertThat(problem(said)).isEqualTo("routes-refused");
        assertThat(said.statusCode()).isEqualTo(422);
        assertThat(json(said).path("detail").asText())
                .contains(FILE + ":9: Unknown node id: setBdy; did you mean 'setBody'?");
    }

    @Test
    void of_two_people_who_edited_the_same_set_one_is_told_to_look_again() {
        String same = desk.hash();
        List<Integer> answers = Stream.of("one", "two")
                .map(word -> CompletableFuture.supplyAsync(
                        () -> apply(FILE, route("test.desk-api", says("test.desk-api.say", word)), same)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(HttpResponse::statusCode)
                .sorted()
                .toList();
        assertThat(answers).containsExactly(200, 412);
    }

    @Test
    void an_edit_of_the_door_that_it_comes_through_is_for_the_folder() {
        for (String file : List.of("routes/desk/api.camel.yaml", "routes/access/problem.camel.yaml")) {
            String text = desk.running().files().get(file).replaceFirst("description: ", "description: Now ");
            HttpResponse<String> said = apply(file, text, desk.hash());
            assertThat(problem(said)).as(said.body()).isEqualTo("conflict");
            assertThat(json(said).path("detail").asText()).contains("Put it into the folder");
        }
    }

    @Test
    void who_does_not_say_which_set_was_edited_is_refused() {
        assertThat(problem(apply(FILE, GOOD, null))).isEqualTo("invalid");
        HttpResponse<String> stale = apply(FILE, GOOD, "0".repeat(64));
        assertThat(problem(stale)).isEqualTo("changed");
        assertThat(json(stale).path("detail").asText()).contains(desk.hash());
    }

    @Test
    void where_edits_are_off_none_is_taken_and_it_is_said_who_said_so_and_why() {
        assertThat(takeEdits(false).path("takesEdits").asBoolean()).isFalse();
        HttpResponse<String> said = apply(FILE, GOOD, desk.hash());
        assertThat(problem(said)).isEqualTo("conflict");
        assertThat(json(said).path("detail").asText()).contains("says " + anna.name() + ": a freeze of");
        assertThat(json(anna.get("/api/v1/route-desk/edits?limit=1"))
                        .at("/items/0/verdict")
                        .asText())
                .isEqualTo("off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "routes/../config/application.yaml",
                "routes/../../x.camel.yaml",
                "/etc/x.camel.yaml",
                "x.camel.yaml",
                "routes/x.yaml",
                "routes/.x.camel.yaml",
                "routes/a/../../x.camel.yaml",
                "routes//x.camel.yaml",
                "routes/a\\..\\x.camel.yaml",
                "routes/a b.camel.yaml",
                "routes/x.camel.yaml\n",
                ""
            })
    void a_name_that_is_none_of_a_route_file_is_refused(String name) {
        assertThat(problem(apply(name, GOOD, desk.hash()))).isEqualTo("invalid");
        assertThat(problem(anna.post("/api/v1/route-desk/check", body(name, GOOD))))
                .isEqualTo("invalid");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"files\": {}}",
                "{\"files\": []}",
                "{\"files\": {\"routes/x.camel.yaml\": 7}}",
                "[]",
                "x"
            })
    void what_offers_no_files_is_refused(String body) {
        assertThat(problem(anna.post("/api/v1/route-desk/check", body))).isEqualTo("invalid");
    }

    @Test
    void health_names_the_routes_and_who_runs_others() {
        jdbc.sql(
                        "insert into hubs (id, node, broker, route_hash) values ('desk-test', 'other-node', 'external', 'another')")
                .update();
        try {
            JsonNode health = json(anna.get("/health")).at("/components/routes");
            assertThat(health.path("status").asText()).isEqualTo("UP");
            assertThat(health.at("/details/hash").asText()).isEqualTo(desk.hash());
            assertThat(health.at("/details/differ/other-node").asText()).isEqualTo("another");
            assertThat(json(anna.get("/api/v1/route-desk")).at("/others/0/node").asText())
                    .isEqualTo("other-node");
        } finally {
            jdbc.sql("delete from hubs where id = 'desk-test'").update();
        }
    }
}
