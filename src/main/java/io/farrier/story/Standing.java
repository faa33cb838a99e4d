package io.farrier.story;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** How things stand, for the progress line and the closing table. */
@Repository
class Standing {

    private static final String PROGRESS = """
            select coalesce(string_agg(n || ' ' || state, ' · ' order by place), '') from (
                select state, count(*) as n, array_position(array['queued', 'checking', 'staging', 'resetting', 'working',
                    'verifying', 'restoring', 'human', 'succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished'], state) as place
                from host_runs r where plan_id = ? group by state) counted
            """;

    private static final String SWEEP =
            "select next || ' of ' || total || ' addresses probed, ' || servers || ' servers' from sweeps"
                    + " where state = 'running' order by id desc limit 1";

    /** The latest run of each server in a plan, and what compliance says of those without one. */
    private static final String CLOSING = """
            select coalesce(replace(h.model, 'PowerEdge ', '') || ' ' || h.service_tag, 'unknown') as host,
                host(h.mgmt_ip) as address, r.state, extract(epoch from r.ended_at - r.started_at) as took, r.reason,
                t.plan_id is not null as planned, v.outdated, v.unknown, h.last_problem
            from hosts h
            left join plan_targets t on t.host_id = h.id and t.plan_id = ?
            left join lateral (select state, started_at, ended_at, reason from host_runs
                where plan_id = t.plan_id and host_id = h.id order by id desc limit 1) r on true
            left join lateral (select count(*) filter (where verdict = 'outdated') as outdated,
                count(*) filter (where verdict = 'unknown') as unknown, count(*) as n
                from verdicts where host_id = h.id) v on true
            where h.mgmt_kind = 'server' order by h.mgmt_ip
            """;

    private final JdbcClient jdbc;

    Standing(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The plan that is under way, of whatever life of this hub. */
    Optional<Long> running() {
        return jdbc.sql("select id from update_plans where state in ('scheduled', 'running') order by id desc limit 1")
                .query(Long.class)
                .optional();
    }

    /** Whether a plan has ended and every run of it too, or waits for a human. */
    boolean over(long planId) {
        return jdbc.sql("""
                        select not exists (select 1 from update_plans where id = ? and state in ('approved', 'scheduled', 'running'))
                            and not exists (select 1 from host_runs where plan_id = ? and ended_at is null and state <> 'human')
                        """).params(planId, planId).query(Boolean.class).single();
    }

    int outdated() {
        return jdbc.sql("select count(*) from verdicts where verdict = 'outdated'")
                .query(Integer.class)
                .single();
    }

    /** "187 components: 120 current, 40 outdated …" */
    String compliance() {
        return jdbc.sql("""
                        select coalesce(sum(n), 0) || ' components: ' || string_agg(n || ' ' || replace(verdict, '-', ' '), ', '
                            order by n desc) || '; ' || (select count(distinct host_id) from verdicts where verdict = 'outdated')
                            || ' hosts have something outdated'
                        from (select verdict, count(*) as n from verdicts group by verdict) counted
                        """).query(String.class).optional().orElse("nothing to compare");
    }

    String sweep() {
        return jdbc.sql(SWEEP).query(String.class).optional().orElse("");
    }

    String progress(long planId) {
        return jdbc.sql(PROGRESS).params(planId).query(String.class).single();
    }

    List<Closing.Line> closing(long planId) {
        return jdbc.sql(CLOSING).params(planId).query(Standing::line).list();
    }

    private static Closing.Line line(ResultSet row, int n) throws SQLException {
        String state = row.getString("state");
        String reason = row.getString("reason");
        Object took = row.getObject("took");
        String outcome = outcome(state, row.getBoolean("planned"), row.getInt("outdated"));
        String what =
                switch (outcome) {
                    case "current" -> "every component with a package is current";
                    case "not-started" -> "outdated: " + row.getInt("outdated");
                    default -> reason == null ? row.getString("last_problem") : reason;
                };
        return new Closing.Line(
                row.getString("host"),
                row.getString("address"),
                outcome,
                took == null ? null : Duration.ofMillis((long) (((Number) took).doubleValue() * 1000)),
                what == null ? "" : what);
    }

    private static String outcome(String state, boolean planned, int outdated) {
        if (state == null) {
            return planned || outdated > 0 ? "not-started" : "current";
        }
        return switch (state) {
            case "succeeded" -> "updated";
            case "nothing-to-do", "failed", "human", "cancelled" -> state;
            default -> "not-started";
        };
    }
}
