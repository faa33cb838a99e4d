package io.farrier.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.fleet.Aftermath;
import io.farrier.ledger.Codec;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.transport.Bmc;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The runs: their rows, and their stories in the ledger. */
@Repository
public class Runs {

    private static final String BEGIN = """
            insert into host_runs (plan_id, host_id, wave, attempts, health_before, status_before, faults_before)
            select :plan, h.id, :wave, (select count(*) from host_runs where plan_id = :plan and host_id = h.id),
                coalesce(q.health, h.health),
                (select e.overall_status from vcenter_hosts e join vcenters v on v.id = e.vcenter_id
                    where e.host_id = h.id and e.gone_at is null order by v.synced_at desc nulls last limit 1),
                q.facts -> 'condition' -> 'faults'
            from hosts h left join host_readiness q on q.host_id = h.id and q.read_at > now() - interval '1 hour'
            where h.id = :host returning id, plan_id, host_id, state
            """;

    /** Shared, so that no two plans wait for each other; who asks a device for its opinion does not wait ({@code Opinions.intend}). */
    private static final String ALONE = "select pg_advisory_xact_lock_shared(hashtextextended('writer', ?))";

    private static final String ASKED =
            "select exists (select 1 from opinions where host_id = ? and state in ('intended', 'comparing'))";

    private static final String ROW = """
            select r.id, r.plan_id, r.state, h.id as host_id, host(h.mgmt_ip) as address, h.mgmt_port,
                coalesce(t.service_tag, h.service_tag) as service_tag, h.model
            from %s r join hosts h on h.id = r.host_id
            left join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
            """;

    private static final String BEGUN = "with begun as (" + BEGIN + ")" + ROW.formatted("begun");

    private static final String KNOWN = ROW.formatted("host_runs");

    /** Until the commit none of them ends, and none takes a turn. */
    private static final String LIVE = KNOWN
            + "where r.ended_at is null and (:plan::bigint is null or r.plan_id = :plan) order by r.id for update of r";

    private static final String SOON =
            "update host_runs set due_at = least(due_at, now()) where id = any(?) returning id, turn";

    private static final String ANSWERED = "update host_runs set turn = turn + 1, due_at = now(), stumbles = 0"
            + " where id = any(?) returning id, turn";

    private static final String SAVE = """
            update host_runs set state = ?, reason = coalesce(?, reason),
                started_at = case when ? <> 'queued' then coalesce(started_at, now()) else started_at end,
                ended_at = case when ? then now() else ended_at end, failed = ?::jsonb, wakes_at = ?
            where id = ?
            """;

    private static final String STUMBLE = """
            update host_runs set stumbles = stumbles + 1, turn = turn + 1, worker = null, lease_until = null,
                due_at = now() + least(300, power(2, stumbles)) * interval '1 second'
            where id = ? and (turn = ? and worker is null or turn = ? and worker = ?)
            returning stumbles, due_at
            """;

    private static final RowMapper<RunRow> RUN = (row, n) -> new RunRow(
            row.getLong("id"),
            row.getLong("plan_id"),
            row.getString("state"),
            new Bmc(row.getLong("host_id"), row.getString("address"), row.getInt("mgmt_port")),
            row.getString("service_tag"),
            row.getString("model"));

    private final JdbcClient jdbc;
    private final Ledger ledger;
    private final Aftermath aftermath;
    private final Codec<RunEvent> codec;
    private final Stories stories;

    Runs(JdbcClient jdbc, Ledger ledger, Aftermath aftermath, ObjectMapper json) {
        this.jdbc = jdbc;
        this.aftermath = aftermath;
        this.ledger = ledger;
        this.codec = new Codec<>(json, "run", RunEvent.class);
        this.stories = new Stories(ledger, codec, this::row);
    }

    /**
     * Begins a run, in the transaction of the plan that admits it.
     *
     * @return its bell; empty where the device has just been asked for its own opinion, which is another writer
     * @throws DuplicateKeyException when the host has a live run already, of whatever plan
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<Ring> admit(long planId, long hostId, int wave, RunEvent.Admitted admitted) {
        jdbc.sql(ALONE).params(hostId).query((row, n) -> n).list();
        if (jdbc.sql(ASKED).params(hostId).query(Boolean.class).single()) {
            return Optional.empty();
        }
        RunRow run = jdbc.sql(BEGUN)
                .param("plan", planId)
                .param("host", hostId)
                .param("wave", wave)
                .query(RUN)
                .single();
        append(run, List.of(admitted), "farrier");
        aftermath.begins(run.id(), hostId);
        return Optional.of(Ring.now(Kind.RUN, new Bell(run.id(), 0)));
    }

    public RunRow row(long id) {
        return jdbc.sql(KNOWN + "where r.id = ?").params(id).query(RUN).single();
    }

    /** The run as it stood when its turn was claimed. */
    Stories.Told claimed(Turn turn) {
        return stories.of(turn.id(), turn.seq());
    }

