package io.farrier.health;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The checkups and how far each has come. Each step forward is one transaction with its event. */
@Repository
public class Checkups {

    private static final String ADVANCE = """
            update checkups set next = :next, updatable = updatable + :updatable,
                state = case when :next >= cardinality(hosts) then 'completed' else state end,
                ended_at = case when :next >= cardinality(hosts) then now() else ended_at end
            where id = :id and state = 'running'
            """;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Ledger ledger;

    Checkups(JdbcClient jdbc, Turns turns, Ledger ledger) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.ledger = ledger;
    }

    /** @throws Refused for no hosts at all */
    public void checked(List<Long> hosts) {
        if (hosts.isEmpty()) {
            throw Refused.invalid("The selector means no host, so nothing is tried; an empty one means none, too.");
        }
    }

    /** Asks for one; it begins when its bell is rung. @throws Refused for no hosts at all */
    @Transactional
    public Checkup request(List<Long> hosts, String who) {
        checked(hosts);
        long id = jdbc.sql("insert into checkups (hosts, requested_by) values (?, ?) returning id")
                .params(hosts.toArray(Long[]::new), who)
                .query(Long.class)
                .single();
        Checkup checkup = byId(id);
        event(checkup, "checkup.started", "Every way to %d hosts is tried.".formatted(hosts.size()), who);
        return checkup;
    }

    public Ring bell(Checkup checkup) {
        return Ring.now(Kind.CHECKUP, new Bell(checkup.id(), 0));
    }

    public Checkup byId(long id) {
        return jdbc.sql("select * from checkups where id = ?")
                .params(id)
                .query(Checkups::checkup)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no checkup " + id + "."));
    }

    /** A batch was tried: the place is kept and the turn given back. */
    @Transactional
    Checkup advanced(Turn turn, int next, int updatable) {
        turns.release(turn, turn.now(), 0);
        jdbc.sql(ADVANCE)
                .param("next", next)
                .param("updatable", updatable)
                .param("id", turn.id())
                .update();
        Checkup now = byId(turn.id());
        String sentence = "%d of %d hosts were tried, %d of them can be updated by some way."
                .formatted(now.next(), now.total(), now.updatable());
        event(now, now.running() ? "checkup.progress" : "checkup.completed", sentence, "farrier");
        return now;
    }

    /** A turn threw and will be taken again. */
    @Transactional
    void stumbled(Turn turn, String why, Instant again) {
        turns.release(turn, again, turn.stumbles() + 1);
        event(
                byId(turn.id()),
                "checkup.stumbled",
                "The checkup did not get on: %s It is tried again.".formatted(why),
                "farrier");
    }

    @Transactional
    void failed(Turn turn, String why) {
        turns.release(turn, turn.now(), turn.stumbles());
        jdbc.sql("update checkups set state = 'failed', reason = ?, ended_at = now() where id = ?")
                .params(why, turn.id())
                .update();
        event(byId(turn.id()), "checkup.failed", "The checkup was given up: " + why, "farrier");
    }

    private void event(Checkup checkup, String type, String sentence, String who) {
        ledger.append(Entry.of("checkup:" + checkup.id(), type, sentence)
                .by(who)
                .with(Map.of("checkup", checkup.id(), "next", checkup.next(), "total", checkup.total())));
    }

    private static Checkup checkup(ResultSet row, int n) throws SQLException {
        Array hosts = row.getArray("hosts");
        List<Long> ids = Arrays.asList((Long[]) hosts.getArray());
        Timestamp ended = row.getTimestamp("ended_at");
        return new Checkup(
                row.getLong("id"),
                ids,
                row.getString("state"),
                row.getString("reason"),
                ids.size(),
                row.getInt("next"),
                row.getInt("updatable"),
                row.getString("requested_by"),
                row.getTimestamp("created_at").toInstant(),
                ended == null ? null : ended.toInstant());
    }
}
