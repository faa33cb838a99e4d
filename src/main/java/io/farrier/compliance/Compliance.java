package io.farrier.compliance;

import io.farrier.hub.Order;
import io.farrier.hub.Refused;
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
                where x.host_id = v.host_id and x.inventory_id = v.inventory_id order by 1) as advisories,
            """ + Evidence.COLUMNS + """
            from scored_verdicts v join hosts h on h.id = v.host_id left join baselines b on b.id = v.baseline_id
            """ + Evidence.JOINS;

    private static final Map<String, String> KEYS = Map.of(
            "inventoryId", "t.inventory_id",
            "fqdd", "coalesce(v.fqdd, '')",
            "name", "lower(coalesce(v.name, ''))",
            "verdict", "array_position(array['current', 'newer', 'no-package', 'unknown', 'outdated'], v.verdict)",
            "score", "v.score");

    private static final String OF_HOSTS = """
            select host_id, verdict, count(*) as n, min(score) as score, bool_and(compliant) as compliant,
                min(case when verdict = 'outdated' then array_position(array[2, 1, 3], criticality) end) as pressing
            from scored_verdicts where host_id = any(?) and counts group by 1, 2 order by 1
            """;

    private static final String FLEET_HOSTS =
            "select verdict, count(*) as n from host_scores where verdict is not null group by 1";

    /** What servers can be grouped by, beside tags; the places are those of {@code host_places}. */
    private static final List<String> GROUPS = List.of("model", "generation", "cluster", "site", "rack", "chassis");

    private static final String OF_GROUPS = """
            select %s as name, count(*) as hosts, count(*) filter (where s.compliant) as compliant,
                count(*) filter (where not s.evaluated) as not_evaluated,
                count(*) filter (where exists (select 1 from exposures x where x.host_id = s.host_id and x.certain)) as exposed,
                round(avg(s.score)) as score
            from host_scores s join hosts h on h.id = s.host_id join host_places p on p.host_id = s.host_id
            group by 1 order by score, name
            """;

    private static final String NOT_EVALUATED = """
            select count(*) from counted_servers h where not exists (select 1 from verdicts v where v.host_id = h.id)
            """;

    /** Criticalities as OF_HOSTS orders them: urgent, recommended, optional. */
    private static final List<Integer> PRESSING = List.of(2, 1, 3);

    private final JdbcClient jdbc;

    Compliance(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<Finding> ofHost(long host) {
        return ofHost(host, "inventoryId");
    }

    /** @param sort inventoryId, fqdd, name, verdict, the worst last, or score, with {@code -} in front the other way round */
    public List<Finding> ofHost(long host, String sort) {
        return jdbc.sql(FINDING + " join verdicts t on t.host_id = v.host_id and t.inventory_id = v.inventory_id"
                        + " where v.host_id = ?"
                        + Order.of("verdicts", "inventory_id", sort, KEYS).whole())
                .params(host)
                .query(ROW)
                .list();
    }

    /** How these hosts stand, by host; a host that was never evaluated is not in it. */
    public Map<Long, HostCompliance> ofHosts(Collection<Long> hosts) {
        Map<Long, Map<Verdict, Integer>> components = new LinkedHashMap<>();
        Map<Long, Integer> criticality = new HashMap<>();
        Map<Long, Integer> score = new HashMap<>();
        Map<Long, Boolean> compliant = new HashMap<>();
        jdbc.sql(OF_HOSTS).param(hosts.toArray(Long[]::new)).query(row -> {
            long host = row.getLong("host_id");
            components
                    .computeIfAbsent(host, id -> new EnumMap<>(Verdict.class))
                    .put(Verdict.of(row.getString("verdict")), row.getInt("n"));
            score.merge(host, row.getInt("score"), Math::min);
            compliant.merge(host, row.getBoolean("compliant"), Boolean::logicalAnd);
            int pressing = row.getInt("pressing");
            if (pressing > 0) {
                criticality.put(host, PRESSING.get(pressing - 1));
            }
        });
        Map<Long, HostCompliance> found = new LinkedHashMap<>();
        components.forEach((host, counts) -> found.put(
                host,
                new HostCompliance(
                        host,
                        Collections.max(counts.keySet()),
                        compliant.get(host),
                        counts,
                        criticality.get(host),
                        score.get(host))));
        return found;
    }

    public FleetCompliance fleet() {
        Map<Verdict, Integer> hosts = new EnumMap<>(Verdict.class);
        jdbc.sql(FLEET_HOSTS).query(row -> {
            hosts.put(Verdict.of(row.getString("verdict")), row.getInt("n"));
        });
        Map<Verdict, Integer> components = new EnumMap<>(Verdict.class);
        jdbc.sql(
                        "select verdict, count(*) as n from verdicts join counted_servers c on c.id = host_id where counts group by 1")
                .query(row -> {
                    components.put(Verdict.of(row.getString("verdict")), row.getInt("n"));
                });
        int missing = jdbc.sql(NOT_EVALUATED).query(Integer.class).single();
        return jdbc.sql(
                        "select count(*) filter (where compliant) as compliant, round(avg(score)) as score from host_scores")
                .query((row, n) -> new FleetCompliance(
                        hosts,
                        components,
                        missing,
                        row.getInt("compliant"),
                        row.getObject("score") == null ? null : row.getInt("score")))
                .single();
    }

    /**
     * How each group of servers stands, the worst first; those that are in none are one of their own, without a name.
     *
     * @param by model, generation, cluster, site, rack, chassis, or a tag: {@code tag:owner}
     * @throws Refused when there is no such thing to group by
     */
    public List<GroupCompliance> groups(String by) {
        boolean tag = by.startsWith("tag:") && by.length() > 4;
        if (!tag && !GROUPS.contains(by)) {
            throw Refused.invalid("Servers are grouped by %s, or by a tag (tag:owner), not by %s."
                    .formatted(String.join(", ", GROUPS), by));
        }
        String group = tag ? "s.tags ->> :tag" : by.equals("generation") ? "h.generation" : "p." + by;
        return jdbc.sql(OF_GROUPS.formatted(group))
                .params(tag ? Map.of("tag", by.substring(4)) : Map.of())
                .query((row, n) -> new GroupCompliance(
                        row.getString("name"),
                        row.getInt("hosts"),
                        row.getInt("compliant"),
                        row.getInt("not_evaluated"),
                        row.getInt("exposed"),
                        row.getInt("score")))
                .list();
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
            row.getBoolean("compliant"),
            row.getInt("score"),
            List.of((String[]) row.getArray("advisories").getArray()),
            Evidence.of(row),
            row.getTimestamp("evaluated_at").toInstant());
}
