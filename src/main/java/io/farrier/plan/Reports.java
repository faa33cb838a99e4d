package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.run.Promise;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What became of a plan's targets. */
@Repository
public class Reports {

    /** @param states how many targets are in which state */
    public record Report(Plan plan, Map<String, Integer> states, List<Line> hosts) {}

    /** One target. @param state of its latest run; waiting, where it has none yet */
    public record Line(
            long hostId,
            String label,
            int wave,
            String state,
            String reason,
            Long runId,
            Instant startedAt,
            Instant endedAt,
            List<Promise> promises) {}

    private static final String LINES = """
            select t.host_id, t.wave, t.promises, coalesce(r.state, 'waiting') as state, r.reason, r.id as run_id,
                r.started_at, r.ended_at,
                concat_ws(' ', replace(h.model, 'PowerEdge ', ''), h.service_tag, '(' || host(h.mgmt_ip) || ')') as label
            from plan_targets t join hosts h on h.id = t.host_id
            left join lateral (select * from host_runs where plan_id = t.plan_id and host_id = t.host_id
                order by id desc limit 1) r on true
            where t.plan_id = ? order by t.wave, t.host_id
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Reports(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    public Report of(Plan plan) {
        List<Line> lines = jdbc.sql(LINES).params(plan.id()).query(this::line).list();
        Map<String, Integer> states = new TreeMap<>();
        lines.forEach(line -> states.merge(line.state(), 1, Integer::sum));
        return new Report(plan, states, lines);
    }

    private Line line(ResultSet row, int n) throws SQLException {
        try {
            return new Line(
                    row.getLong("host_id"),
                    row.getString("label"),
                    row.getInt("wave"),
                    row.getString("state"),
                    row.getString("reason"),
                    row.getObject("run_id", Long.class),
                    instant(row.getTimestamp("started_at")),
                    instant(row.getTimestamp("ended_at")),
                    json.readValue(row.getString("promises"), new TypeReference<>() {}));
        } catch (JsonProcessingException e) {
            throw new SQLException("the promises of a target are no JSON", e);
        }
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
