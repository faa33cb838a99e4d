package io.farrier.lab.vcenter;

import io.farrier.lab.device.Device;

/** What a host shows of itself, in the shapes of a PowerEdge under ESXi 8. */
record HostShapes(EsxHost host) {
    private static final long MEMORY_MB = 524_288;
    private static final int OWN_MEMORY_MB = 8_192;

    Value runtime() {
        boolean connected = host.connected();
        return Value.object(
                "runtime",
                "HostRuntimeInfo",
                Value.word("connectionState", "HostSystemConnectionState", connected ? "connected" : "notResponding"),
                Value.word("powerState", "HostSystemPowerState", connected ? "poweredOn" : "unknown"),
                Value.word("standbyMode", "xsd:string", "none"),
                Value.is("inMaintenanceMode", host.maintenance()),
                Value.is("inQuarantineMode", false),
                connected ? Value.time("bootTime", host.booted()) : null);
    }

    Value hardware() {
        Device.Plate plate = host.device().plate();
        // ESXi shows the UUID byte by byte as SMBIOS has it: the first three fields are turned.
        Value system = Value.object(
                "systemInfo",
                "HostSystemInfo",
                Value.text("vendor", "Dell Inc."),
                Value.text("model", plate.model().model()),
                Value.text("uuid", plate.tag().smbiosGuid()),
                identifying("AssetTag", "Asset Tag", " "),
                identifying("ServiceTag", "Service tag", plate.tag().tag()),
                Value.text("serialNumber", plate.tag().tag()));
        Value cpu = Value.object(
                "cpuInfo",
                "HostCpuInfo",
                Value.shorter("numCpuPackages", 2),
                Value.shorter("numCpuCores", 64),
                Value.shorter("numCpuThreads", 128),
                Value.number("hz", 2_000_000_000L));
        return Value.object("hardware", "HostHardwareInfo", system, cpu, Value.number("memorySize", MEMORY_MB << 20));
    }

    private static Value identifying(String key, String label, String value) {
        return Value.object(
                "otherIdentifyingInfo",
                "HostSystemIdentificationInfo",
                Value.text("identifierValue", value),
                Value.object(
                                "identifierType",
                                "ElementDescription",
                                Value.text("label", label),
                                Value.text("summary", label + " of the system"),
                                Value.text("key", key))
                        .typed());
    }

    Value summary() {
        Device.Plate plate = host.device().plate();
        Value hardware = Value.object(
                "hardware",
                "HostHardwareSummary",
                Value.text("vendor", "Dell Inc."),
                Value.text("model", plate.model().model()),
                Value.text("uuid", plate.tag().smbiosGuid()),
                identifying("ServiceTag", "Service tag", plate.tag().tag()),
                Value.number("memorySize", MEMORY_MB << 20),
                Value.text("cpuModel", "Intel(R) Xeon(R) Gold 6338 CPU @ 2.00GHz"),
                Value.integer("cpuMhz", 2_000),
                Value.shorter("numCpuPkgs", 2),
                Value.shorter("numCpuCores", 64),
                Value.shorter("numCpuThreads", 128),
                Value.integer("numNics", 4),
                Value.integer("numHBAs", 2));
        int used = OWN_MEMORY_MB + Machine.MEMORY_MB * host.running().size();
        Value quick = Value.object(
                "quickStats",
                "HostListSummaryQuickStats",
                Value.integer("overallCpuUsage", 4_000),
                Value.integer("overallMemoryUsage", used));
        Value config = Value.object(
                "config",
                "HostConfigSummary",
                Value.text("name", host.name()),
                Value.integer("port", 443),
                Value.object(
                        "product",
                        "AboutInfo",
                        Value.text("name", "VMware ESXi"),
                        Value.text("fullName", "VMware ESXi 8.0.2 build-22380479"),
                        Value.text("vendor", "VMware, Inc."),
                        Value.text("version", "8.0.2"),
                        Value.text("build", "22380479"),
                        Value.text("osType", "vmnix-x86"),
                        Value.text("productLineId", "embeddedEsx"),
                        Value.text("apiType", "HostAgent"),
                        Value.text("apiVersion", "8.0.2.0")),
                Value.is("vmotionEnabled", true),
                Value.is("faultToleranceEnabled", false));
        return Value.object(
                "summary",
                "HostListSummary",
                Value.reference("host", host),
                hardware,
                runtime(),
                config,
                quick,
                Value.word("overallStatus", "ManagedEntityStatus", host.status()),
                Value.is("rebootRequired", false));
    }
}
