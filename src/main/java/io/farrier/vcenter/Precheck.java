package io.farrier.vcenter;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a host can be evacuated, as far as that can be told before: one sentence for each reason why not. What it can't
 * tell, the vCenter's task does. Pure.
 */
final class Precheck {

    private Precheck() {}

    /** @return empty where nothing speaks against it */
    static List<String> against(Look look) {
        List<String> reasons = new ArrayList<>();
        Esxi host = look.host();
        if (!host.connected()) {
            reasons.add("%s is %s in vCenter, so nothing can be moved off it. Reconnect it first"
                    .formatted(host.name(), host.connection()));
        }
        if (look.cluster() == null) {
            if (!look.running().isEmpty()) {
                reasons.add("%s is in no cluster, so nobody moves its %d running VMs (%s). Stop or move them first"
                        .formatted(host.name(), look.running().size(), names(look.running())));
            }
            return reasons;
        }
        ofTheCluster(look).ifPresent(reasons::add);
        vsan(look).ifPresent(reasons::add);
        if (!look.running().isEmpty()) {
            ofTheVms(look, reasons);
        }
        return reasons;
    }

    private static Optional<String> ofTheCluster(Look look) {
        Cluster cluster = look.cluster();
        int left = look.usable().size();
        if (cluster.haAdmission() && cluster.failoverLevel() != null && left < cluster.failoverLevel() + 1) {
            return Optional.of(
                    ("HA of the cluster %s keeps room for the failure of %d host%s, and without %s there would be %d"
                                    + " usable. Bring others out of maintenance first, or relax admission control")
                            .formatted(
                                    cluster.name(),
                                    cluster.failoverLevel(),
                                    cluster.failoverLevel() == 1 ? "" : "s",
                                    look.host().name(),
                                    left));
        }
        return Optional.empty();
    }

    private static Optional<String> vsan(Look look) {
        if (!look.cluster().vsan()) {
            return Optional.empty();
        }
        List<String> away = look.others().stream()
                .filter(other -> !other.usable())
                .map(Esxi::name)
                .toList();
        return away.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "The cluster %s has vSAN, and %s %s away already: a second host at once may take data away. Bring %s back first"
                                .formatted(
                                        look.cluster().name(),
                                        String.join(", ", away),
                                        away.size() == 1 ? "is" : "are",
                                        away.size() == 1 ? "it" : "them"));
    }

    private static void ofTheVms(Look look, List<String> reasons) {
        Cluster cluster = look.cluster();
        List<Esxi> usable = look.usable();
        if (usable.isEmpty()) {
            reasons.add("The cluster %s has no other usable host for the %d running VMs of %s"
                    .formatted(
                            cluster.name(), look.running().size(), look.host().name()));
            return;
        }
        if (!cluster.movesByItself()) {
            reasons.add(
                    "DRS of the cluster %s is %s, so nobody moves the %d running VMs of %s. Make it fully automated, or move them first"
                            .formatted(
                                    cluster.name(),
                                    cluster.drsEnabled() ? cluster.drsLevel() : "off",
                                    look.running().size(),
                                    look.host().name()));
        }
        List<Vm> pinned = look.running().stream()
                .filter(vm -> cluster.pinned().contains(vm.moid()))
                .toList();
        if (!pinned.isEmpty()) {
            reasons.add("DRS is told to leave %s where %s. Lift that override, or move %s first"
                    .formatted(
                            names(pinned),
                            pinned.size() == 1 ? "it is" : "they are",
                            pinned.size() == 1 ? "it" : "them"));
        }
        bound(look, usable, reasons);
        List<Vm> tolerant = look.running().stream().filter(Vm::faultTolerant).toList();
        if (!tolerant.isEmpty() && usable.size() < 2) {
            reasons.add(
                    "%s %s fault tolerant, and the one host that is left can't hold both copies. Turn it off, or add a host"
                            .formatted(names(tolerant), tolerant.size() == 1 ? "is" : "are"));
        }
        capacity(look, usable).ifPresent(reasons::add);
    }

    private static void bound(Look look, List<Esxi> usable, List<String> reasons) {
        Set<String> places = usable.stream().map(Esxi::moid).collect(Collectors.toSet());
        for (Cluster.Bound rule : look.cluster().bound()) {
            List<Vm> held = look.running().stream()
                    .filter(vm -> rule.vms().contains(vm.moid()))
                    .toList();
            if (!held.isEmpty() && rule.hosts().stream().noneMatch(places::contains)) {
                reasons.add("The rule %s lets %s run on no other usable host. Disable it for the time, or stop %s"
                        .formatted(rule.rule(), names(held), held.size() == 1 ? "it" : "them"));
            }
        }
    }

    /** Whether the memory that is in use here is free elsewhere; where that is not told, vCenter decides. */
    private static Optional<String> capacity(Look look, List<Esxi> usable) {
        Long needed = look.host().memoryUsed();
        if (needed == null || usable.stream().anyMatch(other -> other.memory() == null || other.memoryUsed() == null)) {
            return Optional.empty();
        }
        long free = usable.stream()
                .mapToLong(other -> Math.max(0, other.memory() - other.memoryUsed()))
                .sum();
        return needed <= free
                ? Optional.empty()
                : Optional.of("%s uses %d MB of memory, and the other hosts of the cluster %s have %d MB free"
                        .formatted(look.host().name(), needed, look.cluster().name(), free));
    }

    /** The first five of them. */
    static String names(List<Vm> vms) {
        String first = vms.stream().limit(5).map(Vm::name).collect(Collectors.joining(", "));
        return vms.size() <= 5 ? first : first + " and " + (vms.size() - 5) + " more";
    }
}
