package io.farrier.vcenter;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a vCenter's fault means (vSphere Web Services API, the faults of HostSystem, VirtualMachine and SessionManager).
 *
 * @param type its type: Timedout, InvalidState …
 * @param message the vCenter's own words; may be empty, and are in its language
 */
record VimFault(String type, String message) {

    /** What may be otherwise in a moment: asking again is right. */
    private static final Set<String> PASSING = Set.of(
            "TaskInProgress",
            "HostCommunication",
            "HostNotConnected",
            "HostNotReachable",
            "ConcurrentAccess",
            "ResourceInUse",
            "RequestCanceled",
            "MigrationBusy",
            "SystemError",
            "NotAuthenticated");

    private static final String FAILOVER =
            "HA's admission control refuses it: the other hosts could not take over after a failure. Free capacity, bring"
                    + " other hosts out of maintenance, or relax admission control";

    private static final Map<String, String> MEANING = Map.ofEntries(
            Map.entry("Timedout", "it gave up when its time for the evacuation was over"),
            Map.entry("InvalidState", "the host is not in a state that allows it"),
            Map.entry("NotSupported", "the host or its licence does not support it"),
            Map.entry("InsufficientFailoverResources", FAILOVER),
            Map.entry("InsufficientFailoverResourcesFault", FAILOVER),
            Map.entry("InsufficientResourcesFault", "the other hosts of the cluster lack the capacity"),
            Map.entry("InsufficientHostCapacityFault", "the other hosts of the cluster lack the capacity"),
            Map.entry(
                    "NoPermission",
                    "the hub's account lacks the privilege (Host.Config.Maintenance, Resource.HotMigrate and System.Read"
                            + " are needed, docs/vcenter.md)"),
            Map.entry("NotAuthenticated", "the session ended"),
            Map.entry("InvalidLogin", "it refused the user name or the password"),
            Map.entry("VsanFault", "vSAN refuses it: look at the cluster's vSAN health and its object health"),
            Map.entry("CannotMoveVsanEnabledHost", "vSAN refuses it"),
            Map.entry("NoCompatibleHost", "a virtual machine fits on no other host of the cluster"),
            Map.entry("MigrationDisabled", "a virtual machine may not be migrated"),
            Map.entry("VmConfigFault", "a virtual machine is configured so that it can't be moved"),
            Map.entry("DeviceNotSupported", "a virtual machine holds a device of this host (passthrough, CD-ROM)"),
            Map.entry("CannotAccessNetwork", "a virtual machine's network is on no other host"),
            Map.entry("CannotAccessLocalSource", "a virtual machine's disk is local to this host"),
            Map.entry("RuleViolation", "an affinity rule binds a virtual machine to this host"),
            Map.entry("TaskInProgress", "another task works on it"),
            Map.entry("RequestCanceled", "somebody cancelled it"),
            Map.entry("HostNotConnected", "the vCenter has no connection to the host"),
            Map.entry("HostCommunication", "the vCenter can't reach the host"),
            Map.entry("ManagedObjectNotFound", "the vCenter no longer knows it"));

    boolean passes() {
        return PASSING.contains(type);
    }

    boolean is(String other) {
        return type.equals(other);
    }

    /** What it means, and the vCenter's own words where they say more; no dot at the end. */
    String sentence() {
        String meaning =
                MEANING.getOrDefault(type, type.toLowerCase(Locale.ROOT).contains("vsan") ? "vSAN refuses it" : null);
        String words = message == null ? "" : message.strip().replaceFirst("\\.$", "");
        // vcsim says the Go type; that says nothing.
        boolean says = !words.isEmpty() && !words.startsWith("*types.");
        if (meaning == null) {
            return says ? words + " (" + type + ")" : "the vCenter says " + type;
        }
        return says ? meaning + " (" + type + ": " + words + ")" : meaning + " (" + type + ")";
    }

    /** The same of an evacuation, with the VMs that are still there. */
    String sentence(List<String> stillThere) {
        // Where HA refuses it nobody has tried to move them.
        if (stillThere.isEmpty() || FAILOVER.equals(MEANING.get(type))) {
            return sentence();
        }
        int more = stillThere.size() - 5;
        String names = String.join(", ", stillThere.subList(0, Math.min(5, stillThere.size())));
        return "%s; still running there: %s%s. Move or stop them, or lift what pins them (DRS override, affinity rule, local"
                        .formatted(sentence(), names, more > 0 ? " and " + more + " more" : "")
                + " disk, passthrough)";
    }
}
