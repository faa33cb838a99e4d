package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.compliance.Stones;
import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.plan.UpdateOrder.Step;
import io.farrier.quiesce.Kinds;
import io.farrier.transport.Bmc;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The hosts that a plan may update, and what could be installed on each. */
@Repository
class Candidates {

    /**
     * @param findings what compliance, or a package that was named, says of its components
     * @param kind what brings it to a standstill; without a name: nothing does
     */
    record Host(
            Bmc bmc,
            String label,
            String generation,
            String bmcVersion,
            Place place,
            Kinds.Kind kind,
            List<Finding> findings,
            Prerequisites prerequisites) {

        long id() {
            return bmc.hostId();
        }

        /** What its policy wants and nothing forbids, and what of it goes before what. */
        Prerequisites.Ruling wanted(Policy policy, Stones stones) {
            return prerequisites.of(findings.stream()
                    .filter(finding -> finding.wantedBy(policy) && finding.against(stones, generation) == null)
                    .map(Finding::candidate)
                    .toList());
        }

        /** What its policy wants and no way leads to. */
        List<Unreachable> unreachable(Policy policy, Stones stones) {
            List<Unreachable> all = new ArrayList<>(findings.stream()
                    .filter(finding -> finding.wantedBy(policy) && finding.against(stones, generation) != null)
                    .map(finding -> new Unreachable(finding.candidate().label(), finding.against(stones, generation)))
                    .toList());
            wanted(policy, stones)
                    .refused()
                    .forEach((candidate, why) -> all.add(new Unreachable(candidate.label(), why)));
            return all;
        }
    }

    /** Each version on the way of what is to be updated, with the model: "BIOS 2.22.2 on R750". */
    static List<String> cells(Host host, List<Candidate> updates) {
        return updates.stream()
                .flatMap(update -> update.steps().stream().map(step -> "%s %s on %s"
                        .formatted(
                                update.name(),
                                step.version(),
                                host.place().model() == null ? "" : host.place().model())))
                .toList();
    }

    /** A component that no way leads to where it should be. @param why what is missing */
    record Unreachable(String component, String why) {}

    /**
     * @param verdict null: the package was named, and is wanted whatever compliance says
     * @param unreachable why no way leads there; null: one does
     * @param tpm it changes what a TPM measures, as its catalog says
     */
    record Finding(
            Candidate candidate, String verdict, Integer criticality, String unreachable, Long bytes, boolean tpm) {

        boolean wantedBy(Policy policy) {
            return verdict == null
                    || policy.verdicts().contains(verdict)
                            && (policy.criticalities().isEmpty()
                                    || policy.criticalities().contains(criticality));
        }

        /** What forbids it, whatever an older verdict says of the way; null: nothing. */
        String against(Stones stones, String generation) {
            return unreachable != null
                    ? unreachable
                    : stones.forbidden(candidate.componentId(), generation, candidate.versions())
                            .orElse(null);
        }
    }

    private static final String HOSTS = """
            select h.id, host(h.mgmt_ip) as address, h.mgmt_port,
                coalesce(p.model || ' ' || h.service_tag, 'host') || ' (' || host(h.mgmt_ip) || ')' as label,
                h.generation, h.bmc_version, p.model, p.cluster, p.site, p.rack, p.chassis, p.mirror
            from hosts h join host_places p on p.host_id = h.id
            where h.id = any (?) and h.mgmt_kind = 'server' order by h.mgmt_ip
            """;

    /**
     * One package updates every port of a card and every disk of a kind: it is promised once. The one speaks for all that is furthest
     * from what is wanted: outdated rather than newer, then the one that no way leads from, then the one with the longest way.
     */
    private static final String JUDGED = """
            select distinct on (v.host_id, v.package_id)
                v.host_id, c.inventory_id, c.fqdd, regexp_replace(c.name, ' - [0-9A-F:]{17}$', '') as name, c.component_id, c.version,
                p.vendor_version, p.id as package_id, p.file_name, v.verdict, v.criticality,
                coalesce(v.unreachable, case when jsonb_array_length(v.path) > (select count(*) from packages s
                    where v.path @> to_jsonb(s.id))
                    then 'a package on the way there is no longer here, and it was not judged anew yet' end) as unreachable,
                w.steps, coalesce(w.bytes, p.size) as bytes,
                exists (select 1 from jsonb_array_elements(p.rollback) b where (b ->> 'impactsTpm')::boolean) as tpm
            from verdicts v
            join components c on c.host_id = v.host_id and c.inventory_id = v.inventory_id
            join packages p on p.id = v.package_id
            left join lateral (
                select jsonb_agg(jsonb_build_object('version', s.vendor_version, 'packageId', s.id, 'fileName', s.file_name)
                    order by w.place) as steps, sum(s.size)::bigint as bytes
                from jsonb_array_elements_text(v.path) with ordinality as w(id, place) join packages s on s.id = w.id::bigint) w
                on v.path is not null
            where v.host_id = any (?) and v.verdict in ('outdated', 'newer') and c.updateable and v.counts
            order by v.host_id, v.package_id, v.verdict = 'newer', v.unreachable is null, coalesce(jsonb_array_length(v.path), 1) desc,
                c.fqdd
            """;

