package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Through Jolokia, as Hawtio asks. */
@HubTest
class DeadLettersInHawtioTest {

    private static final String LETTERS = "io.farrier:type=DeadLetters";
    private static final ObjectMapper JSON = new ObjectMapper();

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Person viewer;
    private Person operator;
    private Person approver;

    @BeforeEach
    void three_people() {
        viewer = Person.who(hub, "viewer");
        operator = Person.who(hub, "operator");
        approver = Person.who(hub, "approver");
    }

    private JsonNode ask(Person person, Map<String, Object> request) {
        return Person.json(
                person.post("/hawtio/jolokia", JSON.valueToTree(request).toString()));
    }

    private JsonNode read(Person person, String bean, String attribute) {
        JsonNode answer = ask(person, Map.of("type", "read", "mbean", bean, "attribute", attribute));
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
        return answer.path("value");
    }

    private JsonNode call(Person person, String operation, Object... arguments) {
        return ask(
                person,
                Map.of("type", "exec", "mbean", LETTERS, "operation", operation, "arguments", List.of(arguments)));
    }

    private int status(Person person, String operation, Object... arguments) {
        return call(person, operation, arguments).path("status").asInt();
    }

    private String said(Person person, String operation, Object... arguments) {
        JsonNode answer = call(person, operation, arguments);
        assertThat(answer.path("status").asInt()).as("%s", answer).isEqualTo(200);
        return answer.path("value").asText();
    }

    /** Parked, since it is about nobody. */
    private long parked(Ticket ticket, String tag) {
        var event = ticket.approved(List.of(1L));
        ((com.fasterxml.jackson.databind.node.ObjectNode) event.path("data"))
                .set("targets", JSON.valueToTree(Map.of("serviceTags", List.of(tag))));
        return Person.json(approver.post("/api/v1/messages", Ticket.text(event)))
                .path("id")
                .asLong();
    }

    private String state(long id) {
        return Person.json(viewer.get("/api/v1/messages/" + id)).path("state").asText();
    }

    @Test
    void everybody_sees_them_with_reason_age_and_origin() {
        long id = parked(new Ticket("HAW-" + UUID.randomUUID()), "NOBODY7");
        assertThat(read(viewer, LETTERS, "Count").asInt()).isPositive();
        // Only the most frequent; other tests have parked theirs.
        assertThat(read(viewer, LETTERS, "Reasons").path(0).path("count").asInt())
                .isPositive();
        assertThat(read(viewer, LETTERS, "Oldest").isArray()).isTrue();
        JsonNode letter = call(viewer, "list(long)", id - 1).path("value").path(0);
        assertThat(letter.path("id").asLong()).isEqualTo(id);
        assertThat(letter.path("reason").asText()).contains("resolve to no host");
        assertThat(letter.path("age").asText()).isEqualTo("0 d 0 h 0 min");
        assertThat(letter.path("origin").asText()).contains(approver.name());
        assertThat(call(viewer, "show(long)", id).path("value").path("body").asText())
                .contains("NOBODY7");
        assertThat(call(viewer, "show(long)", 999_999_999)
                        .path("value")
                        .path("problem")
                        .asText())
                .contains("no message");
    }

    @Test
    void an_operator_discards_and_a_viewer_does_not() {
        long id = parked(new Ticket("HAW-" + UUID.randomUUID()), "NOBODY7");
        assertThat(status(viewer, "discard(long,java.lang.String)", id, "not mine"))
                .isEqualTo(403);
        assertThat(state(id)).isEqualTo("parked");
        assertThat(said(operator, "discard(long,java.lang.String)", id, "a test of ours"))
                .isEqualTo("The message %d is discarded.".formatted(id));
        assertThat(state(id)).isEqualTo("discarded");
        assertThat(Person.json(viewer.get("/api/v1/messages/" + id))
                        .path("settledBy")
                        .asText())
                .isEqualTo(operator.name());
        assertThat(said(operator, "discard(long,java.lang.String)", id, "again"))
                .startsWith("Nothing was done: ")
                .contains("is discarded");
        assertThat(jdbc.sql("select count(*) from events where type = 'console.operation' and who = ?"
                                + " and sentence like '%discard%of DeadLetters%'")
                        .params(operator.name())
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void what_is_carried_out_when_it_is_taken_is_replayed_by_approvers_only() {
        String tag = "HAW" + UUID.randomUUID().toString().substring(0, 6).toUpperCase();
        Ticket ticket = new Ticket("HAW-" + UUID.randomUUID());
        long id = parked(ticket, tag);
        assertThat(status(operator, "replay(long)", id)).isEqualTo(403);
        assertThat(status(operator, "correct(long,java.lang.String)", id, "{}")).isEqualTo(403);
        assertThat(said(approver, "replay(long)", id)).contains("stays parked").contains("resolve to no host");
        assertThat(said(approver, "correct(long,java.lang.String)", id, "{}")).contains("can't be taken");
        assertThat(state(id)).isEqualTo("parked");
        jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag) values ('127.20.169.77', 'server', ?)"
                        + " on conflict (mgmt_ip, mgmt_port) do update set service_tag = excluded.service_tag")
                .params(tag)
                .update();
        assertThat(said(approver, "replay(long)", id)).startsWith("The message %d is taken".formatted(id));
        assertThat(state(id)).isIn("taken", "replayed");
        assertThat(jdbc.sql("select count(*) from changes where number = ?")
                        .params(ticket.number())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void everybody_sees_how_the_routes_stand_and_nobody_edits_them_there() {
        String desk = "io.farrier:type=RouteDesk";
        JsonNode shown = Person.json(Person.who(hub, "administrator").get("/api/v1/route-desk"));
        assertThat(read(viewer, desk, "Hash").asText())
                .isEqualTo(shown.path("hash").asText());
        assertThat(read(viewer, desk, "Edits").path("taken").asBoolean())
                .isEqualTo(shown.path("edits").path("takesEdits").asBoolean());
        assertThat(read(viewer, desk, "Latest").isArray()).isTrue();
        assertThat(read(viewer, desk, "Waiting").path("files").isArray()).isTrue();
        assertThat(read(viewer, desk, "LastRefusal").isObject()).isTrue();
        assertThat(read(viewer, desk, "Others").isObject()).isTrue();
    }
}
