package io.farrier.lab.vcenter;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A cluster with HA, DRS and, where it is so, vSAN. Guarded by the estate. */
final class EsxCluster implements Managed {
    private static final Duration RESYNC = Duration.ofMinutes(1);

    /** HA keeps room for the failure of so many hosts. */
    static final int FAILOVER = 1;

    private final Estate estate;
    private final String moid;
    private final String name;
    private final Managed folder;
    private final boolean vsan;
    private final List<EsxHost> hosts = new ArrayList<>();
    private final ClusterShapes shapes;
    private Place pool;
    private boolean drs = true;
    private String level = "fullyAutomated";
    private boolean tight;
    private Instant resyncs = Instant.MIN;

    EsxCluster(Estate estate, String moid, String name, Managed folder, boolean vsan) {
        this.estate = estate;
        this.moid = moid;
        this.name = name;
        this.folder = folder;
        this.vsan = vsan;
        this.shapes = new ClusterShapes(this);
    }

    void add(EsxHost host) {
        hosts.add(host);
    }

    void pool(Place resources) {
        pool = resources;
    }

    Place pool() {
        return pool;
    }

    String name() {
        return name;
    }

    List<EsxHost> hosts() {
        return List.copyOf(hosts);
    }

    boolean vsan() {
        return vsan;
    }

    boolean drs() {
        return drs;
    }

    /** fullyAutomated, partiallyAutomated or manual. */
    String level() {
        return level;
    }

    void drs(boolean on, String automation) {
        drs = on;
        level = automation;
    }

    /** What VMs have reserved leaves no room for one host less. */
    void tight(boolean now) {
        tight = now;
    }

    boolean movesByItself() {
        return drs && level.equals("fullyAutomated");
    }

    /** Whether HA's admission control lets this host go. */
    boolean spares(EsxHost leaving) {
        long left =
                hosts.stream().filter(host -> host != leaving && host.usable()).count();
        return !tight && (hosts.size() == 1 || left > FAILOVER);
    }

    /** What changed while a host was away is copied now. @param until null: for a while */
    void resyncs(Instant until) {
        resyncs = until == null ? estate.now().plus(RESYNC) : until;
    }

    boolean resyncing() {
        return vsan && estate.now().isBefore(resyncs);
    }

    private List<Alarm.Triggered> alarms() {
        return hosts.stream().flatMap(host -> host.alarms().stream()).toList();
    }

    String status() {
        return alarms().isEmpty() ? "green" : "red";
    }

    List<Machine> machines() {
        return hosts.stream().flatMap(host -> host.machines().stream()).toList();
    }

    @Override
    public String moid() {
        return moid;
    }

    @Override
    public String type() {
        return "ClusterComputeResource";
    }

    @Override
    public List<String> kinds() {
        return List.of("ComputeResource", "ManagedEntity");
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        Map<String, Supplier<Value>> all = new LinkedHashMap<>();
        all.put("name", () -> Value.text("name", name));
        all.put("parent", () -> Value.reference("parent", folder));
        all.put("overallStatus", () -> Value.word("overallStatus", "ManagedEntityStatus", status()));
        all.put("recentTask", () -> estate.tasks().recentOf(this));
        all.put("triggeredAlarmState", () -> Estate.triggered(alarms()));
        all.put("host", () -> Value.references("host", hosts));
        all.put("datastore", () -> Value.references("datastore", List.of()));
        all.put("network", () -> Value.references("network", List.of()));
        all.put("resourcePool", () -> Value.reference("resourcePool", pool));
        all.put("configurationEx", shapes::configuration);
        all.put("summary", shapes::summary);
        return all;
    }
}
