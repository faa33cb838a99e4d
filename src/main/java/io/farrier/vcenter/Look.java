package io.farrier.vcenter;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fresh look at one host, with what is around it.
 *
 * @param cluster null where it is in none
 * @param others the other hosts of its cluster
 * @param vms those that are registered on it
 * @param tasks about it that the vCenter still knows, the newest first
 * @param own VMs that the hub lives on and that were here, as they are now
 * @param unsound how many of vSAN's objects are in each state in which they are not, or not fully, available; null: not told
 * @param resyncing how many objects vSAN is resyncing; null where that is not told, or there is no vSAN
 */
record Look(
        Esxi host,
        Cluster cluster,
        List<Esxi> others,
        List<Vm> vms,
        List<VimTask> tasks,
        List<Vm> own,
        Integer resyncing,
        Map<String, Integer> unsound) {

    /** Of vSAN's objects nothing is known. */
    Look(
            Esxi host,
            Cluster cluster,
            List<Esxi> others,
            List<Vm> vms,
            List<VimTask> tasks,
            List<Vm> own,
            Integer resyncing) {
        this(host, cluster, others, vms, tasks, own, resyncing, null);
    }

    static final Comparator<VimTask> NEWEST = Comparator.comparing(
                    (VimTask task) -> task.moid().length())
            .thenComparing(VimTask::moid)
            .reversed();

    Look resyncing(int objects) {
        return new Look(host, cluster, others, vms, tasks, own, objects, unsound);
    }

    Look unsound(Map<String, Integer> objects) {
        return new Look(host, cluster, others, vms, tasks, own, resyncing, objects);
    }

    List<Vm> running() {
        return vms.stream().filter(Vm::running).toList();
    }

    List<Esxi> usable() {
        return others.stream().filter(Esxi::usable).toList();
    }

    Optional<VimTask> task(String moid) {
        return tasks.stream().filter(task -> task.moid().equals(moid)).findFirst();
    }

    /** The newest task of this kind about this host that this account has asked for. */
    Optional<VimTask> newest(String what, String account) {
        return tasks.stream()
                .filter(task -> task.is(what) && Account.same(task.user(), account))
                .findFirst();
    }

    /** One that runs, whoever has asked for it. */
    Optional<VimTask> runs(String what) {
        return tasks.stream().filter(task -> task.is(what) && task.runs()).findFirst();
    }
}
