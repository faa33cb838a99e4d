package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Session;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The broker's doors: every protocol, both modes of an envelope, and that nobody comes further than the inbox. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorsTest {

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Client client;
    private long host;

    @BeforeAll
    void somebody_and_a_host() {
        client = Client.approver(hub);
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values ('127.20.167.1', 'server') returning id")
                .query(Long.class)
                .single();
    }

    @Test
    void jms_by_artemis_own_client_is_taken_in_both_modes() throws JMSException {
        Ticket structured = new Ticket();
        Ticket binary = new Ticket();
        ObjectNode event = binary.approved(List.of(host));
        try (Connection connection = core(client)) {
            Session session = connection.createSession();
            var producer = session.createProducer(session.createQueue("trigger.in"));
            producer.send(session.createTextMessage(Ticket.text(structured.approved(List.of(host)))));
            var message = session.createTextMessage(event.path("data").toString());
            for (String attribute : List.of("specversion", "id", "source", "type", "time")) {
                message.setStringProperty(
                        "ce_" + attribute, event.path(attribute).asText());
            }
            producer.send(message);
        }
        taken(structured, "jms, user " + client.user());
        taken(binary, "jms, user " + client.user());
    }

    @Test
    void stomp_is_taken() throws Exception {
        Ticket ticket = new Ticket();
        String body = Ticket.text(ticket.approved(List.of(host)));
        assertThat(stomp(
                        "CONNECT\naccept-version:1.2\nhost:farrier\nlogin:" + client.user() + "\npasscode:"
                                + client.password() + "\n\n\0",
                        "SEND\ndestination:trigger.in\ncontent-type:application/cloudevents+json\nreceipt:1\n\n" + body
                                + "\0"))
                .contains("RECEIPT");
        taken(ticket, "jms, user " + client.user());
    }

    @Test
    void amqp_in_binary_mode_is_taken() throws Exception {
        Client.assumeProton();
        for (String prefix : List.of("cloudEvents:", "cloudEvents_")) {
            Ticket ticket = new Ticket();
            ObjectNode event = ticket.approved(List.of(host));
            Map<String, String> properties = new HashMap<>();
            for (String attribute : List.of("specversion", "id", "source", "type", "time")) {
                properties.put(prefix + attribute, event.path(attribute).asText());
            }
            assertThat(client.amqp(
                                    "trigger.in",
                                    "application/json",
                                    event.path("data").toString(),
                                    properties)
                            .out())
                    .contains("settled");
            taken(ticket, "amqp, user " + client.user());
        }
    }

    @Test
    void mqtt_5_in_binary_mode_is_taken() throws Exception {
        Client.assumeMosquitto();
        Ticket ticket = new Ticket();
        ObjectNode event = ticket.approved(List.of(host));
        java.util.ArrayList<String> more =
                new java.util.ArrayList<>(List.of("-V", "mqttv5", "-D", "publish", "content-type", "application/json"));
        for (String attribute : List.of("specversion", "id", "source", "type", "time")) {
            more.addAll(List.of(
                    "-D",
                    "publish",
                    "user-property",
                    attribute,
                    event.path(attribute).asText()));
        }
        assertThat(client.mqtt("trigger/in", event.path("data").toString(), more.toArray(String[]::new))
                        .exit())
                .isZero();
        taken(ticket, "mqtt, user " + client.user());
    }

    @Test
    void who_is_no_approver_or_has_another_password_is_not_let_in() {
        Client operator =
                new Client(hub.getEnvironment(), Person.who(hub, "operator").name(), Person.PASSWORD);
        assertThatThrownBy(() -> core(operator)).isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> core(new Client(hub.getEnvironment(), client.user(), "another")))
                .isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> core(new Client(hub.getEnvironment(), "nobody", "nothing")))
                .isInstanceOf(JMSSecurityException.class);
        // The broker remembers logins by name and password: that of the hub's own process must be nobody else's.
        assertThatThrownBy(() -> core(new Client(hub.getEnvironment(), null, null)))
                .isInstanceOf(JMSSecurityException.class);
        assertThatThrownBy(() -> core(new Client(hub.getEnvironment(), "farrier", "")))
                .isInstanceOf(JMSSecurityException.class);
    }

    @Test
    void nobody_rings_a_bell_reads_the_inbox_or_manages_the_broker() throws Exception {
        try (Connection connection = core(client)) {
            Session session = connection.createSession();
            for (String address :
                    List.of("run.step", "plan.tick", "trigger.inbox", "activemq.management", "anything")) {
                assertThatThrownBy(() -> session.createProducer(session.createQueue(address))
                                .send(session.createTextMessage("{\"id\":1,\"turn\":1}")))
                        .as(address)
                        .isInstanceOf(JMSException.class);
            }
            for (String address : List.of("run.step", "trigger.inbox", "trigger.in", "answer.somebody-else")) {
                assertThatThrownBy(() -> session.createConsumer(session.createQueue(address)))
                        .as(address)
                        .isInstanceOf(JMSException.class);
            }
            assertThatThrownBy(() -> session.createBrowser(session.createQueue("trigger.inbox"))
                            .getEnumeration())
                    .isInstanceOf(JMSException.class);
        }
    }

    @Test
    void everybody_reads_his_own_answers() throws Exception {
        try (Connection connection = core(client)) {
            Session session = connection.createSession();
            session.createConsumer(session.createQueue("answer." + client.user()))
                    .close();
        }
    }

    @Test
    void qpid_proton_is_refused_at_a_bell_and_mosquitto_at_any_other_topic() throws Exception {
        Client.assumeProton();
        assertThat(client.amqp("run.step", new Ticket().cancelled()).out())
                .doesNotContain("settled")
                .contains("unauthorized");
        Client stranger = new Client(hub.getEnvironment(), client.user(), "another");
        assertThat(stranger.amqp("trigger.in", new Ticket().cancelled()).exit()).isNotZero();
    }

    @Test
    void a_message_without_a_body_that_can_be_read_is_parked() throws JMSException {
        try (Connection connection = core(client)) {
            Session session = connection.createSession();
            var map = session.createMapMessage();
            map.setString("specversion", "1.0");
            session.createProducer(session.createQueue("trigger.in")).send(map);
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        jdbc.sql("select reason from messages where state = 'parked' and origin = ?")
                                .params("jms, user " + client.user())
                                .query(String.class)
                                .list())
                .contains("has a body that is neither text nor bytes"));
    }

    private Connection core(Client who) throws JMSException {
        return new ActiveMQConnectionFactory("tcp://127.0.0.1:" + client.port("core"), who.user(), who.password())
                .createConnection();
    }

    private String stomp(String... frames) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", client.port("stomp"))) {
            socket.setSoTimeout(10_000);
            StringBuilder answers = new StringBuilder();
            InputStream in = socket.getInputStream();
            for (String frame : frames) {
                socket.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
                for (int read = in.read(); read > 0; read = in.read()) {
                    answers.append((char) read);
                }
            }
            return answers.toString();
        }
    }

    private void taken(Ticket ticket, String origin) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        jdbc.sql("select state || ', ' || origin from messages where number = ?")
                                .params(ticket.number())
                                .query(String.class)
                                .list())
                .as(() -> Told.about(jdbc, ticket))
                .containsExactly("taken, " + origin));
    }
}
