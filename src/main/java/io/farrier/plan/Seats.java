package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.PlanView.Seat;
import io.farrier.plan.PlanView.Span;
import io.farrier.run.Promise;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A plan's targets and how their runs stand. */
@Repository
class Seats {

    /** A target counts as open while it has had fewer runs than it may have; a busy one has a live run of another plan. */
    private static final String SEATS = """
            select t.host_id, t.wave, t.expected,
                (select r.state from host_runs r where r.plan_id = t.plan_id and r.host_id = t.host_id
                   and r.attempts >= t.retries order by r.id desc limit 1) as state,
                exists (select 1 from host_runs o where o.host_id = t.host_id and o.plan_id <> t.plan_id
                   and o.ended_at is null) as busy
            from plan_targets t where t.plan_id = ? order by t.wave, t.host_id
            """;

    /** Hosts of a plan that a live run or another plan under way has already. */
    private static final String TAKEN = """
            select distinct coalesce(h.service_tag, host(h.mgmt_ip)) || ' (plan ' || p.name || ')'
            from plan_targets t join update_plans p on p.id = t.plan_id join hosts h on h.id = t.host_id
            where p.id <> ? and h.id = any (?) and (
                p.state in ('approved', 'running', 'paused') and not exists (
                    select 1 from host_runs r where r.plan_id = p.id and r.host_id = h.id and r.attempts >= t.retries
                      and r.state in ('succeeded', 'nothing-to-do', 'failed', 'cancelled'))
                or exists (select 1 from host_runs r where r.plan_id = p.id and r.host_id = h.id and r.ended_at is null))
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Seats(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    PlanView view(Plan plan) {
        Span window = plan.windowId() == null
                ? null
                : jdbc.sql("select name, opens_at, closes_at from windows where id = ?")
                        .params(plan.windowId())
                        .query((row, n) -> new Span(
                                row.getString("name"),
                                row.getTimestamp("opens_at").toInstant(),
                                row.getTimestamp("closes_at").toInstant()))
                        .single();
        List<Seat> seats = jdbc.sql(SEATS)
                .params(plan.id())
                .query((row, n) -> new Seat(
                        row.getLong("host_id"),
                        row.getInt("wave"),
                        Duration.ofSeconds(row.getInt("expected")),
                        row.getString("state"),
                        row.getBoolean("busy")))
                .list();
        return new PlanView(plan.id(), plan.name(), plan.policy(), plan.wave(), window, seats);
    }

    List<String> taken(long planId, List<Long> hostIds) {
        return jdbc.sql(TAKEN)
                .params(planId, hostIds.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    List<Promise> promises(long planId, long hostId) {
        String text = jdbc.sql("select promises from plan_targets where plan_id = ? and host_id = ?")
                .params(planId, hostId)
                .query(String.class)
                .single();
        try {
            return json.readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The promises of plan " + planId + " can't be read", e);
        }
    }

    void wave(long planId, int wave) {
        jdbc.sql("update update_plans set wave = ? where id = ?")
                .params(wave, planId)
                .update();
    }

    /** Each target whose last run failed, was cancelled or waits for nobody may have one more run. */
    int retryFailed(long planId) {
        return jdbc.sql("""
                        update plan_targets t set retries = 1 + (select max(r.attempts) from host_runs r
                            where r.plan_id = t.plan_id and r.host_id = t.host_id)
                        where t.plan_id = ? and (select r.state from host_runs r where r.plan_id = t.plan_id
                            and r.host_id = t.host_id order by r.id desc limit 1) in ('failed', 'cancelled')
                        """).params(planId).update();
    }
}
