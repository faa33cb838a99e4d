package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.compliance.Stones;
import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.plan.UpdateOrder.Step;
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
            long id,
            String label,
            String generation,
            String bmcVersion,
            String cluster,
            List<Candidate> candidates,
            List<Unreachable> unreachable) {

        /** Without what the stepping stones forbid, whatever an older verdict says of the way. */
        Host steppingOn(Stones stones) {
            List<Candidate> allowed = new ArrayList<>();
            List<Unreachable> left = new ArrayList<>(unreachable);
            for (Candidate candidate : candidates) {
                stones.forbidden(candidate.componentId(), generation, candidate.versions())
                        .ifPresentOrElse(
                                why -> left.add(new Unreachable(candidate.label(), why)), () -> allowed.add(candidate));
            }
            return new Host(id, label, generation, bmcVersion, cluster, allowed, left);
        }
    }

    /** A component that no way leads to where it should be. @param why what is missing */
    record Unreachable(String component, String why) {}

    private static final String HOSTS = """
            select id, coalesce(replace(model, 'PowerEdge ', '') || ' ' || service_tag, 'host') || ' (' || host(mgmt_ip) || ')'
                as label, generation, bmc_version, cluster_moid
            from hosts where id = any (?) and mgmt_kind = 'server' order by mgmt_ip
            """;

    /** One package updates every port of a card and every disk of a kind: it is promised once, for the first FQDD. */
    private static final String FINDINGS = """
            select distinct on (v.host_id, v.package_id)
                v.host_id, c.inventory_id, c.fqdd, regexp_replace(c.name, ' - [0-9A-F:]{17}$', '') as name, c.component_id, c.version, p.vendor_version, p.id as package_id,
                p.file_name,
                coalesce(v.unreachable, case when jsonb_array_length(v.path) > (select count(*) from packages s
                    where v.path @> to_jsonb(s.id::text))
                    then 'a package on the way there is no longer here, and it was not judged anew yet' end) as unreachable, (
                    select jsonb_agg(jsonb_build_object('version', s.vendor_version, 'packageId', s.id, 'fileName', s.file_name)
                        order by w.place)
                    from jsonb_array_elements_text(v.path) with ordinality as w(id, place) join packages s on s.id = w.id::bigint) as steps
            from verdicts v
            join components c on c.host_id = v.host_id and c.inventory_id = v.inventory_id
            join packages p on p.id = v.package_id
            where v.host_id = any (?) and v.verdict = any (?) and (cardinality(?) = 0 or v.criticality = any (?))
                and c.updateable and v.counts
            order by v.host_id, v.package_id, c.fqdd
            """;

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Candidates(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    List<Host> of(List<Long> hostIds, Policy policy) {
        Long[] ids = hostIds.toArray(Long[]::new);
        Integer[] criticalities = policy.criticalities().toArray(Integer[]::new);
        Map<Long, List<Candidate>> found = new LinkedHashMap<>();
        Map<Long, List<Unreachable>> unreachable = new LinkedHashMap<>();
        jdbc.sql(FINDINGS)
                .params(ids, policy.verdicts().toArray(String[]::new), criticalities, criticalities)
                .query(row -> {
                    long host = row.getLong("host_id");
                    if (row.getString("unreachable") == null) {
                        found.computeIfAbsent(host, id -> new ArrayList<>()).add(candidate(row));
                    } else {
                        unreachable
                                .computeIfAbsent(host, id -> new ArrayList<>())
                                .add(new Unreachable(
                                        "%s %s → %s"
                                                .formatted(
                                                        row.getString("name"),
                                                        row.getString("version"),
                                                        row.getString("vendor_version")),
                                        row.getString("unreachable")));
                    }
                });
        return jdbc.sql(HOSTS)
                .params((Object) ids)
                .query((row, n) -> new Host(
                        row.getLong("id"),
                        row.getString("label"),
                        row.getString("generation"),
                        row.getString("bmc_version"),
                        row.getString("cluster_moid"),
                        found.getOrDefault(row.getLong("id"), List.of()),
                        unreachable.getOrDefault(row.getLong("id"), List.of())))
                .list();
    }

    private Candidate candidate(ResultSet row) throws SQLException {
        return new Candidate(
                row.getString("inventory_id"),
                row.getString("fqdd"),
                row.getString("name"),
                row.getString("component_id"),
                row.getString("version"),
                steps(row));
    }

    private List<Step> steps(ResultSet row) throws SQLException {
        String steps = row.getString("steps");
        try {
            return steps == null
                    ? List.of(new Step(
                            row.getString("vendor_version"), row.getLong("package_id"), row.getString("file_name")))
                    : json.readValue(steps, new TypeReference<List<Step>>() {});
        } catch (JsonProcessingException e) {
            throw new SQLException("the steps of a verdict are no JSON", e);
        }
    }
}
