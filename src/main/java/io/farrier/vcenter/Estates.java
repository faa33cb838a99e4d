package io.farrier.vcenter;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What the last syncs brought, to be read. */
@Repository
public class Estates {

    /**
     * @param standsStill hosts of it that are in maintenance mode
     * @param asOf when its vCenter was last read
     */
    public record ClusterRow(
            long vcenter,
            String moid,
            String name,
            String datacenter,
            boolean haAdmission,
            boolean drsEnabled,
            String drsLevel,
            boolean vsan,
            int hosts,
            int standsStill,
            Instant asOf,
            Instant goneAt) {}

    /**
     * @param host the server that it is, by its id; null: none that is known
     * @param problem why it is not taken for that one
     * @param was what the last sync found changed
     */
    public record HostRow(
            String moid,
            String name,
            String cluster,
            String serviceTag,
            String uuid,
            String connection,
            boolean maintenance,
            String overallStatus,
            String powerState,
            int vms,
            int runningVms,
            int pinnedVms,
            int ftVms,
            Long host,
            String problem,
            String was,
            Instant goneAt) {}

    /** Where a server is to be found in vSphere. @param cluster null: in none */
    public record Place(long vcenter, String moid, String name, String cluster, String serviceTag) {}

    private static final String CLUSTERS = """
            select k.*, v.synced_at, (select count(*) from vcenter_hosts h where h.vcenter_id = k.vcenter_id
                and h.cluster_moid = k.moid and h.maintenance and h.gone_at is null) as stands_still
            from vcenter_clusters k join vcenters v on v.id = k.vcenter_id
            where ?::bigint is null or k.vcenter_id = ?
            order by v.name, k.name, k.moid
            """;

    private static final String PLACES = """
            select e.* from vcenter_hosts e join hosts h on e.host_id = h.id
                or e.service_tag is not null and e.service_tag = upper(h.service_tag)
            where h.id = ? and e.gone_at is null and e.problem is null
            """;

    private final JdbcClient jdbc;

    Estates(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @param vcenter null: of all */
    public List<ClusterRow> clusters(Long vcenter) {
        return jdbc.sql(CLUSTERS)
                .params(vcenter, vcenter)
                .query((row, n) -> new ClusterRow(
                        row.getLong("vcenter_id"),
                        row.getString("moid"),
                        row.getString("name"),
                        row.getString("datacenter"),
                        row.getBoolean("ha_admission"),
                        row.getBoolean("drs_enabled"),
                        row.getString("drs_level"),
                        row.getBoolean("vsan"),
                        row.getInt("hosts"),
                        row.getInt("stands_still"),
                        instant(row.getTimestamp("synced_at")),
                        instant(row.getTimestamp("gone_at"))))
                .list();
    }

    public List<HostRow> hosts(long vcenter) {
        return jdbc.sql("select * from vcenter_hosts where vcenter_id = ? order by cluster_moid, name, moid")
                .params(vcenter)
                .query((row, n) -> new HostRow(
                        row.getString("moid"),
                        row.getString("name"),
                        row.getString("cluster_moid"),
                        row.getString("service_tag"),
                        row.getString("uuid"),
                        row.getString("connection"),
                        row.getBoolean("maintenance"),
                        row.getString("overall_status"),
                        row.getString("power_state"),
                        row.getInt("vms"),
                        row.getInt("running_vms"),
                        row.getInt("pinned_vms"),
                        row.getInt("ft_vms"),
                        row.getObject("host_id", Long.class),
                        row.getString("problem"),
                        row.getString("was"),
                        instant(row.getTimestamp("gone_at"))))
                .list();
    }

    /** The one place where a server is; empty where there is none, or not one alone. */
    public Optional<Place> place(long hostId) {
        List<Place> places = jdbc.sql(PLACES)
                .params(hostId)
                .query((row, n) -> new Place(
                        row.getLong("vcenter_id"),
                        row.getString("moid"),
                        row.getString("name"),
                        row.getString("cluster_moid"),
                        row.getString("service_tag")))
                .list();
        return places.size() == 1 ? Optional.of(places.getFirst()) : Optional.empty();
    }

    private static Instant instant(Timestamp time) {
        return Vcenters.instant(time);
    }
}
