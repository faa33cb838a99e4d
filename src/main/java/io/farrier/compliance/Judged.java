package io.farrier.compliance;

import io.farrier.fleet.Host;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the verdicts are, or were at some time past, with what they rest on. */
@Repository
public class Judged {

    /**
     * One component of one host.
     *
     * @param host "R750 ABC1234 (10.0.0.7:443)"
     * @param baseline the name that it had; null: none selected the host
     * @param compliant whether it is as it should be; newer than a pin is not
     * @param score 0 to 100, at the time that is asked for
     * @param component with what follows null where nothing is known of the host
     * @param since when the verdict became this one
     */
    public record Line(
            long hostId,
            String host,
            String model,
            String serviceTag,
            String baseline,
            String fqdd,
            String component,
            String installed,
            String verdict,
            String available,
            Integer criticality,
            boolean counts,
            boolean compliant,
            int score,
            String reason,
            Evidence evidence,
            Instant since) {

        /** Of a server without a verdict on any component. */
        static Line none(Host host, String why) {
            return new Line(
                    host.id(),
                    host.label(),
                    host.model(),
                    host.serviceTag(),
                    null,
                    null,
                    null,
                    null,
                    Verdict.UNKNOWN.word(),
                    null,
                    null,
                    true,
                    false,
                    0,
                    why,
                    Evidence.none(host.systemId()),
                    null);
        }

        boolean good() {
            return counts && compliant;
        }
    }

    /**
     * How many components that counted had which verdict when a day ended; today's are those of now.
     *
     * @param score of the fleet; null: it was not taken on that day
     */
    public record Day(LocalDate day, Map<String, Integer> verdicts, int compliant, Integer score) {

        /** In hundredths; null where nothing was judged yet. */
        public Integer compliantPercent() {
            int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
            return all == 0 ? null : Math.round(100f * compliant / all);
        }
    }

    /** Of two rows for one component at one moment there is one only: what was ends when what is begins. */
    private static final String LINES = """
            select v.*, coalesce(v.facts ->> 'model', case when v.facts is null then h.model end) as model,
                coalesce(v.facts ->> 'serviceTag', case when v.facts is null then h.service_tag end) as service_tag,
                v.facts ->> 'baseline' as baseline,
                component_score(v.verdict, v.compliant, v.criticality, v.released_at, v.severity, least(:at, now())) as score,
            """ + Evidence.COLUMNS + """
                , coalesce(replace(coalesce(v.facts ->> 'model', h.model), 'PowerEdge ', '') || ' ', '')
                    || coalesce(coalesce(v.facts ->> 'serviceTag', h.service_tag) || ' ', '')
                    || '(' || host(h.mgmt_ip) || ':' || h.mgmt_port || ')' as label
            from (
                select host_id, inventory_id, fqdd, name, component_id, verdict, installed, available, criticality, baseline_id, counts,
                    reason, compliant, matched, rule, managed_by, package_id, path, waiver_id, facts, offered, severity, released_at,
                    evaluated_at as since
                from verdicts where evaluated_at <= :at
                union all
                select host_id, inventory_id, fqdd, name, component_id, verdict, installed, available, criticality, baseline_id, counts,
                    reason, compliant, matched, rule, managed_by, package_id, path, waiver_id, facts, offered, severity, released_at, from_at
                from verdicts_past where from_at <= :at and until_at > :at) v
            join hosts h on h.id = v.host_id
            """ + Evidence.JOINS + """
            where v.host_id = any (:hosts)
            order by v.host_id, v.inventory_id
            """;

