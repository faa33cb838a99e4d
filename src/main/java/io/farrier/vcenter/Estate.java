package io.farrier.vcenter;

import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/**
 * What each vCenter showed at its last sync. A sync is one transaction: all of it, with the events of what changed, or nothing. What
 * a vCenter shows no more keeps its row and its cluster.
 */
@Repository
public class Estate {

    private static final String CLUSTER = """
            insert into vcenter_clusters (vcenter_id, moid, name, datacenter, ha_admission, drs_enabled, drs_level, vsan, hosts,
                failover_level)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (vcenter_id, moid) do update set name = excluded.name, datacenter = excluded.datacenter,
                ha_admission = excluded.ha_admission, drs_enabled = excluded.drs_enabled, drs_level = excluded.drs_level,
                vsan = excluded.vsan, hosts = excluded.hosts, failover_level = excluded.failover_level, gone_at = null
            """;

    private static final String HOST = """
            insert into vcenter_hosts (vcenter_id, moid, name, cluster_moid, service_tag, uuid, connection, maintenance,
                overall_status, power_state, vms, running_vms, pinned_vms, ft_vms, host_id, problem, was)
            values (:vcenter, :moid, :name, :cluster, :tag, :uuid, :connection, :maintenance, :status, :power, :vms, :running,
                :pinned, :ft, :host, :problem, :was)
            on conflict (vcenter_id, moid) do update set name = excluded.name, cluster_moid = excluded.cluster_moid,
                service_tag = coalesce(excluded.service_tag, vcenter_hosts.service_tag), uuid = excluded.uuid,
                connection = excluded.connection, maintenance = excluded.maintenance, overall_status = excluded.overall_status,
                power_state = excluded.power_state, vms = excluded.vms, running_vms = excluded.running_vms,
                pinned_vms = excluded.pinned_vms, ft_vms = excluded.ft_vms,
                host_id = coalesce(excluded.host_id, vcenter_hosts.host_id), problem = excluded.problem, was = excluded.was,
                gone_at = null
            """;

    /** One that is contradicted keeps what was known of it. */
    private static final String MEMBERS = """
            update hosts h set vcenter_url = ?, cluster_moid = e.cluster_moid, host_moid = e.moid from vcenter_hosts e
            where e.vcenter_id = ? and e.gone_at is null and e.problem is null
                and (e.host_id = h.id or e.service_tag is not null and e.service_tag = upper(h.service_tag))
                and (h.vcenter_url, h.cluster_moid, h.host_moid) is distinct from (?, e.cluster_moid, e.moid)
            """;

    private static final String SYNCED = """
            update vcenters set synced_at = now(), version = ?, instance_uuid = ?, last_problem = null, last_problem_at = null
            where id = ?
            """;

    /** A host as it was shown last. */
    private record Row(String moid, String name, String cluster, Long hostId, String problem, boolean gone) {}

    private final JdbcClient jdbc;
    private final Turns turns;
    private final Ledger ledger;

    Estate(JdbcClient jdbc, Turns turns, Ledger ledger) {
        this.jdbc = jdbc;
        this.turns = turns;
        this.ledger = ledger;
    }

    /**
     * Records a sync.
     *
     * @return how many events tell of something that changed
     * @throws Refused where this is another vCenter's second address, or it shows no host while it did before
     */
    @Transactional
    public int record(Turn turn, Vcenter vcenter, Shown shown, Instant next) {
        refuseTwin(vcenter, shown);
        Map<String, Row> before = rows(vcenter.id());
        if (shown.hosts().isEmpty() && before.values().stream().anyMatch(row -> !row.gone())) {
            throw new Refused(
                    "vcenter",
                    409,
                    "%s shows no host at all, and showed %d before: the hub's account has probably lost System.Read. Nothing was changed."
                            .formatted(
                                    vcenter,
                                    before.values().stream()
                                            .filter(row -> !row.gone())
                                            .count()));
        }
        Map<String, String> clusters =
                shown.clusters().stream().collect(Collectors.toMap(Cluster::moid, Cluster::name));
        Map<String, Correlation.Match> matches = Correlation.of(shown.hosts(), servers()).stream()
                .collect(Collectors.toMap(Correlation.Match::moid, Function.identity()));
        List<Entry> news = new ArrayList<>();
        clusters(vcenter, shown);
        Map<String, List<Vm>> vms =
                shown.vms().stream().filter(vm -> vm.host() != null).collect(Collectors.groupingBy(Vm::host));
        Set<String> pinned = shown.clusters().stream()
                .flatMap(cluster -> cluster.pinned().stream())
                .collect(Collectors.toSet());
        Map<String, String> names = new HashMap<>(clusterNames(vcenter.id()));
        names.putAll(clusters);
        for (Esxi host : shown.hosts()) {
            Correlation.Match match = matches.get(host.moid());
            String was = changed(vcenter, host, match, before.get(host.moid()), names, news);
            write(vcenter, host, match, was, vms.getOrDefault(host.moid(), List.of()), pinned);
        }
        gone(vcenter, shown, before, names, news);
        jdbc.sql(MEMBERS).params(vcenter.url(), vcenter.id(), vcenter.url()).update();
        jdbc.sql(SYNCED).params(shown.about(), shown.uuid(), vcenter.id()).update();
        ledger.append(news);
        turns.release(turn, next, 0);
        return news.size();
    }

