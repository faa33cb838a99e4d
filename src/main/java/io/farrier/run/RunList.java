package io.farrier.run;

import io.farrier.hub.Order;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The runs, to be looked at. */
@Repository
public class RunList {

    /** @param attempts runs of this host in this plan before this one */
    public record Shown(
            long id,
            long planId,
            long hostId,
            String host,
            int wave,
            String state,
            String reason,
            int attempts,
            Instant createdAt,
            Instant startedAt,
            Instant endedAt) {}

    private static final String SHOWN = """
            select r.*,
                concat_ws(' ', replace(h.model, 'PowerEdge ', ''), h.service_tag, '(' || host(h.mgmt_ip) || ')') as label
            from host_runs r join hosts h on h.id = r.host_id
            """;

    private static final Map<String, String> KEYS = Map.of(
            "id", "t.id",
            "state", "t.state",
            "startedAt", "coalesce(t.started_at, 'infinity')",
            "endedAt", "coalesce(t.ended_at, 'infinity')");

    private static final String PAGE = SHOWN + """
            join host_runs t on t.id = r.id
            where (:plan::bigint is null or r.plan_id = :plan)
                and (:host::bigint is null or r.host_id = :host)
                and (:state::text is null or r.state = :state) and
            """;

    private static final RowMapper<Shown> ROW = (row, n) -> new Shown(
            row.getLong("id"),
            row.getLong("plan_id"),
            row.getLong("host_id"),
            row.getString("label"),
            row.getInt("wave"),
            row.getString("state"),
            row.getString("reason"),
            row.getInt("attempts"),
            instant(row.getTimestamp("created_at")),
            instant(row.getTimestamp("started_at")),
            instant(row.getTimestamp("ended_at")));

    private final JdbcClient jdbc;

    RunList(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A page of runs; null: whatever. @param after the last id of the page before; 0 for the first */
    public List<Shown> page(long after, int limit, String sort, Long plan, Long host, String state) {
        Order order = Order.of("host_runs", sort, KEYS);
        order.check(jdbc, after);
        return jdbc.sql(PAGE + order.behind() + order.by())
                .param("after", after)
                .param("limit", limit)
                .param("plan", plan)
                .param("host", host)
                .param("state", state)
                .query(ROW)
                .list();
    }

    public Optional<Shown> byId(long id) {
        return jdbc.sql(SHOWN + "where r.id = ?").params(id).query(ROW).optional();
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
