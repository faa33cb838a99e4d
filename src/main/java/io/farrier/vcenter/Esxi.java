package io.farrier.vcenter;

import java.util.List;

/**
 * An ESXi host as its vCenter shows it ({@code HostSystem}).
 *
 * @param cluster the moid of its cluster; null: it is in none
 * @param serials what may be its service tag, the likeliest first
 * @param connection connected, disconnected or notResponding
 * @param power poweredOn, poweredOff, standBy or unknown
 * @param status green, yellow, red or gray
 * @param memory MB; null where it is not told
 * @param memoryUsed MB; null where it is not told
 */
public record Esxi(
        String moid,
        String name,
        String cluster,
        List<String> serials,
        String uuid,
        String connection,
        boolean maintenance,
        String power,
        String status,
        Long memory,
        Long memoryUsed) {

    boolean connected() {
        return "connected".equals(connection);
    }

    boolean red() {
        return "red".equals(status);
    }

    /** Whether VMs may be moved to it. */
    boolean usable() {
        return connected() && !maintenance && (power == null || power.equals("poweredOn"));
    }
}
