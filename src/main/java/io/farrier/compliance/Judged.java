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
     * @param baseline the name that it has now; null: none selected the host, or it is gone
     * @param compliant whether it is as it should be; newer than a pin is not
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
                    why,
                    Evidence.none(host.systemId()),
                    null);
        }

        boolean good() {
            return !counts || compliant;
        }
    }

    /** How many components that counted had which verdict when a day ended; today's are those of now. */
    public record Day(LocalDate day, Map<String, Integer> verdicts, int compliant) {

        /** In hundredths; null where nothing was judged yet. */
        public Integer compliantPercent() {
            int all = verdicts.values().stream().mapToInt(Integer::intValue).sum();
            return all == 0 ? null : Math.round(100f * compliant / all);
        }
    }

    /** Of two rows for one component at one moment there is one only: what was ends when what is begins. */
    private static final String LINES = """
            select v.*, h.model, h.service_tag, b.name as baseline,
            """ + Evidence.COLUMNS + """
                , coalesce(replace(h.model, 'PowerEdge ', '') || ' ', '') || coalesce(h.service_tag || ' ', '')
                    || '(' || host(h.mgmt_ip) || ':' || h.mgmt_port || ')' as label
            from (
                select host_id, inventory_id, fqdd, name, component_id, verdict, installed, available, criticality, baseline_id, counts,
                    reason, compliant, matched, rule, managed_by, package_id, path, waiver_id, evaluated_at as since
                from verdicts where evaluated_at <= :at
                union all
                select host_id, inventory_id, fqdd, name, component_id, verdict, installed, available, criticality, baseline_id, counts,
                    reason, compliant, matched, rule, managed_by, package_id, path, waiver_id, from_at
                from verdicts_past where from_at <= :at and until_at > :at) v
            join hosts h on h.id = v.host_id left join baselines b on b.id = v.baseline_id
            """ + Evidence.JOINS + """
            where v.host_id = any (:hosts)
            order by v.host_id, v.inventory_id
            """;

    private static final String TREND = """
            with days as (
                select day::date as day, least(day + interval '1 day', now()) as at
                from generate_series(current_date - (:days - 1), current_date, interval '1 day') day),
            spans as (
                select verdict, compliant, evaluated_at as from_at, 'infinity'::timestamptz as until_at from verdicts where counts
                union all select verdict, compliant, from_at, until_at from verdicts_past where counts)
            select d.day, s.verdict, count(s.verdict) as n, count(*) filter (where s.compliant) as compliant
            from days d left join spans s on s.from_at <= d.at and s.until_at > d.at
            group by 1, 2 order by 1, 2
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

    public List<Day> trend(int days) {
        Map<LocalDate, Map<String, Integer>> found = new LinkedHashMap<>();
        Map<LocalDate, Integer> compliant = new HashMap<>();
        jdbc.sql(TREND).param("days", days).query(row -> {
            Map<String, Integer> verdicts =
                    found.computeIfAbsent(row.getDate("day").toLocalDate(), day -> new TreeMap<>());
            if (row.getString("verdict") != null) {
                verdicts.put(row.getString("verdict"), row.getInt("n"));
                compliant.merge(row.getDate("day").toLocalDate(), row.getInt("compliant"), Integer::sum);
            }
        });
        return found.entrySet().stream()
                .map(day -> new Day(day.getKey(), day.getValue(), compliant.getOrDefault(day.getKey(), 0)))
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
                row.getString("reason"),
                Evidence.of(row),
                row.getTimestamp("since").toInstant());
    }
}
