package io.farrier.recovery;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.fleet.Host;
import io.farrier.fleet.Hosts;
import io.farrier.hub.Refused;
import io.farrier.ledger.Codec;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The recoveries: their rows, and their stories in the ledger. */
@Repository
public class Recoveries {

    /** A run that still takes turns writes to this BMC; one that waits for a human does not. */
    private static final String BUSY = """
            select r.state from host_runs r where r.host_id = ?
                and r.ended_at is null and r.state <> 'human'
            """;

    /** Jobs that runs of this host were given. */
    private static final String OWN = """
            select distinct e.data ->> 'jid' from events e where e.host_id = ? and e.type = 'run.submit-accepted'
            """;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Hosts hosts;
    private final Ledger ledger;
    private final Codec<RecoveryEvent> codec;

    /** One recovery as the API shows it. */
    public record Shown(
            long id,
            long hostId,
            String state,
            String reason,
            String requestedBy,
            Instant createdAt,
            Instant endedAt) {}

    Recoveries(JdbcClient jdbc, Turns turns, Hosts hosts, Ledger ledger, ObjectMapper json) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.hosts = hosts;
        this.ledger = ledger;
        this.codec = new Codec<>(json, "recovery", RecoveryEvent.class);
    }

    /** @throws Refused where a run is at work on this host, or where it is helped already */
    @Transactional
    public Shown request(long hostId, Rung highest, String why, String who) {
        Host host = hosts.byId(hostId).orElseThrow(() -> Refused.unknown("There is no host " + hostId + "."));
        jdbc.sql("select 1 from hosts where id = ? for no key update")
                .params(hostId)
                .query(Integer.class)
                .single();
        jdbc.sql(BUSY).params(hostId).query(String.class).optional().ifPresent(state -> {
            throw Refused.conflict(
                    "A run of %s is %s and may write to its BMC; let it end, or pause its plan and wait until it needs a human."
                            .formatted(host.label(), state));
        });
        long id;
        try {
            id = jdbc.sql("insert into recoveries (host_id, requested_by) values (?, ?) returning id")
                    .params(hostId, who)
                    .query(Long.class)
                    .single();
        } catch (DuplicateKeyException e) {
            throw Refused.conflict(host.label() + " is being helped already.");
        }
        List<String> own = jdbc.sql(OWN).params(hostId).query(String.class).list();
        append(id, host, new RecoveryEvent.Asked(highest, own, why), who);
        return byId(id);
    }

    public Ring bell(Shown recovery) {
        long turn = jdbc.sql("select turn from recoveries where id = ?")
                .params(recovery.id())
                .query(Long.class)
                .single();
        return Ring.now(Kind.RECOVERY, new Bell(recovery.id(), turn));
    }

    public Shown byId(long id) {
        return jdbc.sql(
                        "select id, host_id, state, reason, requested_by, created_at, ended_at from recoveries where id = ?")
                .params(id)
                .query((row, n) -> {
                    Timestamp ended = row.getTimestamp("ended_at");
                    return new Shown(
                            row.getLong("id"),
                            row.getLong("host_id"),
                            row.getString("state"),
                            row.getString("reason"),
                            row.getString("requested_by"),
                            row.getTimestamp("created_at").toInstant(),
                            ended == null ? null : ended.toInstant());
                })
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no recovery " + id + "."));
    }

    /** Its row first and its story then, as a turn has them: else each would wait for what the other holds. */
    private Shown held(long id) {
        jdbc.sql("select id from recoveries where id = ? for update")
                .params(id)
                .query(Long.class)
                .list();
        return byId(id);
    }

    /** @throws Refused where it does not wait for an approval */
    @Transactional
    public Shown approve(long id, String reason, String who) {
        Shown shown = held(id);
        Recovery at = at(id);
        if (!shown.state().equals("waits") || at.wanted() == null) {
            throw Refused.conflict(
                    "The recovery %d is %s and waits for nobody's approval.".formatted(id, shown.state()));
        }
        append(
                id,
                host(shown),
                new RecoveryEvent.Approved(at.wanted().rung(), at.wanted().jids(), reason),
                who);
        jdbc.sql("update recoveries set state = 'running', due_at = now() where id = ?")
                .params(id)
                .update();
        return byId(id);
    }

    @Transactional
    public Shown cancel(long id, String who) {
        Shown shown = held(id);
        if (!List.of("running", "waits").contains(shown.state())) {
            throw Refused.conflict("The recovery %d is %s already.".formatted(id, shown.state()));
        }
        keep(id, host(shown), List.of(new RecoveryEvent.Ended("cancelled", "by " + who)), who);
        return byId(id);
    }

    /** Whether it stands in a chassis with others; its BMC's model says so ("15G Modular", PROTOCOLS 0). */
    boolean sled(long hostId) {
        return jdbc.sql("select coalesce(bmc_model ilike '%modular%', false) from hosts where id = ?")
                .params(hostId)
                .query(Boolean.class)
                .single();
    }

    Host host(Shown shown) {
        return hosts.byId(shown.hostId()).orElseThrow();
    }

    Recovery at(long id) {
        return Recovery.of(ledger.facts("recovery:" + id, 0).stream()
                .map(fact -> codec.read(fact).map(event -> new Recovery.At<RecoveryEvent>(fact.at(), event)))
                .flatMap(Optional::stream)
                .toList());
    }

    /** What a turn has brought, in one transaction with the turn that is given back. */
    @Transactional
    public void record(Turn turn, Host host, List<RecoveryEvent> events, Instant due) {
        turns.release(turn, due, 0);
        keep(turn.id(), host, events, "farrier");
    }

    private void keep(long id, Host host, List<RecoveryEvent> events, String who) {
        events.forEach(event -> append(id, host, event, who));
        for (RecoveryEvent event : events) {
            switch (event) {
                case RecoveryEvent.Ended e ->
                    jdbc.sql("update recoveries set state = ?, reason = ?, ended_at = now() where id = ?")
                            .params(e.state(), e.reason(), id)
                            .update();
                case RecoveryEvent.ApprovalWanted e ->
                    jdbc.sql("update recoveries set state = 'waits', reason = ? where id = ?")
                            .params(e.says(), id)
                            .update();
                default -> {}
            }
        }
    }

    void append(long id, Host host, RecoveryEvent event, String who) {
        ledger.append(Entry.of("recovery:" + id, codec.type(event), host.label() + " " + event.says())
                .host(host.id())
                .by(who)
                .with(event));
    }
}
