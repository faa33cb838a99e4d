package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the broker gives up is parked and says why, whichever door it came through; nothing is dropped in silence. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeadLetterTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    CamelContext camel;

    @Autowired
    ProducerTemplate producer;

    private Client client;
    private Person approver;
    private long host;

    @BeforeAll
    void somebody_and_a_host() {
        client = Client.approver(hub);
        approver = Person.who(hub, "approver");
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('127.20.169.1', 'server') returning id")
                .query(Long.class)
                .single();
    }

    /** For as long as this is down nobody takes messages, as if the hub was. */
    private void down() throws Exception {
        camel.getRouteController().stopRoute("trigger.inbox");
    }

    @AfterEach
    void up() throws Exception {
        camel.getRouteController().startRoute("trigger.inbox");
    }

    @Test
    void a_message_that_expired_before_it_was_taken_is_parked_and_can_be_replayed() throws Exception {
        Ticket ticket = new Ticket();
        down();
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession();
            var sender = session.createProducer(session.createQueue("trigger.in"));
            sender.setTimeToLive(100);
            sender.send(session.createTextMessage(Ticket.text(ticket.approved(List.of(host)))));
        }
        expired(100);
        JsonNode message = parked(ticket);
        assertThat(message.path("origin").asText()).isEqualTo("jms, user " + client.user());
        assertThat(message.path("deadFrom").asText()).isEqualTo("trigger.inbox");
        assertThat(message.path("reason").asText())
                .startsWith("was to be taken until ")
                .contains("lay in trigger.inbox");
        assertThat(Instant.parse(message.path("sentAt").asText()))
                .isBetween(Instant.now().minusSeconds(120), Instant.now());
        assertThat(heard(ticket)).isZero();

        var answer = approver.post("/api/v1/messages/" + message.path("id").asLong() + "/replay", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(heard(ticket)).isEqualTo(1);
    }

    @Test
    void one_that_came_twice_and_expired_once_is_taken_and_not_parked() throws Exception {
        Ticket ticket = new Ticket();
        String event = Ticket.text(ticket.approved(List.of(host)));
        assertThat(approver.post("/api/v1/messages", event).statusCode()).isEqualTo(202);
        down();
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession();
            var sender = session.createProducer(session.createQueue("trigger.in"));
            sender.setTimeToLive(100);
            sender.send(session.createTextMessage(event));
        }
        expired(100);
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(jdbc.sql("select times || ' ' || state from messages where number = ?")
                                .params(ticket.number())
                                .query(String.class)
                                .list())
                        .containsExactly("2 taken"));
    }

    @Test
    void an_amqp_message_that_expired_tells_where_it_died_too() throws Exception {
        Client.assumeProton();
        Ticket ticket = new Ticket();
        ObjectNode event = ticket.approved(List.of(host));
        down();
        assertThat(client.amqp(
                                "trigger.in",
                                "application/cloudevents+json",
                                Ticket.text(event),
                                Map.of("header.ttl", "0.1"))
                        .out())
                .contains("settled");
        expired(100);
        JsonNode message = parked(ticket);
        assertThat(message.path("origin").asText()).isEqualTo("amqp, user " + client.user());
        assertThat(message.path("deadFrom").asText()).isEqualTo("trigger.inbox");
    }

    @Test
    void an_answer_that_its_reader_rejects_is_parked_and_says_how_it_is_told_again() throws Exception {
        Client.assumeProton();
        String queue = "answer." + client.user();
        String id = "rejected-" + client.user();
        producer.sendBody(
                "jms:queue:" + queue,
                org.apache.camel.ExchangePattern.InOnly,
                "{\"specversion\": \"1.0\", \"id\": \"%s\", \"source\": \"urn:farrier\", \"type\": \"farrier.run.ended\", \"data\": {}}"
                        .formatted(id));
        assertThat(client.received(queue, "reject")).contains(id);
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        jdbc.sql("select state || ', ' || dead_from || ', ' || reason from messages where event_id = ?")
                                .params(id)
                                .query(String.class)
                                .list())
                .singleElement()
                .asString()
                .startsWith("parked, " + queue + ", is an answer that its reader rejected")
                .contains("/subscriptions/{id}/replay"));
    }

    private void expired(long millis) throws Exception {
        long until = System.nanoTime() + Duration.ofMillis(millis + 50).toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
        up();
    }

    private JsonNode parked(Ticket ticket) {
        Long id = await().atMost(SOON)
                .until(
                        () -> jdbc.sql("select id from messages where number = ? and state = 'parked'")
                                .params(ticket.number())
                                .query(Long.class)
                                .optional()
                                .orElse(null),
                        found -> found != null);
        return Person.json(approver.get("/api/v1/messages/" + id));
    }

    private int heard(Ticket ticket) {
        return jdbc.sql("select count(*) from changes where number = ?")
                .params(ticket.number())
                .query(Integer.class)
                .single();
    }
}
