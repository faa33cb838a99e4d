package io.farrier.vcenter;

import java.util.Set;

/**
 * A virtual machine as its vCenter shows it ({@code VirtualMachine}).
 *
 * @param host the moid of the host that it is on
 * @param power poweredOn, poweredOff or suspended
 * @param faultTolerance notConfigured, disabled, enabled, needSecondary, starting, running; null where it is not told
 */
public record Vm(String moid, String name, String uuid, String host, String power, String faultTolerance) {

    private static final Set<String> WITHOUT = Set.of("notConfigured", "disabled");

    boolean running() {
        return "poweredOn".equals(power);
    }

    boolean faultTolerant() {
        return faultTolerance != null && !WITHOUT.contains(faultTolerance);
    }
}
