package io.farrier.lab.vcenter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** A virtual machine. Guarded by the estate. */
final class Machine implements Managed {
    static final int MEMORY_MB = 16_384;

    private final Estate estate;
    private final String moid;
    private final String name;
    private final boolean agent;
    private final Managed folder;
    private final EsxCluster cluster;
    private EsxHost host;
    private boolean on = true;
    private boolean local;
    private boolean bound;
    private boolean override;

    /** @param agent one that vCenter itself runs and stops (vCLS) */
    Machine(Estate estate, String moid, String name, boolean agent, Managed folder, EsxHost host) {
        this.estate = estate;
        this.moid = moid;
        this.name = name;
        this.agent = agent;
        this.folder = folder;
        this.cluster = host.cluster();
        this.host = host;
    }

    String name() {
        return name;
    }

    boolean agent() {
        return agent;
    }

    boolean on() {
        return on;
    }

    void on(boolean now) {
        on = now;
    }

    EsxHost host() {
        return host;
    }

    void moveTo(EsxHost target) {
        host = target;
    }

    /** It has a device of its host: no vMotion takes it anywhere. */
    boolean local() {
        return local;
    }

    void local(boolean now) {
        local = now;
    }

    /** A rule says that it must run on the host that it is on. */
    boolean bound() {
        return bound;
    }

    void bound(boolean now) {
        bound = now;
    }

    /** DRS is told only to advise about it. */
    boolean override() {
        return override;
    }

    void override(boolean now) {
        override = now;
    }

    /** Whether nothing but a person moves it. */
    boolean pinned() {
        return local || bound || override;
    }

    @Override
    public String moid() {
        return moid;
    }

    @Override
    public String type() {
        return "VirtualMachine";
    }

    @Override
    public List<String> kinds() {
        return List.of("ManagedEntity");
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        Map<String, Supplier<Value>> all = new LinkedHashMap<>();
        all.put("name", () -> Value.text("name", name));
        all.put("parent", () -> Value.reference("parent", folder));
        all.put("overallStatus", () -> Value.word("overallStatus", "ManagedEntityStatus", "green"));
        all.put("recentTask", () -> estate.tasks().recentOf(this));
        all.put("triggeredAlarmState", () -> Value.array("triggeredAlarmState", "AlarmState", List.of()));
        all.put("resourcePool", () -> Value.reference("resourcePool", cluster.pool()));
        all.put("runtime", this::runtime);
        all.put("summary", this::summary);
        return all;
    }

    private Value runtime() {
        return Value.object(
                "runtime",
                "VirtualMachineRuntimeInfo",
                Value.reference("host", host),
                Value.word(
                        "connectionState",
                        "VirtualMachineConnectionState",
                        host.connected() ? "connected" : "disconnected"),
                Value.word("powerState", "VirtualMachinePowerState", on ? "poweredOn" : "poweredOff"),
                Value.word("faultToleranceState", "VirtualMachineFaultToleranceState", "notConfigured"));
    }

    private Value summary() {
        Value managedBy = Value.object(
                "managedBy",
                "ManagedByInfo",
                Value.text("extensionKey", "com.vmware.vim.eam"),
                Value.text("type", "cluster-agent"));
        String uuid = UUID.nameUUIDFromBytes((estate.uuid() + moid).getBytes()).toString();
        Value config = Value.object(
                "config",
                "VirtualMachineConfigSummary",
                Value.text("name", name),
                Value.is("template", false),
                Value.text("vmPathName", "[datastore1] " + name + "/" + name + ".vmx"),
                Value.integer("memorySizeMB", MEMORY_MB),
                Value.text("uuid", uuid),
                Value.text("instanceUuid", uuid),
                agent ? managedBy : null);
        return Value.object(
                "summary",
                "VirtualMachineSummary",
                Value.reference("vm", this),
                runtime(),
                config,
                Value.word("overallStatus", "ManagedEntityStatus", "green"));
    }
}