    /** A sync did not get through; what is known stays. The event is written when the reason is another than before. */
    @Transactional
    public void failed(Turn turn, Vcenter vcenter, String reason, int stumbles, Instant again) {
        if (!reason.equals(vcenter.lastProblem())) {
            ledger.append(Entry.of("vcenter:" + vcenter.id(), "vcenter.sync.failed", reason)
                    .with(Map.of("vcenter", vcenter.id())));
        }
        jdbc.sql("update vcenters set last_problem = ?, last_problem_at = now() where id = ?")
                .params(reason, vcenter.id())
                .update();
        turns.release(turn, again, stumbles);
    }

    /** A host that its vCenter shows no more was taken out of it on purpose: it is no vSphere host any more. */
    @Transactional
    public void forget(long vcenterId, String moid, String who) {
        Row row = Optional.ofNullable(rows(vcenterId).get(moid))
                .orElseThrow(
                        () -> Refused.unknown("There is no host %s in the vCenter %d.".formatted(moid, vcenterId)));
        if (!row.gone()) {
            throw Refused.conflict("The vCenter still shows %s.".formatted(row.name()));
        }
        jdbc.sql("delete from vcenter_hosts where vcenter_id = ? and moid = ?")
                .params(vcenterId, moid)
                .update();
        jdbc.sql("""
                        update hosts h set vcenter_url = null, cluster_moid = null, host_moid = null from vcenters v
                        where v.id = ? and h.vcenter_url = v.url and h.host_moid = ?
                        """).params(vcenterId, moid).update();
        ledger.append(entry(
                        vcenterId,
                        row.hostId(),
                        "forgotten",
                        "%s was taken out of its vCenter on purpose and is no vSphere host any more."
                                .formatted(row.name()))
                .by(who));
    }

    private void refuseTwin(Vcenter vcenter, Shown shown) {
        jdbc.sql("select name from vcenters where instance_uuid = ? and id <> ?")
                .params(shown.uuid(), vcenter.id())
                .query(String.class)
                .optional()
                .ifPresent(twin -> {
                    throw new Refused(
                            "vcenter",
                            409,
                            "%s is the same vCenter as %s, by another address. Remove one of them."
                                    .formatted(vcenter, twin));
                });
    }

    private List<Correlation.Server> servers() {
        return jdbc.sql("select id, service_tag, uuid from hosts where mgmt_kind = 'server'"
                        + " order by (last_problem is not null), id")
                .query((row, n) ->
                        new Correlation.Server(row.getLong("id"), row.getString("service_tag"), row.getString("uuid")))
                .list();
    }

    private Map<String, Row> rows(long vcenterId) {
        return jdbc
                .sql("select * from vcenter_hosts where vcenter_id = ?")
                .params(vcenterId)
                .query((row, n) -> new Row(
                        row.getString("moid"),
                        row.getString("name"),
                        row.getString("cluster_moid"),
                        row.getObject("host_id", Long.class),
                        row.getString("problem"),
                        row.getTimestamp("gone_at") != null))
                .stream()
                .collect(Collectors.toMap(Row::moid, Function.identity()));
    }

    private Map<String, String> clusterNames(long vcenterId) {
        Map<String, String> names = new HashMap<>();
        jdbc.sql("select moid, name from vcenter_clusters where vcenter_id = ?")
                .params(vcenterId)
                .query(row -> {
                    names.put(row.getString("moid"), row.getString("name"));
                });
        return names;
    }

