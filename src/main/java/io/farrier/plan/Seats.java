package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.PlanView.Seat;
import io.farrier.plan.PlanView.Time;
import io.farrier.plan.PlanView.Word;
import io.farrier.run.Promise;
import io.farrier.run.RunEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A plan's targets and how their runs stand. */
@Repository
class Seats {

    /** What does not change once a plan is approved. */
    private record Fixed(long hostId, int wave, Duration longest, Place place, Map<String, String> cells) {}

    private record Frozen(String hash, List<Fixed> targets) {}

    /** How the latest run stands that counts. */
    private record Latest(String state, List<String> failed, Instant endedAt, boolean newFault) {
        static final Latest NONE = new Latest(null, List.of(), null, false);
    }

    private static final String FIXED = """
            select t.host_id, t.wave, coalesce(t.longest, t.expected) as longest, t.place, (
                select jsonb_object_agg(p ->> 'key', concat(p ->> 'name', ' ', p ->> 'version', ' on ', t.place ->> 'model'))
                from jsonb_array_elements(t.promises) p) as cells
            from plan_targets t where t.plan_id = ? order by t.wave, t.host_id
            """;

    /** A target counts as open while it has had fewer runs than it may have. */
    private static final String LATEST = """
            select distinct on (r.host_id) r.host_id, r.state, r.failed, r.ended_at,
                array_position(array['OK', 'Warning', 'Critical'], h.health)
                    > array_position(array['OK', 'Warning', 'Critical'], r.health_before) as new_fault
            from host_runs r join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
            join hosts h on h.id = r.host_id
            where r.plan_id = ? and r.attempts >= t.retries order by r.host_id, r.id desc
            """;

    private static final String BUSY = "select host_id from host_runs where ended_at is null and plan_id <> ?";

    /** Hosts of a plan that a live run or another plan under way has already. */
    private static final String TAKEN = """
            select distinct coalesce(h.service_tag, host(h.mgmt_ip)) || ' (plan ' || p.name || ')'
            from plan_targets t join update_plans p on p.id = t.plan_id join hosts h on h.id = t.host_id
            where p.id <> ? and h.id = any (?) and (
                p.state in ('approved', 'scheduled', 'running', 'paused') and not exists (
                    select 1 from host_runs r where r.plan_id = p.id and r.host_id = h.id and r.attempts >= t.retries
                      and r.state in ('succeeded', 'nothing-to-do', 'failed', 'cancelled'))
                or exists (select 1 from host_runs r where r.plan_id = p.id and r.host_id = h.id and r.ended_at is null))
            """;

    private final JdbcClient jdbc;
    private final Crowds crowds;
    private final Times times;
    private final ObjectMapper json;
    private final Map<Long, Frozen> frozen = new ConcurrentHashMap<>();

    Seats(JdbcClient jdbc, Crowds crowds, Times times, ObjectMapper json) {
        this.jdbc = jdbc;
        this.crowds = crowds;
        this.times = times;
        this.json = json;
    }

    PlanView view(Plan plan, Instant now) {
        List<Fixed> targets = targets(plan);
        Map<Long, Latest> latest = new HashMap<>();
        jdbc.sql(LATEST).params(plan.id()).query(row -> {
            latest.put(row.getLong("host_id"), latest(row));
        });
        List<Long> busy = jdbc.sql(BUSY).params(plan.id()).query(Long.class).list();
        Map<Long, Time> may = times.of(plan, targets.stream().map(Fixed::hostId).toList(), now);
        var others = new java.util.HashSet<>(busy);
        List<Seat> seats = targets.stream()
                .map(target -> {
                    Latest run = latest.getOrDefault(target.hostId(), Latest.NONE);
                    return new Seat(
                            target.hostId(),
                            target.wave(),
                            target.longest(),
                            target.place(),
                            target.cells(),
                            run.state(),
                            run.failed(),
                            run.endedAt(),
                            run.newFault(),
                            others.contains(target.hostId()),
                            may.get(target.hostId()));
                })
                .toList();
        return new PlanView(
                plan.id(),
                plan.name(),
                plan.policy(),
                plan.state().equals("scheduled"),
                plan.wave(),
                seats,
                words(plan.id()),
                crowds.now());
    }

    private List<Fixed> targets(Plan plan) {
        Frozen known = frozen.get(plan.id());
        if (known == null || !known.hash().equals(plan.targetHash())) {
            known = new Frozen(
                    plan.targetHash(),
                    jdbc.sql(FIXED).params(plan.id()).query(this::fixed).list());
            frozen.put(plan.id(), known);
        }
        return known.targets();
    }

    private Fixed fixed(ResultSet row, int n) throws SQLException {
        return new Fixed(
                row.getLong("host_id"),
                row.getInt("wave"),
                Duration.ofSeconds(row.getInt("longest")),
                read(row.getString("place"), new TypeReference<Place>() {}),
                row.getString("cells") == null ? Map.of() : read(row.getString("cells"), new TypeReference<>() {}));
    }

    private Latest latest(ResultSet row) throws SQLException {
        String failed = row.getString("failed");
        var ended = row.getTimestamp("ended_at");
        return new Latest(
                row.getString("state"),
                failed == null ? List.of() : read(failed, new TypeReference<>() {}),
                ended == null ? null : ended.toInstant(),
                row.getBoolean("new_fault"));
    }

    private Map<Integer, Word> words(long planId) {
        Map<Integer, Word> words = new LinkedHashMap<>();
        jdbc.sql("select * from plan_words where plan_id = ?").params(planId).query(row -> {
            words.put(
                    row.getInt("wave"), new Word(row.getBoolean("go"), row.getString("who"), row.getString("reason")));
        });
        return words;
    }

    List<String> taken(long planId, List<Long> hostIds) {
        return jdbc.sql(TAKEN)
                .params(planId, hostIds.toArray(Long[]::new))
                .query(String.class)
                .list();
    }

    /** What a run of this target is admitted with. */
    RunEvent.Admitted admitted(long planId, long hostId, Instant until) {
        return jdbc.sql("select promises, reset, quiesce, minutes from plan_targets where plan_id = ? and host_id = ?")
                .params(planId, hostId)
                .query((row, n) -> new RunEvent.Admitted(
                        read(row.getString("promises"), new TypeReference<List<Promise>>() {}),
                        row.getString("reset"),
                        row.getString("quiesce"),
                        until,
                        read(row.getString("minutes"), new TypeReference<Map<Integer, Integer>>() {})))
                .single();
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

    private <T> T read(String text, TypeReference<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A target in the database can't be read: " + e.getMessage(), e);
        }
    }
}
