package io.farrier.lab.vcenter;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the control door shows of a vCenter.
 *
 * @param asked how often each method was called
 */
public record Census(
        String url,
        String user,
        Set<Trouble> faults,
        List<ClusterRow> clusters,
        List<HostRow> hosts,
        List<TaskRow> tasks,
        int sessions,
        int logins,
        int failedLogins,
        Map<String, Integer> asked) {

    /** A cluster. */
    public record ClusterRow(String name, String drs, boolean vsan, int hosts, Set<Trouble> faults) {}

    /**
     * A host.
     *
     * @param device the address of the server that it runs on
     * @param running the names of the VMs that run there, the vCenter's own agents left out
     */
    public record HostRow(
            String name,
            String moid,
            String device,
            String cluster,
            String connection,
            boolean maintenance,
            String status,
            List<String> running,
            Set<Trouble> faults) {}

    /** A task. @param fault the type of what it failed with */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TaskRow(
            String id,
            String what,
            String about,
            String state,
            Integer progress,
            String fault,
            Instant queued,
            Instant completed) {}

    static Census of(String url, Estate estate, Sessions sessions, Sdk sdk, Troubles troubles) {
        return new Census(
                url,
                Sessions.USER,
                troubles.of(""),
                estate.clusters().stream()
                        .map(cluster -> row(cluster, troubles))
                        .toList(),
                estate.hosts().stream().map(host -> row(host, troubles)).toList(),
                estate.tasks().all().stream().map(Census::row).toList(),
                sessions.open().size(),
                sessions.logins(),
                sessions.failedLogins(),
                sdk.asked());
    }

    private static ClusterRow row(EsxCluster cluster, Troubles troubles) {
        return new ClusterRow(
                cluster.name(),
                cluster.drs() ? cluster.level() : "off",
                cluster.vsan(),
                cluster.hosts().size(),
                troubles.of(cluster.moid()));
    }

    private static HostRow row(EsxHost host, Troubles troubles) {
        return new HostRow(
                host.name(),
                host.moid(),
                host.device().address(),
                host.cluster().name(),
                host.connected() ? "connected" : "notResponding",
                host.maintenance(),
                host.status(),
                host.running().stream().map(Machine::name).toList(),
                troubles.of(host.moid()));
    }

    private static TaskRow row(Task task) {
        return new TaskRow(
                task.moid(),
                task.method(),
                Estate.name(task.entity()),
                task.state().word(),
                task.progress(),
                task.fault() == null ? null : task.fault().type(),
                task.queued(),
                task.completed());
    }
}
