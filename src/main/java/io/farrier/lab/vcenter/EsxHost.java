package io.farrier.lab.vcenter;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * An ESXi host: what runs on one of the lab's servers. That the server restarts is seen as a vCenter sees it: by heartbeats that are
 * missed, and that come again when ESXi has started. Guarded by the estate.
 */
final class EsxHost implements Managed {
    /** Heartbeats are missed so long before a host counts as not responding. */
    static final Duration HEARTBEAT = Duration.ofMinutes(1);

    /** From the end of POST until ESXi is up and the vCenter has it again. */
    static final Duration ESXI_START = Duration.ofMinutes(2);

    private final Estate estate;
    private final String moid;
    private final Device device;
    private final EsxCluster cluster;
    private final HostShapes shapes;
    private final Managed vsan;
    private boolean maintenance;
    private Instant silentSince;
    private Instant lostAfter;
    private Instant alarmedAt;

    EsxHost(Estate estate, int number, Device device, EsxCluster cluster) {
        this.estate = estate;
        this.moid = "host-" + number;
        this.device = device;
        this.cluster = cluster;
        this.shapes = new HostShapes(this);
        this.vsan = cluster.vsan() ? new VsanInternal("vsanInternalSystem-" + number) : null;
    }

    private record VsanInternal(String moid) implements Managed {
        @Override
        public String type() {
            return "HostVsanInternalSystem";
        }

        @Override
        public Map<String, Supplier<Value>> properties() {
            return Map.of();
        }
    }

    Device device() {
        return device;
    }

    EsxCluster cluster() {
        return cluster;
    }

    String name() {
        return "esx%03d.lab.example".formatted(device.plate().number() + 1);
    }

    /** Null where it has no vSAN. */
    Managed vsan() {
        return vsan;
    }

    boolean maintenance() {
        return maintenance;
    }

    void maintenance(boolean now) {
        maintenance = now;
    }

    /** From now on it answers nothing; null: it does. */
    void silentSince(Instant at) {
        silentSince = at;
    }

    /** After a restart that begins from then on it does not come back; null: it does. */
    void lostAfter(Instant at) {
        lostAfter = at;
    }

    /** An alarm about its hardware is triggered; null: none is. */
    void alarmedAt(Instant at) {
        alarmedAt = at;
    }

    /** Whether the vCenter gets its heartbeats, or does not miss them yet. */
    boolean connected() {
        return awaySince() == null;
    }

    /** Since when the vCenter says that it does not respond; null: it is connected. */
    Instant awaySince() {
        Instant now = estate.now();
        Instant noticed = noticed(silentSince, now);
        return noticed != null ? noticed : restarting(now);
    }

    private static Instant noticed(Instant silent, Instant now) {
        return silent == null || now.isBefore(silent.plus(HEARTBEAT)) ? null : silent.plus(HEARTBEAT);
    }

    private Instant restarting(Instant now) {
        Tally.Outage last = lastOutage();
        if (last == null) {
            return device.with(() -> device.host().on()) ? null : estate.began();
        }
        boolean lost = lostAfter != null && !last.from().isBefore(lostAfter);
        boolean up = last.to() != null && !lost && !now.isBefore(last.to().plus(ESXI_START));
        return up ? null : noticed(last.from(), now);
    }

    private Tally.Outage lastOutage() {
        List<Tally.Outage> outages = device.with(() -> device.tally().outages());
        return outages.isEmpty() ? null : outages.getLast();
    }

    /** When ESXi started. */
    Instant booted() {
        Tally.Outage last = lastOutage();
        return last == null || last.to() == null ? estate.began() : last.to().plus(ESXI_START);
    }

    /** Whether VMs may be moved to it. */
    boolean usable() {
        return connected() && !maintenance && !estate.tasks().runs(Orders.ENTER, this, null);
    }

    List<Machine> machines() {
        return estate.machines().stream()
                .filter(machine -> machine.host() == this)
                .toList();
    }

    /** Those that run here, without the vCenter's own agents. */
    List<Machine> running() {
        return machines().stream()
                .filter(machine -> machine.on() && !machine.agent())
                .toList();
    }

    List<Alarm.Triggered> alarms() {
        List<Alarm.Triggered> triggered = new ArrayList<>();
        Instant away = awaySince();
        if (away != null) {
            triggered.add(new Alarm.Triggered(Alarm.CONNECTION, this, "red", away));
        }
        if (alarmedAt != null) {
            triggered.add(new Alarm.Triggered(Alarm.HARDWARE, this, "red", alarmedAt));
        }
        return triggered;
    }

    String status() {
        return alarms().isEmpty() ? "green" : "red";
    }

    @Override
    public String moid() {
        return moid;
    }

    @Override
    public String type() {
        return "HostSystem";
    }

    @Override
    public List<String> kinds() {
        return List.of("ManagedEntity");
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        Map<String, Supplier<Value>> all = new LinkedHashMap<>();
        all.put("name", () -> Value.text("name", name()));
        all.put("parent", () -> Value.reference("parent", cluster));
        all.put("overallStatus", () -> Value.word("overallStatus", "ManagedEntityStatus", status()));
        all.put("recentTask", () -> estate.tasks().recentOf(this));
        all.put("triggeredAlarmState", () -> Estate.triggered(alarms()));
        all.put("vm", () -> Value.references("vm", machines()));
        all.put("datastore", () -> Value.references("datastore", List.of()));
        all.put("network", () -> Value.references("network", List.of()));
        all.put("runtime", shapes::runtime);
        all.put("hardware", shapes::hardware);
        all.put("summary", shapes::summary);
        all.put(
                "configManager",
                () -> Value.object("configManager", "HostConfigManager", Value.reference("vsanInternalSystem", vsan)));
        return all;
    }
}
