package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import org.apache.camel.ConsumerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers to an address of the broker. */
@HubTest
class MessageTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ConsumerTemplate reader;

    @AfterEach
    void stop() {
        jdbc.sql("delete from subscriptions").update();
    }

    @Test
    void answers_wait_in_a_queue_until_they_are_read_in_their_order() throws Exception {
        Subscribing test = Subscribing.in(hub);
        test.subscribe("message", "queue:answer.erp", null);
        test.happens("change.accepted", "one");
        test.happens("plan.completed", "two");
        assertThat(read().at("/data/sentence").asText()).isEqualTo("one");
        JsonNode second = read();
        assertThat(second.at("/data/sentence").asText()).isEqualTo("two");
        assertThat(second.path("subject").asText()).isEqualTo(test.change());
        assertThat(second.path("specversion").asText()).isEqualTo("1.0");
    }

    private JsonNode read() throws Exception {
        return new ObjectMapper().readTree(reader.receiveBody("jms:queue:answer.erp", 20_000, String.class));
    }
}
