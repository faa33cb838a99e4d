package io.farrier.lab.vcenter;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.LabClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All that a vCenter has: one datacenter with the clusters, hosts and VMs. It guards its parts: whoever reads or changes them does so
 * within {@link #with}. A device may be locked within it, never the other way round.
 */
final class Estate {
    private final ReentrantLock lock = new ReentrantLock();
    private final LabClock clock;
    private final Instant began;
    private final String uuid;
    private final Map<String, Managed> objects = new LinkedHashMap<>();
    private final List<EsxCluster> clusters = new ArrayList<>();
    private final List<Machine> machines = new ArrayList<>();
    private final Tasks tasks = new Tasks(this);
    private final Place root = new Place("Folder", "group-d1", "Datacenters", null);
    private int last = 10;
    private Instant moment;

    /** @param name what its own UUID is made from */
    Estate(Clusters wanted, List<Device> devices, LabClock clock, String name) {
        this.clock = clock;
        this.began = clock.now();
        this.moment = began;
        this.uuid = UUID.nameUUIDFromBytes(name.getBytes()).toString();
        Place datacenter = add(new Place("Datacenter", "datacenter-2", "Lab", root));
        Place hosts = add(new Place("Folder", "group-h3", "host", datacenter));
        Place vms = add(new Place("Folder", "group-v4", "vm", datacenter));
        add(root).holds("childEntity", datacenter);
        datacenter.holds("hostFolder", hosts);
        datacenter.holds("vmFolder", vms);
        add(tasks);
        add(Alarm.CONNECTION);
        add(Alarm.HARDWARE);
        for (int n = 0; n < wanted.count(); n++) {
            hosts.holds("childEntity", cluster(wanted, n, devices, hosts, vms));
        }
    }

    private EsxCluster cluster(Clusters wanted, int n, List<Device> devices, Place folder, Place vms) {
        EsxCluster cluster =
                add(new EsxCluster(this, "domain-c" + ++last, "cluster-" + (n + 1), folder, wanted.vsan()));
        clusters.add(cluster);
        Place pool = add(new Place("ResourcePool", "resgroup-" + ++last, "Resources", cluster));
        cluster.pool(pool);
        for (Device device : devices.subList(n * wanted.hosts(), (n + 1) * wanted.hosts())) {
            EsxHost host = add(new EsxHost(this, ++last, device, cluster));
            cluster.add(host);
            if (host.vsan() != null) {
                add(host.vsan());
            }
            for (int vm = 0; vm < wanted.vms(); vm++) {
                machine("c%d-vm%03d".formatted(n + 1, pool.size() + 1), false, vms, pool, host);
            }
        }
        // As vSphere 7 and later: up to three agents for each cluster, which the vCenter itself starts and stops.
        cluster.hosts().stream().limit(3).forEach(host -> {
            String name = "vCLS-" + UUID.nameUUIDFromBytes((uuid + host.moid()).getBytes());
            machine(name, true, vms, pool, host);
        });
        return cluster;
    }

    private void machine(String name, boolean agent, Place folder, Place pool, EsxHost host) {
        Machine machine = add(new Machine(this, "vm-" + ++last, name, agent, folder, host));
        machines.add(machine);
        folder.holds("childEntity", machine);
        pool.holds("vm", machine);
    }

    private <T extends Managed> T add(T one) {
        objects.put(one.moid(), one);
        return one;
    }

    /** Does something with it that nobody else disturbs. */
    <T> T with(Supplier<T> what) {
        lock.lock();
        try {
            if (lock.getHoldCount() == 1) {
                moment = clock.now();
            }
            return what.get();
        } finally {
            lock.unlock();
        }
    }

    void after(Duration lab, Runnable step) {
        clock.after(
                lab,
                () -> with(() -> {
                    step.run();
                    return null;
                }));
    }

    LabClock clock() {
        return clock;
    }

    /** The lab time of what is done now: of all that one answer tells it is the same. */
    Instant now() {
        return moment;
    }

    /** The lab time at which the vCenter started. */
    Instant began() {
        return began;
    }

    String uuid() {
        return uuid;
    }

    Tasks tasks() {
        return tasks;
    }

    Place root() {
        return root;
    }

    List<EsxCluster> clusters() {
        return List.copyOf(clusters);
    }

    List<EsxHost> hosts() {
        return clusters.stream().flatMap(cluster -> cluster.hosts().stream()).toList();
    }

    List<Machine> machines() {
        return List.copyOf(machines);
    }

    Optional<Managed> find(String moid) {
        Managed one = objects.get(moid);
        return one != null ? Optional.of(one) : tasks.recent(moid).map(Managed.class::cast);
    }

    /** All that is below a container, in the order of their making; {@code all} of it or only what is directly there. */
    List<Managed> below(Managed container, boolean all) {
        List<Managed> below = new ArrayList<>();
        for (Managed one : objects.values()) {
            Managed parent = parent(one);
            for (Managed up = parent; up != null; up = all ? parent(up) : null) {
                if (up == container) {
                    below.add(one);
                    break;
                }
            }
        }
        return below;
    }

    private Managed parent(Managed one) {
        Supplier<Value> parent = one.properties().get("parent");
        Value value = parent == null ? null : parent.get();
        return value == null ? null : objects.get(value.text());
    }

    static String name(Managed one) {
        Supplier<Value> name = one.properties().get("name");
        return name == null ? one.moid() : name.get().text();
    }

    static Value triggered(List<Alarm.Triggered> alarms) {
        return Value.array(
                "triggeredAlarmState",
                "AlarmState",
                alarms.stream().map(Alarm.Triggered::value).toList());
    }
}
