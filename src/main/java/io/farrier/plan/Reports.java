package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Pace;
import io.farrier.ledger.Ledger;
import io.farrier.run.Cause;
import io.farrier.run.Runs;
import io.farrier.transport.Classification;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What became of a plan's targets. */
@Repository
public class Reports {

    private static final String TARGETS = """
            select t.host_id, t.wave, t.promises, case when t.refused is null then r.state else 'refused' end as state,
                coalesce(t.refused, r.reason) as reason, r.id as run_id, r.started_at, r.ended_at,
                replace(h.model, 'PowerEdge ', '') as model, h.service_tag,
                concat_ws(' ', replace(h.model, 'PowerEdge ', ''), h.service_tag, '(' || host(h.mgmt_ip) || ')') as label,
                (select (e.data ->> 'until')::timestamptz from events e
                    where e.stream = 'run:' || r.id and e.seq = 1) as until,
                (select count(*) from events e where e.stream = 'run:' || r.id and e.type = 'run.reset-ordered') as restarts
            from plan_targets t join hosts h on h.id = t.host_id
            left join lateral (select * from host_runs where plan_id = t.plan_id and host_id = t.host_id
                order by id desc limit 1) r on true
            where t.plan_id = ? order by t.wave, t.host_id
            """;

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Runs runs;
    private final Seats seats;
    private final Times times;
    private final Classification classification;
    private final Pace pace;
    private final ObjectMapper json;

    Reports(
            JdbcClient jdbc,
            Ledger ledger,
            Runs runs,
            Seats seats,
            Times times,
            Classification classification,
            Pace pace,
            ObjectMapper json) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.runs = runs;
        this.seats = seats;
        this.times = times;
        this.classification = classification;
        this.pace = pace;
        this.json = json;
    }

    public Report of(Plan plan) {
        Map<Long, String> shut = shut(plan);
        List<Closing.Target> targets = jdbc.sql(TARGETS)
                .params(plan.id())
                .query((row, n) -> target(row, shut))
                .list();
        List<Report.Moment> history = ledger.stream("plan:" + plan.id()).stream()
                .map(event ->
                        new Report.Moment(event.at().truncatedTo(ChronoUnit.SECONDS), event.who(), event.sentence()))
                .toList();
        return Closing.report(
                plan, targets, history, code -> classification.of(code, 0).then());
    }

    private Map<Long, String> shut(Plan plan) {
        Instant now = times.now();
        boolean underWay = List.of("scheduled", "running", "paused").contains(plan.state());
        PlanView view = seats.view(plan, now);
        Cells cells = Cells.of(plan.policy(), view.seats());
        Map<Long, String> shut = new HashMap<>();
        for (PlanView.Seat seat : view.seats()) {
            String cell = cells.against(seat);
            String why = cell != null ? cell : underWay && seat.state() == null ? against(seat, now) : null;
            if (why != null) {
                shut.put(seat.hostId(), why);
            }
        }
        return shut;
    }

    private String against(PlanView.Seat seat, Instant now) {
        String why = seat.time().against(now, pace.of(seat.longest()));
        return why == null ? null : Character.toLowerCase(why.charAt(0)) + why.substring(1);
    }

    private Closing.Target target(ResultSet row, Map<Long, String> shut) throws SQLException {
        long host = row.getLong("host_id");
        Long run = row.getObject("run_id", Long.class);
        String state = row.getString("state");
        boolean told = state != null && !state.equals("succeeded") && !state.equals("nothing-to-do");
        Cause cause = told ? runs.cause(run).orElse(null) : null;
        try {
            return new Closing.Target(
                    host,
                    row.getString("label"),
                    row.getString("service_tag"),
                    row.getString("model"),
                    row.getInt("wave"),
                    json.readValue(row.getString("promises"), new TypeReference<>() {}),
                    run,
                    state,
                    row.getString("reason"),
                    instant(row.getTimestamp("started_at")),
                    instant(row.getTimestamp("ended_at")),
                    instant(row.getTimestamp("until")),
                    row.getInt("restarts"),
                    cause,
                    shut.get(host));
        } catch (JsonProcessingException e) {
            throw new SQLException("the promises of a target are no JSON", e);
        }
    }

    private static Instant instant(Timestamp time) {
        return time == null ? null : time.toInstant().truncatedTo(ChronoUnit.SECONDS);
    }
}
