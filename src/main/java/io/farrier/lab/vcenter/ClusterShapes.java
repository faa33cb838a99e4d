package io.farrier.lab.vcenter;

import java.util.ArrayList;
import java.util.List;

/** What a cluster shows of its configuration: {@code ClusterConfigInfoEx}. */
record ClusterShapes(EsxCluster cluster) {

    Value configuration() {
        List<Value> parts = new ArrayList<>();
        parts.add(Value.text("vmSwapPlacement", "vmDirectory"));
        parts.add(ha());
        parts.add(Value.object(
                "drsConfig",
                "ClusterDrsConfigInfo",
                Value.is("enabled", cluster.drs()),
                Value.is("enableVmBehaviorOverrides", true),
                Value.word("defaultVmBehavior", "DrsBehavior", cluster.level()),
                Value.integer("vmotionRate", 3)));
        List<Machine> machines = cluster.machines();
        machines.stream()
                .filter(Machine::override)
                .forEach(machine -> parts.add(Value.object(
                        "drsVmConfig",
                        "ClusterDrsVmConfigInfo",
                        Value.reference("key", machine),
                        Value.is("enabled", true),
                        Value.word("behavior", "DrsBehavior", "partiallyAutomated"))));
        List<Machine> bound = machines.stream().filter(Machine::bound).toList();
        int key = 1;
        for (Machine machine : bound) {
            parts.add(rule(machine, key++));
        }
        if (cluster.vsan()) {
            parts.add(Value.object("vsanConfigInfo", "VsanClusterConfigInfo", Value.is("enabled", true)));
        }
        for (Machine machine : bound) {
            parts.add(group("ClusterVmGroup", vms(machine), Value.reference("vm", machine)));
            parts.add(group("ClusterHostGroup", hosts(machine), Value.reference("host", machine.host())));
        }
        return Value.object("configurationEx", "ClusterConfigInfoEx").and(parts);
    }

    /** Room for one host's failure, as a share that vCenter computes itself: the policy that 6.5 and later begin with. */
    private Value ha() {
        int percent = 100 * EsxCluster.FAILOVER / Math.max(1, cluster.hosts().size());
        Value policy = Value.object(
                        "admissionControlPolicy",
                        "ClusterFailoverResourcesAdmissionControlPolicy",
                        Value.integer("cpuFailoverResourcesPercent", percent),
                        Value.integer("memoryFailoverResourcesPercent", percent),
                        Value.integer("failoverLevel", EsxCluster.FAILOVER),
                        Value.is("autoComputePercentages", true))
                .typed();
        return Value.object(
                "dasConfig",
                "ClusterDasConfigInfo",
                Value.is("enabled", true),
                Value.text("vmMonitoring", "vmMonitoringDisabled"),
                Value.text("hostMonitoring", "enabled"),
                Value.integer("failoverLevel", EsxCluster.FAILOVER),
                policy,
                Value.is("admissionControlEnabled", cluster.hosts().size() > 1));
    }

    private static Value rule(Machine machine, int key) {
        return Value.object(
                        "rule",
                        "ClusterVmHostRuleInfo",
                        Value.integer("key", key),
                        Value.is("enabled", true),
                        Value.text("name", machine.name() + " must run here"),
                        Value.is("mandatory", true),
                        Value.text("vmGroupName", vms(machine)),
                        Value.text("affineHostGroupName", hosts(machine)))
                .typed();
    }

    private static Value group(String type, String name, Value member) {
        return Value.object("group", type, Value.text("name", name), member).typed();
    }

    private static String vms(Machine machine) {
        return "VMs of " + machine.name();
    }

    private static String hosts(Machine machine) {
        return "hosts of " + machine.name();
    }

    Value summary() {
        int usable = (int) cluster.hosts().stream().filter(EsxHost::usable).count();
        return Value.object(
                        "summary",
                        "ClusterComputeResourceSummary",
                        Value.shorter("numHosts", cluster.hosts().size()),
                        Value.shorter("numEffectiveHosts", usable),
                        Value.word("overallStatus", "ManagedEntityStatus", cluster.status()),
                        Value.integer("currentFailoverLevel", Math.max(0, usable - 1)))
                .typed();
    }
}
