package io.farrier.start;

import io.farrier.hub.Life;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The processes that share this database, and when each was last seen. */
@Repository
public class Hubs {

    private static final String OTHERS = """
            select node || ' (' || broker || ' broker)' from hubs
            where node <> ? and ended_at is null and seen_at > now() - ? * interval '1 millisecond'
              and (broker = 'embedded' or ? = 'embedded')
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;

    Hubs(JdbcClient jdbc, Ledger ledger) {
        this.jdbc = jdbc;
        this.ledger = ledger;
    }

    /** Hubs that live now and with whom this one must not share the database, since one of the brokers is embedded. */
    public List<String> rivals(Life life, String broker, Duration silence) {
        return jdbc.sql(OTHERS)
                .params(life.node(), silence.toMillis(), broker)
                .query(String.class)
                .list();
    }

    /** Begins this life and ends the former ones of this node. */
    @Transactional
    public void begin(Life life, String broker) {
        jdbc.sql("update hubs set ended_at = now() where node = ? and ended_at is null")
                .params(life.node())
                .update();
        jdbc.sql("insert into hubs (id, node, broker) values (?, ?, ?)")
                .params(life.id(), life.node(), broker)
                .update();
        ledger.append(Entry.of("hub", "hub.started", "The hub started on node %s.".formatted(life.node())));
    }

    public void seen(Life life, String routeHash) {
        jdbc.sql("update hubs set seen_at = now(), route_hash = ? where id = ?")
                .params(routeHash, life.id())
                .update();
    }

    @Transactional
    public void end(Life life) {
        jdbc.sql("update hubs set ended_at = now() where id = ?")
                .params(life.id())
                .update();
        ledger.append(Entry.of("hub", "hub.stopped", "The hub on node %s was stopped.".formatted(life.node())));
    }
}