    /** The story with what this transaction has appended. */
    List<Fold.At> story(long id) {
        return ledger.facts("run:" + id, 0).stream()
                .map(fact -> codec.read(fact).map(event -> new Fold.At(fact.at(), event)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Why a run did not get there; empty: its story tells of nothing that failed. */
    public Optional<Cause> cause(long id) {
        return Optional.ofNullable(
                Cause.of(story(id).stream().map(Fold.At::event).toList()));
    }

    void append(RunRow row, List<RunEvent> events, String who) {
        for (RunEvent event : events) {
            ledger.append(entry(row, event, who));
        }
    }

    private Entry entry(RunRow row, RunEvent event, String who) {
        return Entry.of("run:" + row.id(), codec.type(event), row.label() + " " + event.says())
                .run(row.id())
                .host(row.bmc().hostId())
                .plan(row.planId())
                .by(who)
                .with(event);
    }

    void save(long id, Run run, String reason) {
        String state = RunState.of(run);
        List<String> failed = run.items().stream()
                .filter(item -> item.phase() == Phase.FAILED)
                .map(item -> "\"" + item.key() + "\"")
                .toList();
        jdbc.sql(SAVE)
                .params(
                        state,
                        state.equals("human") ? RunState.waits(run) : reason,
                        state,
                        run.ended() != null,
                        failed.isEmpty() ? null : failed.toString(),
                        run.wakes() == null ? null : Timestamp.from(run.wakes()),
                        id)
                .update();
        if (run.ended() != null) {
            Remains remains = Remains.of(run);
            aftermath.ended(id, row(id).bmc().hostId(), remains.unproven(), remains.collected());
        }
    }

    /** A run has ended: its plan has news. Returns the plan's bell. */
    Optional<Ring> news(long planId) {
        return jdbc.sql("update update_plans set due_at = least(due_at, now()) where id = ?"
                        + " and state in ('scheduled', 'running') returning turn")
                .params(planId)
                .query((row, n) -> Ring.now(Kind.PLAN, new Bell(planId, row.getLong("turn"))))
                .optional();
    }

    /** @param due when it is tried again, by the database's clock */
    record Stumble(int times, Instant due) {}

    /** Counts a turn that threw. Empty when somebody else has the run by now. */
    Optional<Stumble> stumble(long id, long bellTurn, long claimedTurn, String worker) {
        return jdbc.sql(STUMBLE)
                .params(id, bellTurn, claimedTurn, worker)
                .query((row, n) -> new Stumble(
                        row.getInt("stumbles"), row.getTimestamp("due_at").toInstant()))
                .optional();
    }

    /** The runs of a plan that have not ended are told to stop at their next safe point; who waits for a human is answered for. */
    @Transactional
    public List<Ring> cancel(long planId, String why, String who) {
        return stop(planId, why, who);
    }

    /** Every run that has not ended is told to stop at its next safe point; who waits for a human is answered for. */
    @Transactional
    public List<Ring> halt(String why, String who) {
        return stop(null, why, who);
    }

    /** In a few statements, however many they are: somebody waits for the answer. @param planId null: whatever the plan */
    private List<Ring> stop(Long planId, String why, String who) {
        Map<Boolean, List<RunRow>> waits = jdbc.sql(LIVE).param("plan", planId).query(RUN).list().stream()
                .collect(Collectors.partitioningBy(row -> row.state().equals("human")));
        List<Entry> entries = new ArrayList<>();
        waits.get(false).forEach(row -> entries.add(entry(row, new RunEvent.CancelAsked(why), who)));
        waits.get(true).forEach(row -> entries.add(entry(row, new RunEvent.Answered("fail", why), who)));
        ledger.append(entries);
        waits.get(true).forEach(row -> save(row.id(), Fold.of(story(row.id())), null));
        List<Ring> rings = new ArrayList<>(rings(SOON, waits.get(false)));
        rings.addAll(rings(ANSWERED, waits.get(true)));
        return rings;
    }

    private List<Ring> rings(String due, List<RunRow> rows) {
        return jdbc.sql(due)
                .param(rows.stream().map(RunRow::id).toArray(Long[]::new))
                .query((row, n) -> Ring.now(Kind.RUN, new Bell(row.getLong("id"), row.getLong("turn"))))
                .list();
    }

    /**
     * A person's answer to a run that waits for one.
     *
     * @param decision retry: go on from where it stands, with time anew; fail: end it, leaving nothing staged
     * @return its bell; empty when the run does not wait for anybody
     */
    @Transactional
    public Optional<Ring> answer(long id, String decision, String reason, String who) {
        RunRow row = lock(id);
        if (!row.state().equals("human")) {
            return Optional.empty();
        }
        append(row, List.of(new RunEvent.Answered(decision, reason)), who);
        save(id, Fold.of(story(id)), null);
        jdbc.sql("update host_runs set turn = turn + 1, due_at = now(), stumbles = 0 where id = ?")
                .params(id)
                .update();
        return Optional.of(Ring.now(Kind.RUN, new Bell(id, turnOf(id))));
    }

    /** Until the commit none of a plan's runs ends. One that ends has itself before its plan: who wants both asks this first. */
    public void hold(long planId) {
        jdbc.sql("select id from host_runs where plan_id = ? and ended_at is null order by id for update")
                .params(planId)
                .query(Long.class)
                .list();
    }

    private RunRow lock(long id) {
        jdbc.sql("select id from host_runs where id = ? for update")
                .params(id)
                .query(Long.class)
                .single();
        return row(id);
    }

    long turnOf(long id) {
        return jdbc.sql("select turn from host_runs where id = ?")
                .params(id)
                .query(Long.class)
                .single();
    }
}
