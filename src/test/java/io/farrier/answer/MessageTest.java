package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import java.time.Duration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
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

    @Autowired
    EmbeddedActiveMQ broker;

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

    @Test
    void a_change_whose_targets_mean_nobody_is_told_to_be_refused() throws Exception {
        Subscribing test = Subscribing.in(hub);
        test.subscribe("message", "queue:answer.erp", null);
        var said = test.person().post("/api/v1/messages", """
                {"specversion": "1.0", "id": "%1$s", "source": "erp", "type": "change.approved", "time": "2026-11-24T00:00:00Z",
                 "data": {"number": "%1$s", "targets": {"serviceTags": ["NOBODY7"]}}}
                """.formatted(test.change()));
        assertThat(said.statusCode()).as(said.body()).isEqualTo(202);
        JsonNode refused = read();
        assertThat(refused.at("/data/stage").asText()).isEqualTo("refused");
        assertThat(refused.at("/data/change/number").asText()).isEqualTo(test.change());
        assertThat(refused.at("/data/sentence").asText()).contains("resolve to no host");
        assertThat(refused.path("subject").asText()).isEqualTo(test.change());
    }

    @Test
    void a_queue_that_nobody_reads_takes_no_more_than_its_size_and_the_rest_is_told_when_it_is_read() throws Exception {
        String queue = "answer.unread";
        broker.getActiveMQServer()
                .getAddressSettingsRepository()
                .addMatch(
                        queue,
                        new AddressSettings()
                                .setMaxSizeBytes(8_000)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL));
        Subscribing test = Subscribing.in(hub);
        long id = test.subscribe("message", "queue:" + queue, null);
        for (int n = 0; n < 30; n++) {
            test.happens("change.accepted", "told " + n);
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        test.shown(id).path("lastProblem").asText())
                .contains("queue:answer.unread is full"));
        for (int n = 0; n < 30; n++) {
            JsonNode event =
                    new ObjectMapper().readTree(reader.receiveBody("jms:queue:" + queue, 20_000, String.class));
            assertThat(event.at("/data/sentence").asText()).isEqualTo("told " + n);
        }
    }

    private JsonNode read() throws Exception {
        return new ObjectMapper().readTree(reader.receiveBody("jms:queue:answer.erp", 20_000, String.class));
    }
}
