package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.PlanView.Seat;
import io.farrier.plan.PlanView.Time;
import io.farrier.plan.PlanView.Word;
import io.farrier.quiesce.Kinds;
import io.farrier.readiness.Risk;
import io.farrier.run.Promise;
import io.farrier.run.RunEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** A plan's targets and how their runs stand. */
@Repository
class Seats {

    /** What does not change once a plan is approved. */
    private record Fixed(long hostId, int wave, Duration longest, Place place, Map<String, String> cells) {}

    private record Frozen(String hash, List<Fixed> targets) {}

    /** How the latest run stands that counts. */
    private record Latest(String state, List<String> failed, Instant endedAt, Boolean newFault, Instant lookedAt) {
        static final Latest NONE = new Latest(null, List.of(), null, false, null);
        static final Latest REFUSED = new Latest("refused", List.of(), null, false, null);
        static final Latest WITHDRAWN = new Latest("cancelled", List.of(), null, false, null);
    }

    private static final String FIXED = """
            select t.host_id, t.wave, coalesce(t.longest, t.expected) as longest, t.place, (
                select jsonb_object_agg(p ->> 'key', concat(p ->> 'name', ' ', p ->> 'version', ' on ', t.place ->> 'model'))
                from jsonb_array_elements(t.promises) p) as cells
            from plan_targets t where t.plan_id = ? order by t.wave, t.host_id
            """;

    /** A target counts as open while it has had fewer runs than it may have. */
    private static final String LATEST = """
            select distinct on (r.host_id) r.host_id, r.state, r.failed, r.ended_at, q.read_at,
                case when r.ended_at is null then false
                    when a.health > b.health or a.status > b.status or q.read_at >= r.ended_at and exists (
                        select 1 from jsonb_array_elements_text(nullif(q.facts -> 'condition' -> 'faults', 'null')) f(id)
                        where not jsonb_exists(r.faults_before, f.id)) then true
                    when a.health is null or b.health is null then null
                    else false end as new_fault
            from host_runs r join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
            join hosts h on h.id = r.host_id left join host_readiness q on q.host_id = r.host_id
            left join lateral (select e.overall_status from vcenter_hosts e join vcenters v on v.id = e.vcenter_id
                where e.host_id = r.host_id and e.gone_at is null and v.synced_at > r.ended_at
                order by v.synced_at desc limit 1) s on true
            cross join lateral (select
                array_position(array['OK', 'Warning', 'Critical'], case when q.read_at is null or q.read_at < r.ended_at then h.health
                    when q.problem is null then coalesce(q.health, h.health) end) as health,
                array_position(array['green', 'yellow', 'red'], s.overall_status) as status) a
            cross join lateral (select array_position(array['OK', 'Warning', 'Critical'], r.health_before) as health,
                array_position(array['green', 'yellow', 'red'], r.status_before) as status) b
            where r.plan_id = ? and r.attempts >= t.retries order by r.host_id, r.id desc
            """;

    private static final String NOT_BEGUN =
            "select host_id, withdrawn from plan_targets where plan_id = ? and (refused is not null or withdrawn)";

    /** Those of a plan that is over that were not begun. */
    private static final String WITHDRAW = """
            update plan_targets t set withdrawn = true from update_plans p
            where p.id = t.plan_id and p.id = ? and p.ended_at is not null and p.state <> 'completed' and t.refused is null
                and not exists (select 1 from host_runs r where r.plan_id = t.plan_id and r.host_id = t.host_id
                    and r.attempts >= t.retries)
            """;

