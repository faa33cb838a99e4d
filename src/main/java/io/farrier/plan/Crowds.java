package io.farrier.plan;

import io.farrier.plan.PlanView.Cluster;
import io.farrier.plan.PlanView.Crowd;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * Who is being updated in which place, by whichever plan, and who was taken out of service by people. A host that waits for a
 * human has its place still.
 */
@Repository
class Crowds {

    private static final String LIVE = """
            select p.cluster, p.site, p.rack, p.chassis, p.mirror, count(*) as hosts
            from host_runs r join host_places p on p.host_id = r.host_id where r.ended_at is null group by 1, 2, 3, 4, 5
            """;

    /**
     * As their vCenters show them; those that only a tag speaks of, by their hosts here. HA that keeps room for n hosts spares
     * those beyond n and the one that has to be left; where it does not say how much room it keeps, one.
     */
    private static final String CLUSTERS = """
            select v.url || '/' || c.moid as cluster, c.hosts, c.vsan,
                case when c.ha_admission then coalesce(greatest(1, c.hosts - c.failover_level - 1), 1) end as spare
            from vcenter_clusters c join vcenters v on v.id = c.vcenter_id where c.gone_at is null
            union all
            select p.cluster, count(*), false, null from host_places p join hosts h on h.id = p.host_id
            where p.cluster is not null and h.cluster_moid is null group by p.cluster
            """;

    /**
     * Hosts that vCenter shows in maintenance mode or not connected, without a run of ours. One whose run has ended since its
     * vCenter was last read is as that run has left it, and not as it is shown.
     */
    private static final String AWAY = """
            select v.url || '/' || e.cluster_moid as cluster, e.host_id
            from vcenter_hosts e join vcenters v on v.id = e.vcenter_id
            where v.enabled and e.gone_at is null and e.cluster_moid is not null
              and (e.maintenance or e.connection in ('disconnected', 'notResponding'))
              and not exists (select 1 from host_runs r where r.host_id = e.host_id
                and (r.ended_at is null or r.ended_at > v.synced_at))
            """;

    private final JdbcClient jdbc;

    Crowds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Until the end of this transaction nobody else counts, so that two plans never take the same place. */
    Crowd now() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('farrier.admission'))").query(row -> {});
        Map<String, Integer> clusters = new HashMap<>();
        Map<String, Integer> sites = new HashMap<>();
        Map<String, Integer> racks = new HashMap<>();
        Map<String, Integer> chassis = new HashMap<>();
        Map<String, Integer> mirrors = new HashMap<>();
        jdbc.sql(LIVE).query(row -> {
            int hosts = row.getInt("hosts");
            add(clusters, row.getString("cluster"), hosts);
            add(sites, row.getString("site"), hosts);
            add(racks, row.getString("rack"), hosts);
            add(chassis, row.getString("chassis"), hosts);
            add(mirrors, row.getString("mirror"), hosts);
        });
        Set<Long> away = new HashSet<>();
        jdbc.sql(AWAY).query(row -> {
            add(clusters, row.getString("cluster"), 1);
            Long host = row.getObject("host_id", Long.class);
            if (host != null) {
                away.add(host);
            }
        });
        Map<String, Cluster> sizes = new HashMap<>();
        jdbc.sql(CLUSTERS).query(row -> {
            sizes.put(
                    row.getString("cluster"),
                    new Cluster(row.getInt("hosts"), row.getBoolean("vsan"), row.getObject("spare", Integer.class)));
        });
        return new Crowd(clusters, sites, racks, chassis, mirrors, sizes, away);
    }

    private static void add(Map<String, Integer> places, String name, int hosts) {
        if (name != null) {
            places.merge(name, hosts, Integer::sum);
        }
    }
}
