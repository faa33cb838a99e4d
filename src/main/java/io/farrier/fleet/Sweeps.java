package io.farrier.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The sweeps: what each covers and how far it has come. Each step forward is one transaction with its event. */
@Repository
public class Sweeps {

    private static final String ADVANCE = """
            update sweeps set next = :next, answered = answered + :answered, servers = servers + :servers,
                inventoried = inventoried + :inventoried, unclear = unclear + :unclear,
                state = case when state = 'running' and :next >= total then 'completed' else state end,
                ended_at = case when state = 'running' and :next >= total then now() else ended_at end
            where id = :id
            """;

    private static final String END =
            "update sweeps set state = ?, reason = ?, ended_at = now() where id = ? and state = 'running'";

    /** So many unclear places are named in an event; the others are counted. */
    private static final int NAMED = 5;

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final Targets.Fence fence;

    Sweeps(
            JdbcClient jdbc,
            Turns turns,
            Ledger ledger,
            ObjectMapper json,
            @Value("${farrier.sweep.allowed}") List<String> allowed,
            @Value("${farrier.sweep.limit}") int limit) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.ledger = ledger;
        this.json = json;
        this.fence = Targets.Fence.of(allowed, limit);
    }

    /**
     * Asks for a sweep; it begins when its bell is rung.
     *
     * @param excluded addresses that are left out, wherever they are
     * @throws Refused for targets that are wrong anywhere: then none of them is swept
     */
    @Transactional
    public Sweep request(List<String> targets, List<String> excluded, String who) {
        List<String> without = excluded == null ? List.of() : excluded;
        Targets parsed = Targets.parse(targets, without, fence);
        long id = jdbc.sql("insert into sweeps (targets, excluded, total, requested_by)"
                        + " values (?::jsonb, ?::jsonb, ?, ?) returning id")
                .params(write(targets), write(without), parsed.size(), who)
                .query(Long.class)
                .single();
        Sweep sweep = byId(id);
        event(
                sweep,
                "sweep.started",
                "A sweep of %s begins: %d addresses.".formatted(sweep.what(), sweep.total()),
                who);
        return sweep;
    }

    /** Whether a sweep may cover this address at all. */
    public boolean may(String address) {
        try {
            Targets.parse(List.of(address), List.of(), fence);
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    /** The bell of a sweep that has just been asked for. */
    public Ring bell(Sweep sweep) {
        return Ring.now(Kind.SWEEP, new Bell(sweep.id(), 0));
    }

    public Sweep byId(long id) {
        return jdbc.sql("select * from sweeps where id = ?")
                .params(id)
                .query(this::sweep)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no sweep " + id + "."));
    }

    /** The newest first. @param after the last id of the page before; 0 for the first */
    public List<Sweep> latest(long after, int limit) {
        return jdbc.sql("select * from sweeps where (? = 0 or id < ?) order by id desc limit ?")
                .params(after, after, limit)
                .query(this::sweep)
                .list();
    }

    /** Ends a sweep; what is being probed at this moment is probed yet. */
    @Transactional
    public Sweep cancel(long id, String who) {
        Sweep sweep = byId(id);
        if (jdbc.sql(END).params("cancelled", null, id).update() == 0) {
            throw Refused.conflict("The sweep %d is %s already.".formatted(id, byId(id).state()));
        }
        event(sweep, "sweep.cancelled", "The sweep of %s was cancelled.".formatted(sweep.what()), who);
        return byId(id);
    }

    /** @throws Refused where the property that fences sweeps in has become narrower than this one */
    Targets targets(Sweep sweep) {
        return Targets.parse(sweep.targets(), sweep.excluded(), fence);
    }

    /** A batch was probed: the place is kept and the turn given back. Answers how the sweep stands now. */
    @Transactional
    Sweep advanced(Turn turn, Sweep.Batch batch) {
        turns.release(turn, turn.now(), 0);
        jdbc.sql(ADVANCE)
                .param("next", batch.next())
                .param("answered", batch.answered())
                .param("servers", batch.servers())
                .param("inventoried", batch.inventoried())
                .param("unclear", batch.unclear().size())
                .param("id", turn.id())
                .update();
        Sweep now = byId(turn.id());
        if (!batch.unclear().isEmpty()) {
            event(now, "sweep.unclear", unclear(batch.unclear()), "farrier");
        }
        switch (now.state()) {
            case "running" -> event(now, "sweep.progress", progress(now), "farrier");
            case "completed" -> event(now, "sweep.completed", completed(now), "farrier");
            default -> {} // It was cancelled meanwhile, which is said already.
        }
        return now;
    }

    /** A turn threw: it will be taken again. */
    @Transactional
    void stumbled(Turn turn, String reason, Instant again) {
        turns.release(turn, again, turn.stumbles() + 1);
        event(
                turn.id(),
                "sweep.stumbled",
                "The sweep did not get on, attempt %d: %s It is tried again.".formatted(turn.stumbles() + 1, reason),
                Map.of("sweep", turn.id(), "reason", reason, "again", again.toString()),
                "farrier");
    }

    /** Ends a sweep that can't go on. What it found so far stays. */
    @Transactional
    void failed(Turn turn, String reason) {
        turns.release(turn, turn.now(), turn.stumbles());
        if (jdbc.sql(END).params("failed", reason, turn.id()).update() == 1) {
            event(
                    turn.id(),
                    "sweep.failed",
                    "The sweep was given up: %s What it found stays; ask for the rest with a new one."
                            .formatted(reason),
                    Map.of("sweep", turn.id(), "reason", reason),
                    "farrier");
        }
    }

    private static String progress(Sweep sweep) {
        return "%d of %d addresses are probed, %d answered.".formatted(sweep.next(), sweep.total(), sweep.answered());
    }

    private static String completed(Sweep sweep) {
        String unclear = sweep.unclear() == 0 ? "" : "; what is at %d more is unclear".formatted(sweep.unclear());
        return "The sweep of %s is done: %d answered at %d addresses, %d are servers, %d inventories were read%s."
                .formatted(
                        sweep.what(), sweep.answered(), sweep.total(), sweep.servers(), sweep.inventoried(), unclear);
    }

    private static String unclear(List<String> places) {
        int named = Math.min(NAMED, places.size());
        String more = places.size() > named ? " And %d more.".formatted(places.size() - named) : "";
        return "Something is there, but what it is could not be found out: "
                + String.join(" ", places.subList(0, named)) + more;
    }

    private void event(Sweep sweep, String type, String sentence, String who) {
        event(
                sweep.id(),
                type,
                sentence,
                Map.of("sweep", sweep.id(), "next", sweep.next(), "total", sweep.total(), "answered", sweep.answered()),
                who);
    }

    private void event(long id, String type, String sentence, Object facts, String who) {
        ledger.append(Entry.of("sweep:" + id, type, sentence).by(who).with(facts));
    }

    private Sweep sweep(ResultSet row, int n) throws SQLException {
        return new Sweep(
                row.getLong("id"),
                read(row.getString("targets")),
                read(row.getString("excluded")),
                row.getString("state"),
                row.getString("reason"),
                row.getInt("total"),
                row.getInt("next"),
                row.getInt("answered"),
                row.getInt("servers"),
                row.getInt("inventoried"),
                row.getInt("unclear"),
                row.getString("requested_by"),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("ended_at")));
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private List<String> read(String list) throws SQLException {
        try {
            return json.readValue(list, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("the targets of a sweep are no list of texts", e);
        }
    }

    private String write(List<String> list) {
        try {
            return json.writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