    /**
     * What counted on the first day, and what began and ended to count on each after it, added up: each span is looked at once,
     * however many days are asked for. Of the servers that are counted today. What begins at midnight belongs to the day that ends there.
     */
    private static final String TREND = """
            with first as (select current_date - (:days - 1) as day),
            spans as (
                select verdict, compliant, evaluated_at as from_at, null::timestamptz as until_at from verdicts
                where counts and host_id in (select id from counted_servers)
                union all
                select verdict, compliant, from_at, until_at from verdicts_past, first
                where counts and host_id in (select id from counted_servers) and until_at > first.day and from_at < until_at),
            dated as (
                select verdict, compliant, greatest((from_at - interval '1 microsecond')::date, first.day) as begins,
                    (until_at - interval '1 microsecond')::date as ends
                from spans, first),
            changes as (
                select begins as day, verdict, 1 as n, compliant from dated where ends is null or ends > begins
                union all select ends, verdict, -1, compliant from dated where ends > begins),
            sums as (
                select day, verdict, sum(n) as n, sum(case when compliant then n else 0 end) as compliant from changes group by 1, 2),
            days as (select at::date as day from first, generate_series(first.day, current_date, interval '1 day') at),
            words as (select distinct verdict from sums)
            select d.day, w.verdict, f.score, coalesce(sum(s.n) over so_far, 0)::integer as n,
                coalesce(sum(s.compliant) over so_far, 0)::integer as compliant
            from days d left join words w on true left join sums s on s.day = d.day and s.verdict = w.verdict
            left join fleet_scores f on f.day = d.day
            window so_far as (partition by w.verdict order by d.day)
            order by d.day, w.verdict
            """;

    /** At most once an hour, the last time within the last hour of the day. */
    private static final String SCORE = """
            insert into fleet_scores (day, score, hosts)
            select current_date, round(avg(score)), count(*) from host_scores
            where not exists (select 1 from fleet_scores where day = current_date and at > now() - interval '1 hour')
            having count(*) > 0
            on conflict (day) do update set score = excluded.score, hosts = excluded.hosts, at = now()
            """;

    private final JdbcClient jdbc;

    Judged(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param at null: now */
    public List<Line> lines(Collection<Long> hosts, Instant at) {
        return jdbc.sql(LINES)
                .param("at", at == null ? Timestamp.valueOf("9999-01-01 00:00:00") : Timestamp.from(at))
                .param("hosts", hosts.toArray(Long[]::new))
                .query(Judged::line)
                .list();
    }

    /** Takes the score of the fleet for the trend, where it was not taken within the hour. */
    void score() {
        jdbc.sql(SCORE).update();
    }

    public List<Day> trend(int days) {
        Map<LocalDate, Map<String, Integer>> found = new LinkedHashMap<>();
        Map<LocalDate, Integer> compliant = new HashMap<>();
        Map<LocalDate, Integer> score = new HashMap<>();
        jdbc.sql(TREND).param("days", days).query(row -> {
            Map<String, Integer> verdicts =
                    found.computeIfAbsent(row.getDate("day").toLocalDate(), day -> new TreeMap<>());
            score.put(row.getDate("day").toLocalDate(), row.getObject("score", Integer.class));
            if (row.getInt("n") > 0) {
                verdicts.put(row.getString("verdict"), row.getInt("n"));
                compliant.merge(row.getDate("day").toLocalDate(), row.getInt("compliant"), Integer::sum);
            }
        });
        return found.entrySet().stream()
                .map(day -> new Day(
                        day.getKey(), day.getValue(), compliant.getOrDefault(day.getKey(), 0), score.get(day.getKey())))
                .toList();
    }

    private static Line line(ResultSet row, int n) throws SQLException {
        return new Line(
                row.getLong("host_id"),
                row.getString("label"),
                row.getString("model"),
                row.getString("service_tag"),
                row.getString("baseline"),
                row.getString("fqdd"),
                row.getString("name"),
                row.getString("installed"),
                row.getString("verdict"),
                row.getString("available"),
                row.getObject("criticality", Integer.class),
                row.getBoolean("counts"),
                row.getBoolean("compliant"),
                row.getInt("score"),
                row.getString("reason"),
                Evidence.of(row),
                row.getTimestamp("since").toInstant());
    }
}