    /** What is no longer as it was approved, of those that are about to begin. Who was replaced, what was removed, what changed. */
    private static final String DRIFTED = """
            select t.host_id, case
                when h.service_tag is distinct from t.service_tag
                    then 'another server is at its address: service tag ' || coalesce(h.service_tag, 'unknown')
                when t.place is not null and p.cluster is distinct from t.place ->> 'cluster'
                    then 'it is in ' || coalesce('the cluster ' || p.cluster, 'no cluster') || ' now, and was in '
                        || coalesce('the cluster ' || (t.place ->> 'cluster'), 'none')
                when gone.name is not null then gone.name || ' can''t be installed: its package is no longer here'
                when changed.name is not null then changed.name || ' was ' || changed.was || ' when it was approved and is '
                    || changed.version || ' now' end as why, q.risks, t.quiesce
            from plan_targets t join hosts h on h.id = t.host_id join host_places p on p.host_id = h.id left join host_readiness q on q.host_id = t.host_id
            left join lateral (select p ->> 'name' as name from jsonb_array_elements(t.promises) p
                where (p ->> 'packageId')::bigint <> 0 and not exists (select 1 from packages k where k.id = (p ->> 'packageId')::bigint) limit 1) gone on true
            left join lateral (select min(p ->> 'name') as name, min(c.version) as version,
                    (array_agg(p ->> 'from' order by (p ->> 'batch')::int))[1] as was
                from jsonb_array_elements(t.promises) p
                join components c on c.host_id = t.host_id and c.inventory_id = p ->> 'component'
                group by p ->> 'component'
                having not bool_or(c.version in (p ->> 'from', p ->> 'version')) limit 1) changed on true
            where t.plan_id = ? and t.host_id = any (?)
            """;

    /** At work for another plan, or being asked for their own opinion: one writer for each BMC. */
    private static final String BUSY = """
            select host_id from host_runs where ended_at is null and plan_id <> ?
            union select host_id from opinions where state in ('intended', 'comparing')
            """;

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
    private final Kinds kinds;
    private final Policies policies;
    private final Lessons lessons;
    private final ObjectMapper json;
    private final Map<Long, Frozen> frozen = new ConcurrentHashMap<>();

    Seats(
            JdbcClient jdbc,
            Crowds crowds,
            Times times,
            Kinds kinds,
            Policies policies,
            Lessons lessons,
            ObjectMapper json) {
        this.jdbc = jdbc;
        this.crowds = crowds;
        this.times = times;
        this.kinds = kinds;
        this.policies = policies;
        this.lessons = lessons;
        this.json = json;
    }