    /** Packages that somebody has named, wherever they fit and are not installed yet. */
    private static final String NAMED = """
            select distinct on (h.id, p.id)
                h.id as host_id, c.inventory_id, c.fqdd, regexp_replace(c.name, ' - [0-9A-F:]{17}$', '') as name, c.component_id, c.version,
                p.vendor_version, p.id as package_id, p.file_name, null as verdict, null::integer as criticality,
                null as unreachable, null as steps, p.size as bytes,
                exists (select 1 from jsonb_array_elements(p.rollback) b where (b ->> 'impactsTpm')::boolean) as tpm
            from hosts h
            join components c on c.host_id = h.id and c.updateable
            join packages p on p.id = any (?)
            join package_systems s on s.package_id = p.id and s.system_id = h.system_id
            join package_devices d on d.package_id = p.id and (d.component_id = c.component_id
                or d.vendor_id = c.vendor_id and d.device_id = c.device_id
                    and d.subvendor_id = c.subvendor_id and d.subdevice_id = c.subdevice_id)
            where h.id = any (?) and c.version is distinct from p.vendor_version
            order by h.id, p.id, c.fqdd
            """;

    /**
     * What each component held before a plan has updated it, where it holds something else now. A package that the hub has leads there,
     * or the image that the device keeps, as it has told since then.
     */
    private static final String BACK = """
            with done as (
                select distinct on (r.host_id) r.host_id, r.state, r.ended_at, t.promises
                from host_runs r join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
                where r.plan_id = ? and r.host_id = any (?) order by r.host_id, r.id desc),
            was as (
                select d.host_id, d.ended_at, p ->> 'component' as component,
                    (array_agg(p ->> 'from' order by (p ->> 'batch')::int))[1] as version,
                    bool_or(exists (select 1 from packages k, jsonb_array_elements(k.rollback) b
                        where k.id = (p ->> 'packageId')::bigint and (b ->> 'impactsTpm')::boolean)) as tpm
                from done d cross join jsonb_array_elements(d.promises) p where d.state = 'succeeded'
                group by d.host_id, d.ended_at, p ->> 'component')
            select w.host_id, c.inventory_id, c.fqdd, regexp_replace(c.name, ' - [0-9A-F:]{17}$', '') as name, c.component_id, c.version,
                w.version as vendor_version, coalesce(f.id, 0) as package_id, f.file_name, null as verdict, null::integer as criticality,
                case when f.id is not null then null
                    when q.read_at is null or q.read_at < w.ended_at then 'the hub has no package of ' || w.version
                        || ', and the device was not asked since that update what it keeps: POST /hosts/{id}/readiness'
                    when q.facts -> 'condition' -> 'kept' is null or q.facts -> 'condition' -> 'kept' = 'null' then
                        'no way back: the hub has no package of ' || w.version || ', and the device does not tell what it keeps'
                    when q.facts -> 'condition' -> 'kept' ->> c.inventory_id is distinct from w.version then
                        'no way back: the hub has no package of ' || w.version || ', and the device keeps '
                        || coalesce(q.facts -> 'condition' -> 'kept' ->> c.inventory_id, 'no former version of it') end as unreachable,
                null as steps, case when f.id is null then 0 else f.size end as bytes, w.tpm
            from was w join hosts h on h.id = w.host_id
            join components c on c.host_id = w.host_id and c.inventory_id = w.component and c.updateable
            left join host_readiness q on q.host_id = w.host_id and q.problem is null
            left join lateral (select p.id, p.file_name, p.size from packages p
                join package_systems s on s.package_id = p.id and s.system_id = h.system_id
                join package_devices d on d.package_id = p.id and (d.component_id = c.component_id
                    or d.vendor_id = c.vendor_id and d.device_id = c.device_id
                        and d.subvendor_id = c.subvendor_id and d.subdevice_id = c.subdevice_id)
                where p.vendor_version = w.version and exists (select 1 from artifacts a where a.quarantined is null
                    and (a.sha256 = p.hash_sha256 or p.hash_sha256 is null and a.md5 = p.hash_md5))
                order by p.id desc limit 1) f on true
            where c.version is distinct from w.version order by w.host_id, c.fqdd
            """;

