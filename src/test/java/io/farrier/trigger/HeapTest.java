package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many messages in one commit come to the same as each in its own. */
@HubTest
class HeapTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    CamelContext camel;

    @Autowired
    EmbeddedActiveMQ broker;

    private Client client;
    private long host;

    /** How many messages each heap had. */
    private final List<Integer> heaps = Collections.synchronizedList(new ArrayList<>());

    /** Whether the commits of heaps wait for the disk, as the broker forgets their messages then. */
    private final List<String> lasting = Collections.synchronizedList(new ArrayList<>());

    /** Those of the heaps that are thrown back, so far. */
    private final ConcurrentLinkedQueue<Integer> thrown = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void watched() throws Exception {
        client = Client.approver(hub);
        host = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_kind, service_tag) values ('127.20.205.1', 'server', 'HEAP001')"
                                + " on conflict do nothing returning id")
                .query(Long.class)
                .optional()
                .orElseGet(() -> jdbc.sql("select id from hosts where service_tag = 'HEAP001'")
                        .query(Long.class)
                        .single());
        camel.getRouteController().stopRoute("trigger.change");
        camel.getRouteController().stopRoute("bell.sweep");
    }

    @AfterEach
    void unwatched() throws Exception {
        camel.getRouteController().startRoute("bell.sweep");
        camel.getRouteController().startRoute("trigger.change");
    }

    /** Within the commit, after all was judged. */
    private void looking(boolean throwing) throws Exception {
        AdviceWith.adviceWith(camel, "trigger.heap", route -> {
            route.weaveById("trigger.heap.judge")
                    .before()
                    .process(exchange -> {
                        int size = exchange.getMessage().getBody(List.class).size();
                        heaps.add(size);
                        exchange.setProperty("test.size", size);
                    })
                    .id("test.counts");
            route.weaveById("trigger.heap.judge")
                    .after()
                    .process(exchange -> {
                        int size = exchange.getProperty("test.size", int.class);
                        lasting.add(jdbc.sql("show synchronous_commit")
                                .query(String.class)
                                .single());
                        if (throwing && size > 1) {
                            thrown.add(size);
                            throw new IllegalStateException("as if something was the matter with one of them");
                        }
                    })
                    .id("test.throws");
        });
    }

    private void lookingNoMore() throws Exception {
        AdviceWith.adviceWith(camel, "trigger.heap", route -> {
            route.weaveById("test.counts").remove();
            route.weaveById("test.throws").remove();
        });
    }

    private void send(List<String> messages) throws Exception {
        camel.getRouteController().stopRoute("trigger.inbox");
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            var sender = session.createProducer(session.createQueue("trigger.in"));
            for (String message : messages) {
                sender.send(session.createTextMessage(message));
            }
            session.commit();
        } finally {
            camel.getRouteController().startRoute("trigger.inbox");
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(jdbc.sql(
                                "select coalesce(sum(times), 0) from messages where body = any (?)")
                        .params((Object) messages.stream().map(String::getBytes).toArray(byte[][]::new))
                        .query(Integer.class)
                        .single())
                .isEqualTo(messages.size()));
    }

    /** Approved, moved, and every other one cancelled. */
    private List<String> about(Ticket ticket, boolean cancelled) {
        List<ObjectNode> events = new ArrayList<>(List.of(
                ticket.approved(List.of(host)),
                ticket.rescheduled(Instant.now().plusSeconds(86_400), 3600),
                ticket.rescheduled(Instant.now().plusSeconds(172_800), 7200)));
        if (cancelled) {
            events.add(ticket.cancelled());
        }
        return events.stream().map(Ticket::text).toList();
    }

    private String said(Ticket ticket) {
        return jdbc.sql("select said::text from changes where source = ? and number = ?")
                .params(Ticket.SOURCE, ticket.number())
                .query(String.class)
                .single();
    }

    private Map<String, Integer> states(Ticket ticket) {
        return jdbc
                .sql("select state, count(*)::integer as n from messages where number = ? group by state")
                .params(ticket.number())
                .query((row, n) -> Map.entry(row.getString("state"), row.getInt("n")))
                .list()
                .stream()
                .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Test
    void repeated_reordered_and_unclear_ones_end_as_they_do_one_by_one() throws Exception {
        List<Ticket> tickets = Stream.generate(() -> new Ticket()).limit(20).toList();
        Ticket nowhere = new Ticket();
        Ticket item = new Ticket("CI-HEAP001");
        ObjectNode upserted = item.data().put("serviceTag", "HEAP001").put("owner", "anna");
        List<List<String>> each = IntStream.range(0, tickets.size())
                .mapToObj(n -> about(tickets.get(n), n % 2 == 0))
                .toList();
        List<String> deliveries = new ArrayList<>();
        Random random = new Random(7);
        each.stream()
                .flatMap(List::stream)
                .forEach(message -> deliveries.addAll(Collections.nCopies(1 + random.nextInt(5), message)));
        deliveries.addAll(Collections.nCopies(3, Ticket.text(nowhere.approved(List.of(999_999_999L)))));
        deliveries.addAll(Collections.nCopies(2, Ticket.text(item.event("ci.upserted", upserted))));
        deliveries.addAll(Collections.nCopies(2, "no document at all, of a heap " + nowhere.number()));
        Collections.shuffle(deliveries, random);

        looking(false);
        try {
            send(deliveries);
        } finally {
            lookingNoMore();
        }
        assertThat(heaps).as("deliveries taken with one commit").anyMatch(size -> size > 10);
        assertThat(lasting).containsOnly("on");

        assertThat(states(nowhere)).isEqualTo(Map.of("parked", 1));
        assertThat(states(item)).isEqualTo(Map.of("taken", 1));
        for (int n = 0; n < tickets.size(); n++) {
            Ticket ticket = tickets.get(n);
            assertThat(states(ticket)).isEqualTo(Map.of("taken", each.get(n).size()));
            String together = said(ticket);
            jdbc.sql("delete from messages where number = ?")
                    .params(ticket.number())
                    .update();
            jdbc.sql("update changes set said = '{}' where number = ?")
                    .params(ticket.number())
                    .update();
            each.get(n).forEach(message -> camel.createProducerTemplate()
                    .requestBody("direct:trigger.take", new Delivery("test", Map.of(), message.getBytes())));
            assertThat(said(ticket)).isEqualTo(together);
        }
    }

    @Test
    void a_heap_that_throws_leaves_nothing_and_comes_again_one_by_one() throws Exception {
        Ticket ticket = new Ticket();
        List<String> messages = about(ticket, true);
        looking(true);
        try {
            send(messages);
        } finally {
            lookingNoMore();
        }
        assertThat(thrown).isNotEmpty();
        assertThat(states(ticket)).isEqualTo(Map.of("taken", messages.size()));
        assertThat(jdbc.sql("select count(*) from events where data ->> 'change' = ?")
                        .params(ticket.number())
                        .query(Integer.class)
                        .single())
                .as("events about it")
                .isBetween(1, messages.size());
    }

    @Test
    void a_message_that_wants_a_reply_is_taken_and_gets_none() throws Exception {
        Ticket ticket = new Ticket();
        String message = Ticket.text(ticket.cancelled());
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession();
            var asking = session.createTextMessage(message);
            // The hub may send there; whoever sent the message may not.
            asking.setJMSReplyTo(session.createQueue("trigger.change"));
            session.createProducer(session.createQueue("trigger.in")).send(asking);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(states(ticket)).isEqualTo(Map.of("taken", 1)));
        assertThat(jdbc.sql("select times from messages where number = ?")
                        .params(ticket.number())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        var bells = broker.getActiveMQServer().locateQueue("trigger.change");
        try (var lying = bells.browserIterator()) {
            while (lying.hasNext()) {
                String text = String.valueOf(lying.next()
                        .getMessage()
                        .toCore()
                        .getReadOnlyBodyBuffer()
                        .readNullableSimpleString());
                assertThat(text).contains("\"turn\"");
            }
        }
    }

    @Test
    void two_who_take_the_same_messages_at_once_keep_and_count_each_once() throws Exception {
        List<Ticket> tickets = Stream.generate(() -> new Ticket()).limit(30).toList();
        List<List<String>> each =
                tickets.stream().map(ticket -> about(ticket, true)).toList();
        List<String> unread = tickets.stream()
                .map(ticket -> "no document at all, of two heaps " + ticket.number())
                .toList();
        List<Delivery> heap = Stream.concat(each.stream().flatMap(List::stream), unread.stream())
                .map(message -> new Delivery("test", Map.of(), message.getBytes()))
                .toList();
        try (var several = Executors.newFixedThreadPool(4)) {
            for (var taken : several.invokeAll(IntStream.range(0, 12)
                    .mapToObj(n -> (Callable<Object>) () -> {
                        List<Delivery> shuffled = new ArrayList<>(heap);
                        Collections.shuffle(shuffled, new Random(n));
                        return camel.createProducerTemplate().requestBody("direct:trigger.heap", shuffled);
                    })
                    .toList())) {
                taken.get();
            }
        }
        for (int n = 0; n < tickets.size(); n++) {
            assertThat(states(tickets.get(n)))
                    .isEqualTo(Map.of("taken", each.get(n).size()));
            assertThat(jdbc.sql("select distinct times from messages where number = ?")
                            .params(tickets.get(n).number())
                            .query(Integer.class)
                            .list())
                    .containsExactly(12);
            assertThat(jdbc.sql("select state || ' ' || times from messages where body = ?")
                            .param(unread.get(n).getBytes())
                            .query(String.class)
                            .list())
                    .containsExactly("parked 12");
        }
    }

    @Test
    void a_change_that_is_about_to_take_its_turn_is_not_rung_anew() throws Exception {
        Ticket ticket = new Ticket();
        for (String message : about(ticket, true)) {
            send(List.of(message));
        }
        assertThat(jdbc.sql("select turn from changes where source = ? and number = ?")
                        .params(Ticket.SOURCE, ticket.number())
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        camel.getRouteController().startRoute("trigger.change");
        await().atMost(SOON).untilAsserted(() -> assertThat(jdbc.sql("select state from changes where number = ?")
                        .params(ticket.number())
                        .query(String.class)
                        .single())
                .isEqualTo("cancelled"));
    }
}
