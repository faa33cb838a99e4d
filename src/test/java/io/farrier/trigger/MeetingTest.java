package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The same message at the same moment over HTTP and in a heap of the broker's is one message, whoever is first. */
@HubTest
class MeetingTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int ROUNDS = 16;
    private static final int SENDERS = 4;

    /** A change, a CI, a freeze, by the tables that keep them. @param messages about it, each newer than the one before */
    private record Thing(String table, Ticket ticket, List<String> messages) {}

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource database;

    @Autowired
    CamelContext camel;

    private ExecutorService several;
    private ProducerTemplate routes;
    private Person approver;
    private Client client;
    private long host;

    @BeforeEach
    void nobody_decides_meanwhile() throws Exception {
        several = Executors.newFixedThreadPool(SENDERS + 1);
        routes = camel.createProducerTemplate();
        approver = Person.who(hub, "approver");
        client = new Client(hub.getEnvironment(), approver.name(), Person.PASSWORD);
        host = jdbc.sql("""
                        with new as (
                            insert into hosts (mgmt_ip, mgmt_kind, service_tag) values ('127.20.206.1', 'server', 'MEET001')
                            on conflict do nothing returning id)
                        select id from new union all select id from hosts where service_tag = 'MEET001'
                        """).query(Long.class).single();
        camel.getRouteController().stopRoute("trigger.change");
        camel.getRouteController().stopRoute("bell.sweep");
    }

    @AfterEach
    void somebody_does_again() throws Exception {
        routes.stop();
        several.shutdownNow();
        camel.getRouteController().startRoute("bell.sweep");
        camel.getRouteController().startRoute("trigger.change");
    }

    @Test
    void what_comes_both_ways_at_once_is_kept_once_and_heeded_once() throws Exception {
        Set<String> first = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            List<Thing> things = new ArrayList<>(
                    Stream.generate(() -> change(new Ticket())).limit(8).toList());
            things.add(item(new Ticket("CI-MEET-" + round)));
            things.add(freeze(new Ticket("FRZ-MEET-" + round)));
            List<String> messages = new ArrayList<>(
                    things.stream().flatMap(thing -> thing.messages().stream()).toList());
            messages.add(Ticket.text(new Ticket().approved(List.of(999_999_999L))));

            meet(messages, new Random(round), round % 2 == 0);

            for (Thing thing : things) {
                assertThat(heard(thing)).as("events, by message").allMatch(events -> events == 1);
                first.addAll(origins(thing));
                assertThat(said(thing)).isEqualTo(oneByOne(thing));
            }
        }
        assertThat(first).as("who was first").containsExactlyInAnyOrder("http", "jms,");
    }

    /** Two messages about one thing are in the heap, and one of them comes over HTTP too, while somebody holds the thing. */
    @ParameterizedTest(name = "HTTP is first: {0}")
    @ValueSource(booleans = {true, false})
    void who_has_a_message_and_waits_for_what_it_is_about_keeps_nobody_from_it(boolean httpFirst) throws Exception {
        for (int which : List.of(0, 1)) {
            String name = "-HELD-%s-%d".formatted(httpFirst, which);
            for (Thing thing :
                    List.of(change(new Ticket()), item(new Ticket("CI" + name)), freeze(new Ticket("FRZ" + name)))) {
                take(thing.messages().getFirst());
                List<String> news = thing.messages().subList(1, 3);
                List<Callable<Object>> both = List.of(() -> post(news.get(which)), () -> heap(news));
                held(thing, httpFirst ? both : both.reversed());
                assertThat(times(news.get(which))).as(thing.table()).isEqualTo(2);
                assertThat(times(news.get(1 - which))).as(thing.table()).isEqualTo(1);
                assertThat(said(thing)).isEqualTo(oneByOne(thing));
            }
        }
    }

    /** A parked message is replayed while it comes again in a heap, beside news of its change. */
    @ParameterizedTest(name = "the replay is first: {0}")
    @ValueSource(booleans = {true, false})
    void a_replay_and_a_heap_with_the_same_message_wait_in_one_order(boolean replayFirst) throws Exception {
        Ticket ticket = new Ticket();
        Thing thing = change(ticket);
        take(thing.messages().getFirst());
        String tag = "MEET-LATER-" + replayFirst;
        ObjectNode unclear = ticket.approved(List.of(host));
        ((ObjectNode) unclear.path("data"))
                .putObject("targets")
                .putArray("serviceTags")
                .add(tag);
        String parked = Ticket.text(unclear);
        take(parked);
        jdbc.sql("insert into hosts (mgmt_ip, mgmt_kind, service_tag) values (?::inet, 'server', ?)")
                .params(replayFirst ? "127.20.206.2" : "127.20.206.3", tag)
                .update();
        long id = jdbc.sql("select id from messages where state = 'parked' and body = ?")
                .param(parked.getBytes())
                .query(Long.class)
                .single();
        List<Callable<Object>> both = List.of(
                () -> replay(id), () -> heap(List.of(parked, thing.messages().get(1))));
        held(thing, replayFirst ? both : both.reversed());
        assertThat(times(parked)).isEqualTo(2);
        assertThat(said(thing)).contains(tag);
    }

    /** Each comes once through the broker, and from every sender over HTTP. */
    private void meet(List<String> messages, Random random, boolean brokerFirst) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        List<Future<Object>> posted = new ArrayList<>();
        for (int n = 0; n < SENDERS; n++) {
            List<String> shuffled = new ArrayList<>(messages);
            Collections.shuffle(shuffled, random);
            posted.add(several.submit(() -> {
                begun.await();
                for (String message : shuffled) {
                    post(message);
                    answered.countDown();
                }
                return null;
            }));
        }
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            var sender = session.createProducer(session.createQueue("trigger.in"));
            for (String message : messages) {
                sender.send(session.createTextMessage(message));
            }
            if (!brokerFirst) {
                begun.countDown();
                answered.await(SOON.toSeconds(), TimeUnit.SECONDS);
            }
            session.commit();
            begun.countDown();
        }
        for (Future<Object> sender : posted) {
            sender.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(messages).allMatch(message -> times(message) == SENDERS + 1));
    }

    /** Each of these waits before the next is begun; then the thing is let go. */
    private void held(Thing thing, List<Callable<Object>> acts) throws Exception {
        List<Future<Object>> begun = new ArrayList<>();
        try (var holding = database.getConnection()) {
            holding.setAutoCommit(false);
            try (var lock = holding.prepareStatement(
                    "select id from %s where source = ? and number = ? for update".formatted(thing.table()))) {
                lock.setString(1, Ticket.SOURCE);
                lock.setString(2, thing.ticket().number());
                lock.executeQuery();
            }
            for (Callable<Object> act : acts) {
                begun.add(several.submit(act));
                await().atMost(SOON).until(() -> waiting() == begun.size());
            }
            holding.rollback();
            holding.setAutoCommit(true);
        }
        for (Future<Object> act : begun) {
            act.get(SOON.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private int waiting() {
        return jdbc.sql("select count(*) from pg_stat_activity where cardinality(pg_blocking_pids(pid)) > 0")
                .query(Integer.class)
                .single();
    }

    private Object post(String message) {
        HttpResponse<String> answer = approver.post("/api/v1/messages", "application/cloudevents+json", message);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    private Object replay(long id) {
        HttpResponse<String> answer = approver.post("/api/v1/messages/%d/replay".formatted(id), "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer;
    }

    private Object heap(List<String> messages) {
        return routes.requestBody(
                "direct:trigger.heap",
                messages.stream().map(MeetingTest::delivery).toList());
    }

    private void take(String message) {
        routes.requestBody("direct:trigger.take", delivery(message));
    }

    private static Delivery delivery(String message) {
        return new Delivery("test", Map.of(), message.getBytes());
    }

    private Thing change(Ticket ticket) {
        return thing(
                "changes",
                ticket,
                ticket.approved(List.of(host)),
                ticket.rescheduled(Instant.now().plusSeconds(86_400), 3600),
                ticket.cancelled());
    }

    private Thing item(Ticket ticket) {
        return thing("cis", ticket, owned(ticket, "anna"), owned(ticket, "berta"), owned(ticket, "carla"));
    }

    private static ObjectNode owned(Ticket ticket, String owner) {
        return ticket.event(
                "ci.upserted", ticket.data().put("serviceTag", "MEET001").put("owner", owner));
    }

    private Thing freeze(Ticket ticket) {
        return thing("freezes", ticket, frozen(ticket, 1), frozen(ticket, 2), frozen(ticket, 3));
    }

    private static ObjectNode frozen(Ticket ticket, int days) {
        ObjectNode data = ticket.data()
                .put("from", Instant.now().plusSeconds(days * 86_400L).toString());
        data.putObject("scope").put("kind", "host").put("name", "MEET001");
        return ticket.event("freeze.started", data);
    }

    private static Thing thing(String table, Ticket ticket, ObjectNode... events) {
        return new Thing(table, ticket, Stream.of(events).map(Ticket::text).toList());
    }

    private int times(String message) {
        return jdbc.sql("select coalesce(sum(times), 0) from messages where body = ?")
                .param(message.getBytes())
                .query(Integer.class)
                .single();
    }

    /** Who kept its messages: of whoever came second nothing is on record but that. */
    private List<String> origins(Thing thing) {
        return jdbc.sql("select distinct left(origin, 4) from messages where source = ? and number = ?")
                .params(Ticket.SOURCE, thing.ticket().number())
                .query(String.class)
                .list();
    }

    private List<Integer> heard(Thing thing) {
        return jdbc.sql(
                        "select count(*)::integer from events where data ->> 'change' = ? and type like 'change.heard.%'"
                                + " group by data ->> 'message'")
                .params(thing.ticket().number())
                .query(Integer.class)
                .list();
    }

    private String said(Thing thing) {
        return jdbc.sql("select said::text from %s where source = ? and number = ?".formatted(thing.table()))
                .params(Ticket.SOURCE, thing.ticket().number())
                .query(String.class)
                .single();
    }

    /** What it comes to where its messages are taken in their order, alone. */
    private String oneByOne(Thing thing) {
        jdbc.sql("delete from messages where source = ? and number = ?")
                .params(Ticket.SOURCE, thing.ticket().number())
                .update();
        jdbc.sql("update %s set said = '{}' where source = ? and number = ?".formatted(thing.table()))
                .params(Ticket.SOURCE, thing.ticket().number())
                .update();
        thing.messages().forEach(this::take);
        return said(thing);
    }
}
