package io.farrier.vcenter;

import java.util.List;

/**
 * A cluster as its vCenter shows it ({@code ClusterComputeResource}).
 *
 * @param haAdmission whether HA's admission control is on
 * @param failoverLevel how many hosts HA keeps room for; null where its policy is another one
 * @param drsLevel fullyAutomated, partiallyAutomated or manual; null where it is not told
 * @param pinned the VMs that DRS is told to leave where they are, by moid
 * @param bound VMs that must run on some of its hosts
 */
public record Cluster(
        String moid,
        String name,
        String datacenter,
        boolean haAdmission,
        Integer failoverLevel,
        boolean drsEnabled,
        String drsLevel,
        boolean vsan,
        List<String> hosts,
        List<String> pinned,
        List<Bound> bound) {

    /** A mandatory rule: these VMs run on these hosts and on no other. */
    public record Bound(String rule, List<String> vms, List<String> hosts) {}

    /** Whether DRS moves VMs by itself. */
    boolean movesByItself() {
        return drsEnabled && (drsLevel == null || drsLevel.equals("fullyAutomated"));
    }
}
