package io.farrier.metrics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The figures that the truth holds. Their labels are words of the hub's own, so that there are never many. */
@Repository
public class Figures {

    private static final String RUNS = "select state, count(*) from host_runs group by state";

    private static final String PLANS = "select state, count(*) from update_plans group by state";

    /** A host is as its worst component. */
    private static final String HOSTS = """
            select coalesce(worst, 'unjudged'), count(*) from hosts h left join (
                select host_id, (array['outdated', 'unknown', 'no-package', 'newer', 'current'])[min(
                    case verdict when 'outdated' then 1 when 'unknown' then 2 when 'no-package' then 3 when 'newer' then 4 else 5 end)]
                    as worst
                from verdicts group by host_id) v on v.host_id = h.id
            where h.mgmt_kind = 'server' and h.retired_at is null group by 1
            """;

    private static final String SUBSCRIPTIONS = """
            select case when state <> 'on' then state when failing_since is not null then 'failing' else 'on' end, count(*)
            from subscriptions group by 1
            """;

    /** How old the oldest event is that somebody who is not paused was not told. */
    private static final String BEHIND = """
            select coalesce(extract(epoch from now() - min(news.at)), 0) from subscriptions s, lateral (
                select e.at from events e where (e.tx, e.id) > (s.tx, s.event_id) order by e.tx, e.id limit 1) news
            where s.state = 'on'
            """;

    /** How long the oldest transaction that writes has been open: readers of the ledger stop below it. */
    private static final String HELD = """
            select coalesce(extract(epoch from max(now() - xact_start)), 0) from pg_stat_activity
            where backend_xid is not null and datname = current_database()
            """;

    /** What one run was and how long it took. */
    public record Took(String outcome, String transport, Duration time) {}

    private static final String TOOK = """
            select r.state, extract(epoch from r.ended_at - coalesce(r.started_at, r.created_at)), (
                select e.data ->> 'transport' from events e
                where e.stream = 'run:' || r.id and e.type like 'run.submit%' and jsonb_exists(e.data, 'transport')
                order by e.seq desc limit 1)
            from host_runs r where r.id = ? and r.ended_at is not null
            """;

    private final JdbcClient jdbc;

    Figures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Map<String, Double> runs() {
        return counted(RUNS);
    }

    public Map<String, Double> plans() {
        return counted(PLANS);
    }

    public Map<String, Double> hosts() {
        return counted(HOSTS);
    }

    public Map<String, Double> subscriptions() {
        return counted(SUBSCRIPTIONS);
    }

    /** Seconds. */
    public double subscriptionsBehind() {
        return number(BEHIND);
    }

    /** Seconds. */
    public double ledgerHeld() {
        return number(HELD);
    }

    public double parkedMessages() {
        return number("select count(*) from messages where state = 'parked'");
    }

    /** Whether the world is halted. */
    public double halted() {
        return number("select count(*) from halts where lifted_at is null");
    }

    /** Hubs that were seen within that time. */
    public double hubs(Duration silence) {
        return jdbc.sql(
                        "select count(*) from hubs where ended_at is null and seen_at > now() - ? * interval '1 millisecond'")
                .params(silence.toMillis())
                .query(Double.class)
                .single();
    }

    /** Empty where it has not ended. @return its transport is "none" where nothing was submitted */
    public Optional<Took> took(long run) {
        return jdbc.sql(TOOK)
                .params(run)
                .query((row, n) -> new Took(
                        row.getString(1),
                        row.getString(3) == null ? "none" : row.getString(3),
                        Duration.ofMillis(Math.max(0, Math.round(row.getDouble(2) * 1000)))))
                .optional();
    }

    private Map<String, Double> counted(String sql) {
        Map<String, Double> counted = new LinkedHashMap<>();
        jdbc.sql(sql).query(row -> {
            counted.put(row.getString(1), row.getDouble(2));
        });
        return counted;
    }

    private double number(String sql) {
        return jdbc.sql(sql).query(Double.class).single();
    }
}
