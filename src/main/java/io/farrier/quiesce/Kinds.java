package io.farrier.quiesce;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Which kind a host is of. Whoever is, or was, shown by a vCenter is of the kind vsphere, whatever else is said of it; that a
 * vCenter can't be reached, or shows it no more, changes nothing. Others are what their tag {@code quiesce} says.
 */
@Repository("quiesceKinds") // transport has kinds too
public class Kinds {

    public static final String VSPHERE = "vsphere";

    /** The tag that names the kind of a host that no vCenter shows. */
    public static final String TAG = "quiesce";

    /**
     * @param name vsphere, kubernetes, webhook, or a team's own; null: of none
     * @param problem why it can't be brought to a standstill as things are; null: nothing says so
     */
    public record Kind(String name, String problem) {}

    private static final String OF = """
            select h.id, h.host_moid is not null or h.cluster_moid is not null or v.shown > 0 as vsphere, h.tags ->> 'quiesce' as tag,
                case
                    when v.problem is not null then v.problem
                    when v.present > 1 then 'It is shown in several places: ' || v.places || '.'
                    when v.shown > 0 and v.present = 0 then 'Its vCenter shows it no more; it was in ' || v.former || '.'
                    when h.host_moid is not null and v.shown = 0 then 'The vCenter that it was in is not known any more.'
                end as problem
            from hosts h cross join lateral (
                select count(*) as shown, count(*) filter (where e.gone_at is null) as present,
                    string_agg(e.problem, ' ') filter (where e.gone_at is null) as problem,
                    string_agg(distinct place, ' and ') filter (where e.gone_at is null) as places,
                    string_agg(distinct place, ' and ') as former
                from vcenter_hosts e join vcenters c on c.id = e.vcenter_id
                    left join vcenter_clusters k on k.vcenter_id = e.vcenter_id and k.moid = e.cluster_moid
                    cross join lateral (select coalesce('the cluster ' || k.name || ' of ', '') || c.name as place) p
                where e.host_id = h.id
                    or e.service_tag is not null and e.service_tag = upper(h.service_tag)
            ) v
            where h.id = any (?)
            """;

    private final JdbcClient jdbc;

    Kinds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return by the id of the host; one that is not known is left out */
    public Map<Long, Kind> of(Collection<Long> hosts) {
        Map<Long, Kind> kinds = new HashMap<>();
        jdbc.sql(OF).params((Object) hosts.toArray(Long[]::new)).query(row -> {
            boolean vsphere = row.getBoolean("vsphere");
            kinds.put(
                    row.getLong("id"),
                    new Kind(vsphere ? VSPHERE : row.getString("tag"), vsphere ? row.getString("problem") : null));
        });
        return kinds;
    }
}
