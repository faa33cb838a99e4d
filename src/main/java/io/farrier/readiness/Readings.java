package io.farrier.readiness;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.transport.Bmc;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The last look at each host, and who is to be looked at next. */
@Repository
public class Readings {

    /** Those that somebody waits for first; then hosts of plans, often; then the fleet, seldom. */
    private static final String DUE = """
            update hosts set readiness_asked_at = now() where id in (
                select h.id from hosts h left join host_readiness q on q.host_id = h.id
                where h.mgmt_kind = 'server' and (
                    h.readiness_wanted_at > coalesce(h.readiness_asked_at, 'epoch')
                    or coalesce(h.readiness_asked_at, 'epoch') < now() - :period * interval '1 second'
                    or coalesce(h.readiness_asked_at, 'epoch') < now() - :planned * interval '1 second' and exists (
                        select 1 from plan_targets t join update_plans p on p.id = t.plan_id
                        where t.host_id = h.id and p.state in ('approved', 'scheduled', 'running', 'paused')))
                order by h.readiness_wanted_at > coalesce(h.readiness_asked_at, 'epoch') desc nulls last,
                    h.readiness_asked_at nulls first, h.id
                limit :batch for update of h skip locked)
            returning id, host(mgmt_ip) as address, mgmt_port
            """;

    private static final String HUB = """
            select h.unfetched, (select bool_or(m.takes) from update_modes m where m.host_id = h.id) as takes,
                (select case when r.state in ('failed', 'human') then coalesce(r.reason, r.state) end from host_runs r
                    where r.host_id = h.id and r.state <> 'cancelled' order by r.id desc limit 1) as failed
            from hosts h where h.id = ?
            """;

    private static final String OURS = """
            select 1 from host_runs where host_id = ? and ended_at is null
            """;

    private static final String SAVE = """
            insert into host_readiness (host_id, facts, risks, codes, health, problem) values (?, ?::jsonb, ?::jsonb, ?, ?, ?)
            on conflict (host_id) do update set read_at = clock_timestamp(), facts = excluded.facts, risks = excluded.risks,
                codes = excluded.codes, health = excluded.health, problem = excluded.problem
            """;

    private static final String SHOWN = """
            select q.*, concat_ws(' ', replace(h.model, 'PowerEdge ', ''), h.service_tag, '(' || host(h.mgmt_ip) || ')') as label
            from host_readiness q join hosts h on h.id = q.host_id
            """;

    /** What the hub itself knows. @param live a run of ours is at work, so that jobs in the queue are its own */
    public record Seen(String unfetched, Boolean takes, String failed, boolean live) {}

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Readings(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    public List<Bmc> due(Duration period, Duration planned, int batch) {
        return jdbc.sql(DUE)
                .param("period", (double) period.toSeconds())
                .param("planned", (double) planned.toSeconds())
                .param("batch", batch)
                .query((row, n) -> new Bmc(row.getLong("id"), row.getString("address"), row.getInt("mgmt_port")))
                .list();
    }

    /** Somebody waits for a look at these: the next tick of the clock takes them. */
    public void want(List<Long> hosts) {
        jdbc.sql("update hosts set readiness_wanted_at = now() where id = any (?)"
                        + " and coalesce(readiness_wanted_at, 'epoch') <= coalesce(readiness_asked_at, 'epoch')")
                .params((Object) hosts.toArray(Long[]::new))
                .update();
    }

    public Seen seen(long host) {
        boolean live = !jdbc.sql(OURS).params(host).query(Integer.class).list().isEmpty();
        return jdbc.sql(HUB)
                .params(host)
                .query((row, n) -> new Seen(
                        row.getString("unfetched"),
                        row.getObject("takes", Boolean.class),
                        row.getString("failed"),
                        live))
                .single();
    }

    public void save(long host, Facts facts, List<Risk> risks) {
        jdbc.sql(SAVE)
                .params(
                        host,
                        write(facts),
                        write(risks),
                        risks.stream().map(Risk::code).toArray(String[]::new),
                        facts.health(),
                        facts.problem())
                .update();
    }

    public Optional<Reading> of(long host) {
        return jdbc.sql(SHOWN + " where q.host_id = ?")
                .params(host)
                .query(this::reading)
                .optional();
    }

    public Map<Long, Reading> of(List<Long> hosts) {
        Map<Long, Reading> readings = new HashMap<>();
        jdbc.sql(SHOWN + " where q.host_id = any (?)")
                .params((Object) hosts.toArray(Long[]::new))
                .query(this::reading)
                .list()
                .forEach(reading -> readings.put(reading.host(), reading));
        return readings;
    }

    /** @param risk a code; null: whoever is not ready. {@code ready}: those that are */
    public List<Reading> page(long after, int limit, String risk) {
        return jdbc.sql(SHOWN + """
                         where q.host_id > :after and case when :risk::text is null then cardinality(q.codes) > 0
                            when :risk = 'ready' then cardinality(q.codes) = 0 else :risk = any (q.codes) end
                         order by q.host_id limit :limit
                        """)
                .param("after", after)
                .param("risk", risk)
                .param("limit", limit)
                .query(this::reading)
                .list();
    }

    public Summary summary() {
        int ready = count("select count(*) from host_readiness where cardinality(codes) = 0");
        int unasked = count("select count(*) from hosts h where h.mgmt_kind = 'server'"
                + " and not exists (select 1 from host_readiness q where q.host_id = h.id)");
        List<Summary.Count> risks = jdbc.sql("""
                        select r ->> 'code' as code, count(*)::int as hosts, min(r ->> 'then') as what
                        from host_readiness q, jsonb_array_elements(q.risks) r group by 1 order by 2 desc, 1
                        """)
                .query((row, n) -> new Summary.Count(row.getString("code"), row.getInt("hosts"), row.getString("what")))
                .list();
        return Summary.of(ready, unasked, risks);
    }

    private int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }

    private Reading reading(ResultSet row, int n) throws SQLException {
        return new Reading(
                row.getLong("host_id"),
                row.getString("label"),
                row.getTimestamp("read_at").toInstant(),
                read(row.getString("facts"), new TypeReference<Facts>() {}),
                read(row.getString("risks"), new TypeReference<List<Risk>>() {}));
    }

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A reading in the database can't be read: " + e.getMessage(), e);
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
