package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A message is taken when it is in the database, and not before. */
@HubTest
@Tag("crash") // It cuts the connections of every test that shares the hub.
class DatabaseAwayTest {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    CamelContext camel;

    @Autowired
    JdbcConnectionDetails database;

    /** From beside it, since nobody can be in it. */
    private void ask(String sql) throws Exception {
        try (var connection = DriverManager.getConnection(
                        database.getJdbcUrl().replaceFirst("/farrier\\?", "/postgres?"),
                        database.getUsername(),
                        database.getPassword());
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Every connection is cut and none is let in, as when its server is gone. */
    private void away() throws Exception {
        ask("alter database farrier allow_connections false");
        ask("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'farrier'");
    }

    private long failed() throws Exception {
        return camel.getCamelContextExtension()
                .getContextPlugin(ManagedCamelContext.class)
                .getManagedRoute("trigger.inbox")
                .getExchangesFailed();
    }

    private int taken(Ticket ticket) {
        return jdbc.sql("select count(*) from changes where number = ?")
                .params(ticket.number())
                .query(Integer.class)
                .single();
    }

    /** From the moment in which the next message is judged; what has no connection then waits for one. */
    private void awayAsSoonAsOneIsJudged() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        AdviceWith.adviceWith(camel, "trigger.heap", route -> route.weaveById("trigger.heap.judge")
                .before()
                .process(exchange -> {
                    if (gone.compareAndSet(false, true)) {
                        away();
                    }
                })
                .id("test.away"));
    }

    private void back() throws Exception {
        ask("alter database farrier allow_connections true");
        AdviceWith.adviceWith(
                camel, "trigger.heap", route -> route.weaveById("test.away").remove());
    }

    @Test
    void what_comes_while_the_database_goes_away_is_kept_by_the_broker_and_taken_once_it_is_back() throws Exception {
        Client client = Client.approver(hub);
        List<Ticket> tickets = Stream.generate(() -> new Ticket("AWAY-" + UUID.randomUUID()))
                .limit(3)
                .toList();
        long before = failed();
        awayAsSoonAsOneIsJudged();
        try (Connection connection = new ActiveMQConnectionFactory(
                        "tcp://127.0.0.1:" + client.port("core"), client.user(), client.password())
                .createConnection()) {
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            var sender = session.createProducer(session.createQueue("trigger.in"));
            for (Ticket ticket : tickets) {
                sender.send(session.createTextMessage(Ticket.text(ticket.cancelled())));
            }
            session.commit();
            await().atMost(SOON).until(() -> failed() > before);
        } finally {
            back();
        }
        for (Ticket ticket : tickets) {
            await().atMost(SOON).ignoreExceptions().until(() -> taken(ticket) == 1);
            assertThat(jdbc.sql("select times from messages where number = ?")
                            .params(ticket.number())
                            .query(Integer.class)
                            .list())
                    .as("a delivery that was given back left nothing")
                    .containsExactly(1);
        }
    }
}