    PlanView view(Plan plan, Instant now) {
        List<Fixed> targets = targets(plan);
        Map<Long, Latest> latest = new HashMap<>();
        jdbc.sql(LATEST).params(plan.id()).query(row -> {
            latest.put(row.getLong("host_id"), latest(row));
        });
        List<Long> busy = jdbc.sql(BUSY).params(plan.id()).query(Long.class).list();
        jdbc.sql(NOT_BEGUN).params(plan.id()).query(row -> {
            latest.put(row.getLong("host_id"), row.getBoolean("withdrawn") ? Latest.WITHDRAWN : Latest.REFUSED);
        });
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
                            run.lookedAt(),
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
                crowds.now(),
                policies.limits(targets.stream().map(Fixed::hostId).toList()));
    }

    private List<Fixed> targets(Plan plan) {
        Frozen known = frozen.get(plan.id());
        if (known == null || !Objects.equals(known.hash(), plan.targetHash())) {
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
                row.getObject("new_fault", Boolean.class),
                row.getTimestamp("read_at") == null
                        ? null
                        : row.getTimestamp("read_at").toInstant());
    }

    /**
     * Why hosts that are about to begin are no longer what was approved.
     *
     * @return by host; one that is not in it is as it was
     */
    Map<Long, String> drifted(PlanView plan, List<Long> hosts) {
        Map<Long, String> drifted = new HashMap<>();
        Map<Long, Kinds.Kind> of = kinds.of(hosts);
        Map<Long, List<Layers.Layer>> layers = policies.of(hosts);
        Map<Long, Set<String>> cells = cells(plan, hosts);
        Map<String, Lesson> learned =
                lessons.of(cells.values().stream().flatMap(Set::stream).collect(Collectors.toSet()), plan.id());
        jdbc.sql(DRIFTED).params(plan.id(), hosts.toArray(Long[]::new)).query(row -> {
            long host = row.getLong("host_id");
            String why = row.getString("why");
            String risks = row.getString("risks");
            if (why == null) {
                why = moved(row.getString("quiesce"), of.get(host));
            }
            List<Risk> all = new ArrayList<>(Lesson.risks(cells.getOrDefault(host, Set.of()), learned));
            if (risks != null) {
                all.addAll(read(risks, new TypeReference<List<Risk>>() {}));
            }
            if (why == null && !all.isEmpty()) {
                List<String> acknowledged = Layers.of(plan.policy(), layers.getOrDefault(host, List.of()), json)
                        .policy()
                        .acknowledged();
                why = all.stream()
                        .filter(risk -> risk.against(acknowledged))
                        .map(Risk::sentence)
                        .findFirst()
                        .orElse(null);
            }
            if (why != null) {
                drifted.put(host, why);
            }
        });
        return drifted;
    }

    private static Map<Long, Set<String>> cells(PlanView plan, List<Long> hosts) {
        Set<Long> these = Set.copyOf(hosts);
        return plan.seats().stream()
                .filter(seat -> these.contains(seat.hostId()))
                .collect(Collectors.toMap(
                        Seat::hostId, seat -> Set.copyOf(seat.cells().values())));
    }

    /** A host that a vCenter has begun to show is not restarted as it is, though that was approved. */
    private static String moved(String approved, Kinds.Kind kind) {
        String now = kind == null ? null : kind.name();
        if (!Objects.equals(approved, now)) {
            return "it is brought to a standstill by %s now, and that was %s when it was approved"
                    .formatted(now == null ? "nothing" : now, approved == null ? "nothing" : approved);
        }
        return kind == null || kind.problem() == null
                ? null
                : "it can't be brought to a standstill as things are: " + kind.problem();
    }

    void refuse(long planId, long hostId, String why) {
        jdbc.sql("update plan_targets set refused = ? where plan_id = ? and host_id = ?")
                .params(why, planId, hostId)
                .update();
    }

    private Map<Integer, Word> words(long planId) {
        Map<Integer, Word> words = new LinkedHashMap<>();
        jdbc.sql("select * from plan_words where plan_id = ?").params(planId).query(row -> {
            words.put(
                    row.getInt("wave"),
                    new Word(
                            row.getBoolean("go"),
                            row.getString("who"),
                            row.getString("reason"),
                            row.getTimestamp("at").toInstant()));
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
        return jdbc.sql(
                        "select t.*, coalesce(t.profile, (p.policy ->> 'profile')::boolean) as profile"
                                + " from plan_targets t join update_plans p on p.id = t.plan_id where t.plan_id = ? and t.host_id = ?")
                .params(planId, hostId)
                .query((row, n) -> new RunEvent.Admitted(
                        read(row.getString("promises"), new TypeReference<List<Promise>>() {}),
                        row.getString("reset"),
                        row.getString("quiesce"),
                        until,
                        read(row.getString("minutes"), new TypeReference<Map<Integer, Integer>>() {}),
                        row.getBoolean("profile") ? Boolean.TRUE : null))
                .single();
    }

    void wave(long planId, int wave) {
        jdbc.sql("update update_plans set wave = ? where id = ?")
                .params(wave, planId)
                .update();
    }

    /** Each target whose last run failed, was cancelled or waits for nobody, or that was turned away, may have one more run. */
    int retryFailed(long planId) {
        jdbc.sql(WITHDRAW).params(planId).update();
        int refused = jdbc.sql("update plan_targets set refused = null where plan_id = ? and refused is not null")
                .params(planId)
                .update();
        return refused + jdbc.sql("""
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