    /** What is named by the id of a package is looked for as a component of that package's version. */
    private static final String NEEDS = """
            select p.id, coalesce((d.value ->> 'hard')::boolean, true) as hard,
                coalesce(d.value ->> 'prerequisite', 'the component ' || (d.value ->> 'componentId')) as name,
                case when d.value ->> 'componentId' is not null then array[d.value ->> 'componentId'] else array(
                    select distinct x.component_id from packages o join package_devices x on x.package_id = o.id
                    where o.package_id = d.value ->> 'prerequisite' and x.component_id is not null) end as components,
                coalesce(d.value ->> 'version', (select o.vendor_version from packages o
                    where o.package_id = d.value ->> 'prerequisite' order by o.id desc limit 1)) as version
            from packages p, jsonb_array_elements(p.dependencies) d where p.id = any (?)
            """;

    private final JdbcClient jdbc;
    private final Kinds kinds;
    private final ObjectMapper json;

    Candidates(JdbcClient jdbc, Kinds kinds, ObjectMapper json) {
        this.jdbc = jdbc;
        this.kinds = kinds;
        this.json = json;
    }

    /** What compliance says, the packages that a plan names, or what the hosts held before another plan. */
    List<Host> of(List<Long> hostIds, Plan plan) {
        Long[] ids = hostIds.toArray(Long[]::new);
        Map<Long, List<Finding>> found = new LinkedHashMap<>();
        var query = plan.rollbackOf() != null
                ? jdbc.sql(BACK).params(plan.rollbackOf(), ids)
                : plan.packages().isEmpty()
                        ? jdbc.sql(JUDGED).params((Object) ids)
                        : jdbc.sql(NAMED).params(plan.packages().toArray(Long[]::new), ids);
        query.query(row -> {
            found.computeIfAbsent(row.getLong("host_id"), id -> new ArrayList<>())
                    .add(new Finding(
                            candidate(row),
                            row.getString("verdict"),
                            (Integer) row.getObject("criticality"),
                            row.getString("unreachable"),
                            row.getObject("bytes", Long.class),
                            row.getBoolean("tpm")));
        });
        Map<Long, Kinds.Kind> of = kinds.of(hostIds);
        Map<Long, Prerequisites> prerequisites = prerequisites(found);
        return jdbc.sql(HOSTS)
                .params((Object) ids)
                .query((row, n) -> new Host(
                        new Bmc(row.getLong("id"), row.getString("address"), row.getInt("mgmt_port")),
                        row.getString("label"),
                        row.getString("generation"),
                        row.getString("bmc_version"),
                        new Place(
                                row.getString("model"),
                                row.getString("cluster"),
                                row.getString("site"),
                                row.getString("rack"),
                                row.getString("chassis"),
                                row.getString("mirror")),
                        of.getOrDefault(row.getLong("id"), new Kinds.Kind(null, null)),
                        found.getOrDefault(row.getLong("id"), List.of()),
                        prerequisites.getOrDefault(row.getLong("id"), Prerequisites.NONE)))
                .list();
    }

    private Map<Long, Prerequisites> prerequisites(Map<Long, List<Finding>> found) {
        Map<Long, List<Prerequisites.Need>> needs = new HashMap<>();
        Long[] packages = found.values().stream()
                .flatMap(List::stream)
                .flatMap(finding -> finding.candidate().steps().stream())
                .map(Step::packageId)
                .distinct()
                .toArray(Long[]::new);
        jdbc.sql(NEEDS).params((Object) packages).query(row -> {
            needs.computeIfAbsent(row.getLong("id"), id -> new ArrayList<>())
                    .add(new Prerequisites.Need(
                            row.getBoolean("hard"),
                            row.getString("name"),
                            List.of((String[]) row.getArray("components").getArray()),
                            row.getString("version")));
        });
        return needs.isEmpty() ? Map.of() : prerequisites(found.keySet(), needs);
    }

    private Map<Long, Prerequisites> prerequisites(Set<Long> hosts, Map<Long, List<Prerequisites.Need>> needs) {
        Map<Long, Map<String, List<String>>> installed = new HashMap<>();
        jdbc.sql("select host_id, component_id, coalesce(version, '') as version from components"
                        + " where host_id = any (?) and component_id is not null")
                .params((Object) hosts.toArray(Long[]::new))
                .query(row -> {
                    installed
                            .computeIfAbsent(row.getLong("host_id"), id -> new HashMap<>())
                            .computeIfAbsent(row.getString("component_id"), id -> new ArrayList<>())
                            .add(row.getString("version"));
                });
        Map<Long, Prerequisites> all = new HashMap<>();
        hosts.forEach(host -> all.put(host, new Prerequisites(needs, installed.getOrDefault(host, Map.of()))));
        return all;
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
