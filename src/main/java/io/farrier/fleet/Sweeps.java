package io.farrier.fleet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The sweeps: what each covers and how far it has come. */
@Repository
public class Sweeps {

    /** @param next the first address that was not probed yet */
    public record Sweep(
            long id,
            List<String> targets,
            String state,
            int total,
            int next,
            int answered,
            int servers,
            String requestedBy) {}

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final ObjectMapper json;
    private final List<String> allowed;
    private final int limit;

    Sweeps(
            JdbcClient jdbc,
            Ledger ledger,
            ObjectMapper json,
            @Value("${farrier.sweep.allowed}") List<String> allowed,
            @Value("${farrier.sweep.limit}") int limit) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.json = json;
        this.allowed = allowed;
        this.limit = limit;
    }

    /**
     * Asks for a sweep; it begins when its bell is rung.
     *
     * @throws Refused for targets that are wrong anywhere: then none of them is swept
     */
    @Transactional
    public Sweep request(List<String> targets, String who) {
        Targets parsed = Targets.parse(targets, allowed, limit);
        long id = jdbc.sql("insert into sweeps (targets, total, requested_by) values (?::jsonb, ?, ?) returning id")
                .params(write(targets), parsed.size(), who)
                .query(Long.class)
                .single();
        event(
                id,
                "sweep.started",
                "A sweep of %s begins: %d addresses.".formatted(String.join(", ", targets), parsed.size()),
                who);
        return byId(id);
    }

    public Sweep byId(long id) {
        return jdbc.sql("select * from sweeps where id = ?")
                .params(id)
                .query(this::sweep)
                .optional()
                .orElseThrow(() -> Refused.unknown("There is no sweep " + id + "."));
    }

    public List<Sweep> all() {
        return jdbc.sql("select * from sweeps order by id desc limit 200")
                .query(this::sweep)
                .list();
    }

    /** The bell of a sweep that has just been asked for. */
    public Ring bell(Sweep sweep) {
        return Ring.now(Kind.SWEEP, new Bell(sweep.id(), 0));
    }

    @Transactional
    public void cancel(long id, String who) {
        int rows = jdbc.sql(
                        "update sweeps set state = 'cancelled', ended_at = now() where id = ? and state = 'running'")
                .params(id)
                .update();
        if (rows == 0) {
            throw Refused.conflict("The sweep %d is %s already.".formatted(id, byId(id).state()));
        }
        event(id, "sweep.cancelled", "The sweep was cancelled.", who);
    }

    Targets targets(Sweep sweep) {
        return Targets.parse(sweep.targets(), allowed, limit);
    }

    /** A batch was probed. */
    void advanced(Sweep sweep, int next, int answered, int servers) {
        boolean over = next >= sweep.total();
        jdbc.sql("""
                        update sweeps set next = ?, answered = answered + ?, servers = servers + ?,
                            state = case when ? then 'completed' else state end, ended_at = case when ? then now() end
                        where id = ?
                        """).params(next, answered, servers, over, over, sweep.id()).update();
        Sweep now = byId(sweep.id());
        String sentence = over
                ? "The sweep of %s is done: %d of %d addresses answered, %d are servers."
                        .formatted(String.join(", ", now.targets()), now.answered(), now.total(), now.servers())
                : "%d of %d addresses are probed, %d answered.".formatted(now.next(), now.total(), now.answered());
        event(sweep.id(), over ? "sweep.completed" : "sweep.progress", sentence, "farrier");
    }

    private void event(long id, String type, String sentence, String who) {
        ledger.append(Entry.of("sweep:" + id, type, sentence).by(who).with(Map.of("sweep", id)));
    }

    private Sweep sweep(ResultSet row, int n) throws SQLException {
        try {
            return new Sweep(
                    row.getLong("id"),
                    json.readValue(row.getString("targets"), new TypeReference<>() {}),
                    row.getString("state"),
                    row.getInt("total"),
                    row.getInt("next"),
                    row.getInt("answered"),
                    row.getInt("servers"),
                    row.getString("requested_by"));
        } catch (JsonProcessingException e) {
            throw new SQLException("the targets of a sweep are no JSON", e);
        }
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
