package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.hub.Refused;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The way back as a plan of its own: the hosts that a plan has updated, and the packages of what they held before. */
@Repository
public class Reversals {

    /** Of hosts whose last run of the plan succeeded: what each component held, and the stored package that leads there. */
    private static final String WAS = """
            with done as (
                select distinct on (r.host_id) r.host_id, r.state, r.attempts, t.promises, h.system_id
                from host_runs r join plan_targets t on t.plan_id = r.plan_id and t.host_id = r.host_id
                join hosts h on h.id = r.host_id
                where r.plan_id = ? order by r.host_id, r.id desc),
            was as (
                select d.host_id, d.system_id, p ->> 'component' as component, min(p ->> 'name') as name,
                    (array_agg(p ->> 'from' order by (p ->> 'batch')::int))[1] as version
                from done d cross join jsonb_array_elements(d.promises) p where d.state = 'succeeded'
                group by d.host_id, d.system_id, p ->> 'component')
            select w.host_id, w.name, w.version, c.component_id, c.vendor_id, c.device_id, c.subvendor_id, c.subdevice_id, (
                    select max(p.id) from packages p
                    join package_systems s on s.package_id = p.id and s.system_id = w.system_id
                    join package_devices d on d.package_id = p.id and (d.component_id = c.component_id
                        or d.vendor_id = c.vendor_id and d.device_id = c.device_id
                            and d.subvendor_id = c.subvendor_id and d.subdevice_id = c.subdevice_id)
                    where p.vendor_version = w.version and exists (select 1 from artifacts a where a.quarantined is null
                        and (a.sha256 = p.hash_sha256 or p.hash_sha256 is null and a.md5 = p.hash_md5))) as package_id
            from was w left join components c on c.host_id = w.host_id and c.inventory_id = w.component
            order by w.host_id, w.name
            """;

    /** @param device what the package fits, the same for the same device of any host */
    private record Was(long host, String name, String version, String device, Long packageId) {}

    private final JdbcClient jdbc;

    Reversals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A draft that says {@code rollbackOf}, as one that names hosts and packages; any other as it is.
     *
     * @throws Refused where that plan has updated nothing, where the hub lacks a package of what was held before, and where
     *     its hosts held different versions, for a package goes wherever it fits
     */
    public JsonNode named(JsonNode asked) {
        if (!asked.hasNonNull("rollbackOf")) {
            return asked;
        }
        if (asked.hasNonNull("selector") || asked.hasNonNull("packages")) {
            throw Refused.invalid("A plan that says rollbackOf has its hosts and packages from that plan: leave out"
                    + " selector and packages.");
        }
        long planId = asked.path("rollbackOf").asLong();
        List<Was> held = held(planId);
        if (held.isEmpty()) {
            throw Refused.invalid("The plan %d has updated no host, so there is no way to go back.".formatted(planId));
        }
        Map<String, Was> byDevice = new HashMap<>();
        Set<Long> hosts = new LinkedHashSet<>();
        Set<Long> packages = new LinkedHashSet<>();
        for (Was was : held) {
            if (was.packageId() == null) {
                throw Refused.conflict(
                        ("Host %d has no way back to %s %s: the hub has no package of it. Upload it or fetch it from its"
                                        + " catalog first.")
                                .formatted(was.host(), was.name(), was.version()));
            }
            Was other = byDevice.putIfAbsent(was.device(), was);
            if (other != null && !other.packageId().equals(was.packageId())) {
                throw Refused.conflict(
                        ("Host %d held %s %s and host %d held %s: one plan can't bring both back. Draft one for each version,"
                                        + " with selector and packages.")
                                .formatted(other.host(), other.name(), other.version(), was.host(), was.version()));
            }
            hosts.add(was.host());
            packages.add(was.packageId());
        }
        ObjectNode draft = asked.deepCopy();
        draft.remove("rollbackOf");
        hosts.forEach(draft.putObject("selector").putArray("ids")::add);
        packages.forEach(draft.putArray("packages")::add);
        return draft;
    }

    private List<Was> held(long planId) {
        return jdbc.sql(WAS)
                .params(planId)
                .query((row, n) -> new Was(
                        row.getLong("host_id"),
                        row.getString("name"),
                        row.getString("version"),
                        String.join(
                                "/",
                                String.valueOf(row.getString("component_id")),
                                String.valueOf(row.getString("vendor_id")),
                                String.valueOf(row.getString("device_id")),
                                String.valueOf(row.getString("subvendor_id")),
                                String.valueOf(row.getString("subdevice_id"))),
                        row.getObject("package_id", Long.class)))
                .list();
    }
}
