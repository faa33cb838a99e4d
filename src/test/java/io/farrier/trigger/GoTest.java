package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A monitoring system says by message whether a plan goes on. */
@HubTest
class GoTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private final ObjectMapper json = new ObjectMapper();
    private final String name = "go " + UUID.randomUUID();
    private final Instant time = Instant.parse("2026-12-01T23:40:00Z");
    private Person approver;
    private long plan;

    @BeforeEach
    void plan() {
        approver = Person.who(hub, "approver");
        plan = jdbc.sql("insert into update_plans (name, selector, created_by, state, wave, reason, due_at)"
                        + " values (?, '{}', 'anna', 'paused', 1, 'was paused: hosts under way go on, none begins',"
                        + " now() + interval '10 years') returning id")
                .params(name)
                .query(Long.class)
                .single();
    }

    @AfterEach
    void end() {
        jdbc.sql("update update_plans set state = 'cancelled' where id = ?")
                .params(plan)
                .update();
    }

    private JsonNode say(String id, Instant at, int wave, boolean go) throws Exception {
        ObjectNode event = json.createObjectNode()
                .put("specversion", "1.0")
                .put("id", name + id)
                .put("source", "/monitoring/" + plan)
                .put("type", "plan.go")
                .put("time", at.toString());
        event.set(
                "data",
                json.createObjectNode()
                        .put("number", String.valueOf(plan))
                        .put("wave", wave)
                        .put("go", go)
                        .put("reason", "latency"));
        var answer = approver.send("POST", "/api/v1/messages", event.toString());
        assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
        return json.readTree(answer.body());
    }

    private Boolean word(int wave) {
        return jdbc.sql("select go from plan_words where plan_id = ? and wave = ?")
                .params(plan, wave)
                .query(Boolean.class)
                .optional()
                .orElse(null);
    }

    @Test
    void the_word_of_a_message_counts_in_its_senders_order_and_a_plan_that_somebody_paused_stays_so() throws Exception {
        assertThat(say("a", time, 1, true).toString()).contains("parked").contains("is for a person");
        assertThat(word(1)).isNull();

        say("b", time.plusSeconds(60), 1, false);
        assertThat(word(1)).isFalse();
        jdbc.sql("update update_plans set reason = 'paused: 1 hosts are less healthy' where id = ?")
                .params(plan)
                .update();
        say("c", time.plusSeconds(30), 1, true);
        assertThat(word(1)).as("it is older than what was said").isFalse();
        assertThat(state()).isEqualTo("paused");

        say("d", time.plusSeconds(90), 1, true);
        assertThat(word(1)).isTrue();
        assertThat(state()).isNotEqualTo("paused");
    }

    @Test
    void of_a_wave_that_is_not_reached_and_of_no_plan_nothing_can_be_said() throws Exception {
        assertThat(say("a", time, 2, false).toString()).contains("parked").contains("is at wave 1");
        plan = -1;
        assertThat(say("b", time, 1, false).toString()).contains("parked").contains("is about no plan");
    }

    private String state() {
        return jdbc.sql("select state from update_plans where id = ?")
                .params(plan)
                .query(String.class)
                .single();
    }
}
