package io.farrier.compliance;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the last evaluation found. An empty list of hosts, verdicts or criticalities selects nothing. */
@Repository
public class Compliance {

    private static final String FINDING = """
            select v.*, b.name as baseline, array(
                select x.advisory_id || case when x.certain then '' else '?' end from exposures x
                where x.host_id = v.host_id and x.inventory_id = v.inventory_id order by 1) as advisories
            from scored_verdicts v left join baselines b on b.id = v.baseline_id
            """;

    private static final String OF_HOSTS = """
            select host_id, verdict, count(*) as n, min(score) as score,
                min(case when verdict = 'outdated' then array_position(array[2, 1, 3], criticality) end) as pressing
            from scored_verdicts where host_id = any(?) and counts group by 1, 2 order by 1
            """;

    private static final String FLEET_HOSTS = """
            select worst, count(*) as n from (
                select max(array_position(array['current', 'newer', 'no-package', 'unknown', 'outdated'], verdict)) as worst
                from verdicts where counts group by host_id) hosts
            group by 1
            """;

    private static final String FLEET_SCORE = """
            select round(avg(coalesce(s.score, component_score('unknown', null, null, null, now())))) from hosts h
            left join (select host_id, min(score) as score from scored_verdicts where counts group by 1) s on s.host_id = h.id
            where h.mgmt_kind = 'server'
            """;

    private static final String NOT_EVALUATED = """
            select count(*) from hosts h where mgmt_kind = 'server'
            and not exists (select 1 from verdicts v where v.host_id = h.id)
            """;

    /** Criticalities as OF_HOSTS orders them: urgent, recommended, optional. */
    private static final List<Integer> PRESSING = List.of(2, 1, 3);

    private final JdbcClient jdbc;

    Compliance(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<Finding> ofHost(long host) {
        return jdbc.sql(FINDING + "where v.host_id = ? order by v.inventory_id")
                .params(host)
                .query(ROW)
                .list();
    }

    /** How these hosts stand, by host; a host that was never evaluated is not in it. */
    public Map<Long, HostCompliance> ofHosts(Collection<Long> hosts) {
        Map<Long, Map<Verdict, Integer>> components = new LinkedHashMap<>();
        Map<Long, Integer> criticality = new HashMap<>();
        Map<Long, Integer> score = new HashMap<>();
        jdbc.sql(OF_HOSTS).param(hosts.toArray(Long[]::new)).query(row -> {
            long host = row.getLong("host_id");
            components
                    .computeIfAbsent(host, id -> new EnumMap<>(Verdict.class))
                    .put(Verdict.of(row.getString("verdict")), row.getInt("n"));
            score.merge(host, row.getInt("score"), Math::min);
            int pressing = row.getInt("pressing");
            if (pressing > 0) {
                criticality.put(host, PRESSING.get(pressing - 1));
            }
        });
        Map<Long, HostCompliance> found = new LinkedHashMap<>();
        components.forEach((host, counts) -> found.put(
                host,
                new HostCompliance(
                        host, Collections.max(counts.keySet()), counts, criticality.get(host), score.get(host))));
        return found;
    }

    public FleetCompliance fleet() {
        Map<Verdict, Integer> hosts = new EnumMap<>(Verdict.class);
        jdbc.sql(FLEET_HOSTS).query(row -> {
            hosts.put(Verdict.values()[row.getInt("worst") - 1], row.getInt("n"));
        });
        Map<Verdict, Integer> components = new EnumMap<>(Verdict.class);
        jdbc.sql("select verdict, count(*) as n from verdicts where counts group by 1")
                .query(row -> {
                    components.put(Verdict.of(row.getString("verdict")), row.getInt("n"));
                });
        int missing = jdbc.sql(NOT_EVALUATED).query(Integer.class).single();
        Integer score = jdbc.sql(FLEET_SCORE).query(Integer.class).optional().orElse(null);
        return new FleetCompliance(hosts, components, missing, score);
    }

    private static final RowMapper<Finding> ROW = (row, n) -> new Finding(
            row.getLong("host_id"),
            row.getString("inventory_id"),
            row.getString("fqdd"),
            row.getString("name"),
            row.getString("component_id"),
            row.getString("installed"),
            Verdict.of(row.getString("verdict")),
            row.getObject("package_id", Long.class),
            row.getString("available"),
            row.getObject("criticality", Integer.class),
            row.getString("reason"),
            row.getString("baseline"),
            row.getBoolean("counts"),
            row.getInt("score"),
            List.of((String[]) row.getArray("advisories").getArray()),
            row.getTimestamp("evaluated_at").toInstant());
}