    private void clusters(Vcenter vcenter, Shown shown) {
        jdbc.sql(
                        "update vcenter_clusters set gone_at = now() where vcenter_id = ? and gone_at is null and moid <> all (?)")
                .params(
                        vcenter.id(),
                        shown.clusters().stream().map(Cluster::moid).toArray(String[]::new))
                .update();
        for (Cluster cluster : shown.clusters()) {
            jdbc.sql(CLUSTER)
                    .params(
                            vcenter.id(),
                            cluster.moid(),
                            cluster.name(),
                            cluster.datacenter(),
                            cluster.haAdmission(),
                            cluster.drsEnabled(),
                            cluster.drsLevel(),
                            cluster.vsan(),
                            cluster.hosts().size(),
                            cluster.failoverLevel())
                    .update();
        }
    }

    /** What is another than it was, told; null where nothing is. */
    private static String changed(
            Vcenter vcenter,
            Esxi host,
            Correlation.Match match,
            Row before,
            Map<String, String> clusters,
            List<Entry> news) {
        List<String> changes = new ArrayList<>();
        if (before == null) {
            if (match.hostId() != null && match.problem() == null) {
                news.add(entry(
                        vcenter.id(),
                        match.hostId(),
                        "matched",
                        "It is the host %s of %s%s."
                                .formatted(host.name(), vcenter.name(), in(host.cluster(), clusters))));
            }
        } else {
            if (before.gone()) {
                changes.add("it was away and is shown again");
            }
            if (!before.name().equals(host.name())) {
                changes.add("it was called " + before.name());
            }
            if (!Objects.equals(before.cluster(), host.cluster())) {
                changes.add("it was" + (before.cluster() == null ? " in no cluster" : in(before.cluster(), clusters)));
            }
        }
        if (match.problem() != null && (before == null || !match.problem().equals(before.problem()))) {
            news.add(entry(
                    vcenter.id(),
                    match.hostId(),
                    "contradicted",
                    "%s in %s: %s".formatted(host.name(), vcenter.name(), match.problem())));
        }
        if (changes.isEmpty()) {
            return null;
        }
        String was = String.join("; ", changes);
        news.add(entry(
                vcenter.id(),
                match.hostId(),
                "drifted",
                "%s in %s%s: %s.".formatted(host.name(), vcenter.name(), in(host.cluster(), clusters), was)));
        return was;
    }

    private static String in(String cluster, Map<String, String> clusters) {
        return cluster == null ? "" : " in the cluster " + clusters.getOrDefault(cluster, cluster);
    }

    private void write(
            Vcenter vcenter, Esxi host, Correlation.Match match, String was, List<Vm> vms, Set<String> pinned) {
        jdbc.sql(HOST)
                .param("vcenter", vcenter.id())
                .param("moid", host.moid())
                .param("name", host.name())
                .param("cluster", host.cluster())
                .param("tag", match.serviceTag())
                .param("uuid", host.uuid())
                .param("connection", host.connection())
                .param("maintenance", host.maintenance())
                .param("status", host.status())
                .param("power", host.power())
                .param("vms", vms.size())
                .param("running", (int) vms.stream().filter(Vm::running).count())
                .param("pinned", (int)
                        vms.stream().filter(vm -> pinned.contains(vm.moid())).count())
                .param("ft", (int) vms.stream().filter(Vm::faultTolerant).count())
                .param("host", match.hostId())
                .param("problem", match.problem())
                .param("was", was)
                .update();
    }

    private void gone(
            Vcenter vcenter, Shown shown, Map<String, Row> before, Map<String, String> clusters, List<Entry> news) {
        var there = shown.hosts().stream().map(Esxi::moid).collect(Collectors.toSet());
        for (Row row : before.values()) {
            if (!row.gone() && !there.contains(row.moid())) {
                jdbc.sql("update vcenter_hosts set gone_at = now() where vcenter_id = ? and moid = ?")
                        .params(vcenter.id(), row.moid())
                        .update();
                news.add(entry(
                        vcenter.id(),
                        row.hostId(),
                        "gone",
                        "%s is shown by %s no more; it was%s. It is not touched until it is seen again or forgotten."
                                .formatted(
                                        row.name(),
                                        vcenter.name(),
                                        row.cluster() == null ? " in no cluster" : in(row.cluster(), clusters))));
            }
        }
    }

    private static Entry entry(long vcenterId, Long hostId, String what, String sentence) {
        Entry entry = Entry.of(
                        hostId == null ? "vcenter:" + vcenterId : "host:" + hostId, "host.vcenter." + what, sentence)
                .with(Map.of("vcenter", vcenterId));
        return hostId == null ? entry : entry.host(hostId);
    }
}
