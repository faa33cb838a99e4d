package io.farrier.transport.wsman;

import java.util.LinkedHashMap;
import java.util.Map;

/** The instances whose methods are called, each the only one of its class, and named by these keys (PROTOCOLS 2.3). */
enum WsmanInstance {
    SOFTWARE("DCIM_SoftwareInstallationService", "DCIM_ComputerSystem", "IDRAC:ID", "SoftwareUpdate"),
    JOBS("DCIM_JobService", "DCIM_ComputerSystem", "Idrac", "JobService"),
    LIFECYCLE("DCIM_LCService", "DCIM_ComputerSystem", "DCIM:ComputerSystem", "DCIM:LCService"),
    CARD("DCIM_iDRACCardService", "DCIM_ComputerSystem", "DCIM:ComputerSystem", "DCIM:iDRACCardService"),
    /** DMTF's power management (DSP1027); the keys are those of Dell's profile of it. */
    POWER("DCIM_CSPowerManagementService", "DCIM_SPComputerSystem", "systemmc", "pwrmgtsvc:1"),
    COMPUTER("DCIM_ComputerSystem", null, null, "srv:system");

    private final String className;
    private final String systemClass;
    private final String system;
    private final String instance;

    WsmanInstance(String className, String systemClass, String system, String instance) {
        this.className = className;
        this.systemClass = systemClass;
        this.system = system;
        this.instance = instance;
    }

    String className() {
        return className;
    }

    Map<String, String> selectors() {
        Map<String, String> selectors = new LinkedHashMap<>();
        selectors.put("CreationClassName", className);
        if (system != null) {
            selectors.put("SystemCreationClassName", systemClass);
            selectors.put("SystemName", system);
        }
        selectors.put("Name", instance);
        return selectors;
    }
}
