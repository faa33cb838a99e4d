package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.access.Person;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * 10,000 messages about 2,500 changes, each delivered one to five times, shuffled: how many a second are taken out of the broker,
 * kept, judged, folded and committed, and that two hubs that got them in different orders know the same. Everything is durable, with
 * fsync; sender, broker, hub and database share the processors. Changes wait for their windows, so that what is made of them after
 * that does not count; it is stopped meanwhile.
 */
@Tag("bench")
@Tag("changes")
class ChangesBench {

    private static final int CHANGES = 2_500;
    private static final int HOSTS = 100;

    /** Messages a second. */
    private static final double BAR = 1_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param state of all changes together */
    private record Took(double seconds, int deliveries, String state, Cpu cpu) {}

    @Test
    void ten_thousand_messages_each_once_to_five_times_and_shuffled() throws Exception {
        List<String> messages = messages();
        took(messages, 1, "changes-warm", 2_000);
        Took first = took(messages, 7, "changes-1", Integer.MAX_VALUE);
        Took second = took(messages, 42, "changes-2", Integer.MAX_VALUE);
        for (Took took : List.of(first, second)) {
            System.out.printf(
                    Locale.ROOT,
                    "changes: %,d messages in %,d deliveries taken in %.1f s: %,.0f messages/s, %,.0f deliveries/s;"
                            + " CPU of a delivery: hub, broker and sender %.2f ms, database %.2f ms%n",
                    messages.size(),
                    took.deliveries(),
                    took.seconds(),
                    messages.size() / took.seconds(),
                    took.deliveries() / took.seconds(),
                    took.cpu().hub().toMillis() / (double) took.deliveries(),
                    took.cpu().database().toMillis() / (double) took.deliveries());
        }
        assertThat(second.state()).as("what is known in the end").isEqualTo(first.state());
        for (Took took : List.of(first, second)) {
            assertThat(messages.size() / took.seconds())
                    .as("messages accepted a second, each with its repetitions")
                    .isGreaterThanOrEqualTo(BAR);
        }
    }

    /** Approved, moved, approved anew, and every fourth cancelled in the end; the others moved once more. */
    private static List<String> messages() throws Exception {
        List<String> messages = new ArrayList<>();
        Instant opened = Instant.parse("2026-01-01T00:00:00Z");
        Instant opens = Instant.now().plus(Duration.ofDays(30));
        for (int n = 0; n < CHANGES; n++) {
            Map<String, Object> approved = Map.of(
                    "number", "CHG" + n,
                    "targets", Map.of("serviceTags", List.of("BENCH" + n % HOSTS)),
                    "window", window(opens),
                    "approval", Map.of("by", "maria", "at", opened.toString()));
            List<Map<String, Object>> about = List.of(
                    approved,
                    Map.of("number", "CHG" + n, "window", window(opens.plusSeconds(n))),
                    approved,
                    n % 4 == 0
                            ? Map.of("number", "CHG" + n, "reason", "no")
                            : Map.of("number", "CHG" + n, "window", window(opens.plusSeconds(2L * n))));
            List<String> types = List.of(
                    "change.approved",
                    "change.rescheduled",
                    "change.approved",
                    n % 4 == 0 ? "change.cancelled" : "change.rescheduled");
            for (int k = 0; k < about.size(); k++) {
                messages.add(JSON.writeValueAsString(Map.of(
                        "specversion",
                        "1.0",
                        "id",
                        n + "-" + k,
                        "source",
                        "/bench",
                        "type",
                        types.get(k),
                        "time",
                        opened.plusSeconds(k).toString(),
                        "data",
                        about.get(k))));
            }
        }
        return messages;
    }

    private static Map<String, Object> window(Instant opens) {
        return Map.of(
                "opensAt",
                opens.toString(),
                "closesAt",
                opens.plusSeconds(6 * 3600).toString());
    }

    private static Took took(List<String> messages, long seed, String name, int most) throws Exception {
        Random random = new Random(seed);
        List<String> deliveries = new ArrayList<>();
        messages.forEach(message -> deliveries.addAll(Collections.nCopies(1 + random.nextInt(5), message)));
        Collections.shuffle(deliveries, random);
        List<String> sent = deliveries.subList(0, Math.min(most, deliveries.size()));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (WarmHub hub = WarmHub.start(name, "--farrier.trigger.core=" + port)) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            for (int n = 0; n < HOSTS; n++) {
                jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag) values (?::inet, 'server', ?)")
                        .params("127.20.0." + n, "BENCH" + n)
                        .update();
            }
            hub.camel().getRouteController().stopRoute("trigger.change");
            hub.camel().getRouteController().stopRoute("bell.sweep");
            String user = Person.who(hub.spring(), "approver").name();
            Cpu before = hub.cpu();
            long begun = System.nanoTime();
            try (var factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, user, Person.PASSWORD);
                    Connection connection = factory.createConnection();
                    Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
                var producer = session.createProducer(session.createQueue("trigger.in"));
                for (int n = 0; n < sent.size(); n++) {
                    producer.send(session.createTextMessage(sent.get(n)));
                    if (n % 100 == 99 || n == sent.size() - 1) {
                        session.commit();
                    }
                }
            }
            await().atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> jdbc.sql("select coalesce(sum(times), 0) from messages")
                                    .query(Long.class)
                                    .single()
                            == sent.size());
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(jdbc.sql("select count(*) from messages where state <> 'taken'")
                            .query(Long.class)
                            .single())
                    .isZero();
            String state = jdbc.sql("select md5(string_agg(number || said::text, '|' order by number)) from changes")
                    .query(String.class)
                    .single();
            return new Took(seconds, sent.size(), state, hub.cpu().since(before));
        }
    }
}
