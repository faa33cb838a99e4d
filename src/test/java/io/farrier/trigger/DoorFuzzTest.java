package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.access.Person;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.sessions.JqwikSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Broken messages at every door that takes messages: each one that was accepted is in the inbox afterwards, taken or parked,
 * and one that is right is taken as if nothing had been.
 */
@HubTest
class DoorFuzzTest {

    private static final AtomicInteger COUNT = new AtomicInteger();

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private Client client;
    private long host;

    @BeforeEach
    void somebody_and_a_host() {
        client = Client.approver(hub);
        host = jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind) values (?::inet, 'server') returning id")
                .params("127.20.176." + COUNT.incrementAndGet())
                .query(Long.class)
                .single();
    }

    @Test
    void every_message_is_acted_on_or_parked_and_the_next_one_is_taken() throws Exception {
        fuzz(Duration.ofSeconds(3), Long.getLong("farrier.fuzz.seed", 6));
    }

    /** {@code mvn verify -Pfuzz} */
    @Test
    @Tag("fuzz")
    void nor_is_one_lost_in_minutes() throws Exception {
        long seed = Long.getLong("farrier.fuzz.seed", System.nanoTime());
        fuzz(Duration.ofMinutes(Integer.getInteger("farrier.fuzz.minutes", 10)), seed);
    }

    private void fuzz(Duration lasts, long seed) throws Exception {
        JqwikSession.start();
        Mangled mangled = new Mangled(seed);
        Random random = new Random(seed);
        int jms = 0;
        int stomp = 0;
        int mqtt = 0;
        List<String> wrong = new ArrayList<>();
        long ends = System.nanoTime() + lasts.toNanos();
        try (Connection connection = new ActiveMQConnectionFactory(
                                "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                        .createConnection();
                StompSender stomps = new StompSender(client);
                MqttSender mqtts = new MqttSender(client)) {
            Session session = connection.createSession();
            var producer = session.createProducer(session.createQueue("trigger.in"));
            while (System.nanoTime() < ends) {
                Mangled.Mail mail = mangled.next(host);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        producer.send(message(session, mail, random));
                        jms++;
                    }
                    case 1 -> {
                        stomps.send(mail);
                        stomp++;
                    }
                    case 2 -> {
                        mqtts.send(mail);
                        mqtt++;
                    }
                    default -> wrong.addAll(posted(mail));
                }
            }
        }
        int amqp = amqp(mangled, lasts.compareTo(Duration.ofMinutes(1)) < 0 ? 50 : 5_000);
        JqwikSession.finish();
        System.out.printf(
                "Fuzz of messages with seed %d: %d by JMS, %d by STOMP, %d by MQTT, %d by AMQP%n",
                seed, jms, stomp, mqtt, amqp);
        assertThat(wrong).as("seed %d", seed).isEmpty();
        int sent = jms + stomp + mqtt + amqp;
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(arrived()).isEqualTo(sent));
        assertThat(jdbc.sql("select count(*) from messages where state = 'new' and origin like '%, user ' || ?")
                        .params(client.user())
                        .query(Integer.class)
                        .single())
                .isZero();
        EmbeddedActiveMQ broker = hub.getBean(EmbeddedActiveMQ.class);
        assertThat(broker.getActiveMQServer().locateQueue("trigger.inbox").getMessageCount())
                .isZero();
        aRightOneIsTaken();
    }

    private int arrived() {
        return jdbc.sql(
                        "select coalesce(sum(times), 0) from messages where origin not like 'http%' and origin like '%, user ' || ?")
                .params(client.user())
                .query(Integer.class)
                .single();
    }

    private void aRightOneIsTaken() throws Exception {
        Ticket ticket = new Ticket();
        try (MqttSender sender = new MqttSender(client)) {
            sender.send(new Mangled.Mail(
                    "application/cloudevents+json",
                    Ticket.text(ticket.approved(List.of(host))).getBytes(StandardCharsets.UTF_8),
                    Map.of()));
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(jdbc.sql("select state from messages where number = ? and source = ?")
                                .params(ticket.number(), Ticket.SOURCE)
                                .query(String.class)
                                .list())
                        .contains("taken"));
    }

    private static Message message(Session session, Mangled.Mail mail, Random random) throws JMSException {
        Message message;
        if (random.nextBoolean()) {
            var bytes = session.createBytesMessage();
            bytes.writeBytes(mail.body());
            message = bytes;
        } else {
            message = session.createTextMessage(new String(mail.body(), StandardCharsets.UTF_8));
        }
        for (var attribute : mail.attributes().entrySet()) {
            message.setStringProperty("ce_" + attribute.getKey(), attribute.getValue());
        }
        if (random.nextInt(10) == 0) {
            message.setObjectProperty("ce_sequence", random.nextLong());
            message.setStringProperty("JMSXGroupID", "all-in-one");
        }
        return message;
    }

    private List<String> posted(Mangled.Mail mail) {
        Person who = Person.nobody(hub);
        var request = client.request("/api/v1/messages")
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofByteArray(mail.body()));
        if (!mail.type().isEmpty()) {
            request.header("Content-Type", mail.type());
        }
        mail.attributes()
                .forEach((name, value) -> request.header("ce-" + name, value.replaceAll("[^\\x20-\\x7e]", "?")));
        HttpResponse<String> answer = who.send(request);
        return answer.statusCode() < 500
                ? List.of()
                : List.of(answer.statusCode() + " to " + new String(mail.body(), StandardCharsets.UTF_8));
    }

    /** By one process, which is slow to start. */
    private int amqp(Mangled mangled, int count) throws Exception {
        if (!Client.protonThere()) {
            return 0;
        }
        Path folder = Files.createTempDirectory("mails");
        for (int i = 0; i < count; i++) {
            Files.write(folder.resolve("%05d".formatted(i)), mangled.next(host).body());
        }
        Client.Ran ran = client.amqpAll("trigger.in", folder);
        assertThat(ran.out()).contains("settled " + count);
        return count;
    }
}
