package io.farrier.plan;

import io.farrier.plan.UpdateOrder.Candidate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The hosts that a plan may update, and what compliance says could be installed on each. */
@Repository
class Candidates {

    /** @param cluster set where the host belongs to a vSphere cluster */
    record Host(
            long id, String label, String generation, String bmcVersion, String cluster, List<Candidate> candidates) {}

    private static final String HOSTS = """
            select id, coalesce(replace(model, 'PowerEdge ', '') || ' ' || service_tag, 'host') || ' (' || host(mgmt_ip) || ')'
                as label, generation, bmc_version, cluster_moid
            from hosts where id = any (?) and mgmt_kind = 'server' order by mgmt_ip
            """;

    /** One package updates every port of a card and every disk of a kind: it is promised once, for the first FQDD. */
    private static final String FINDINGS = """
            select distinct on (v.host_id, v.package_id)
                v.host_id, c.inventory_id, c.fqdd, regexp_replace(c.name, ' - [0-9A-F:]{17}$', '') as name, c.component_id, c.version, p.vendor_version, p.id as package_id,
                p.file_name
            from verdicts v
            join components c on c.host_id = v.host_id and c.inventory_id = v.inventory_id
            join packages p on p.id = v.package_id
            where v.host_id = any (?) and v.verdict = any (?) and (cardinality(?) = 0 or v.criticality = any (?))
                and c.updateable and v.counts
            order by v.host_id, v.package_id, c.fqdd
            """;

    private final JdbcClient jdbc;

    Candidates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Host> of(List<Long> hostIds, Policy policy) {
        Long[] ids = hostIds.toArray(Long[]::new);
        Integer[] criticalities = policy.criticalities().toArray(Integer[]::new);
        Map<Long, List<Candidate>> found = new LinkedHashMap<>();
        jdbc.sql(FINDINGS)
                .params(ids, policy.verdicts().toArray(String[]::new), criticalities, criticalities)
                .query(row -> {
                    found.computeIfAbsent(row.getLong("host_id"), id -> new ArrayList<>())
                            .add(candidate(row));
                });
        return jdbc.sql(HOSTS)
                .params((Object) ids)
                .query((row, n) -> new Host(
                        row.getLong("id"),
                        row.getString("label"),
                        row.getString("generation"),
                        row.getString("bmc_version"),
                        row.getString("cluster_moid"),
                        found.getOrDefault(row.getLong("id"), List.of())))
                .list();
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                row.getString("inventory_id"),
                row.getString("fqdd"),
                row.getString("name"),
                row.getString("component_id"),
                row.getString("version"),
                row.getString("vendor_version"),
                row.getLong("package_id"),
                row.getString("file_name"));
    }
}
