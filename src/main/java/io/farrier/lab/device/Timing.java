package io.farrier.lab.device;

import java.time.Duration;

/**
 * How long things take in the lab, all in lab time but the last. The usual ones are of the order that operators report.
 *
 * @param download what a transfer takes at least, from Downloading to the end of the check
 * @param direct a job that needs no host reboot, other than the iDRAC's own
 * @param idrac the iDRAC's own update, before its restart
 * @param bios a BIOS job during POST; {@code nic}, {@code storage}, {@code cpld}, {@code psu}, {@code other} alike
 * @param post POST itself, without jobs
 * @param collect Collecting System Inventory, after POST
 * @param shutdown an operating system's graceful shutdown
 * @param bmcGrace from the order to restart a BMC until it stops answering
 * @param bmcDown connection refused
 * @param bmcStarting answers 503 to all but the service root
 * @param lcReload answers, and the Lifecycle Controller still reloads its data
 * @param taskKept how long a finished task can be read (10 minutes from iDRAC9 5.00 on)
 * @param sessionTimeout an idle session's life
 * @param jobTakes wall time of every update job's work, in place of the times above; null: those hold
 */
public record Timing(
        Duration download,
        Duration direct,
        Duration idrac,
        Duration bios,
        Duration nic,
        Duration storage,
        Duration cpld,
        Duration psu,
        Duration other,
        Duration post,
        Duration collect,
        Duration shutdown,
        Duration bmcGrace,
        Duration bmcDown,
        Duration bmcStarting,
        Duration lcReload,
        Duration taskKept,
        Duration sessionTimeout,
        Duration jobTakes) {

    public static Timing usual() {
        return new Timing(
                Duration.ofSeconds(40),
                Duration.ofSeconds(90),
                Duration.ofMinutes(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(3),
                Duration.ofMinutes(4),
                Duration.ofMinutes(4),
                Duration.ofMinutes(6),
                Duration.ofMinutes(3),
                Duration.ofMinutes(3),
                Duration.ofMinutes(2),
                Duration.ofSeconds(90),
                Duration.ofSeconds(10),
                Duration.ofMinutes(3),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                null);
    }

    /** The usual times, and every job's work takes so long on the wall's clock: for benchmarks. */
    public Timing withJobTakes(Duration wall) {
        return new Timing(
                download,
                direct,
                idrac,
                bios,
                nic,
                storage,
                cpld,
                psu,
                other,
                post,
                collect,
                shutdown,
                bmcGrace,
                bmcDown,
                bmcStarting,
                lcReload,
                taskKept,
                sessionTimeout,
                wall);
    }

    Duration work(Part.Kind kind) {
        return switch (kind) {
            case BIOS -> bios;
            case IDRAC -> idrac;
            case LC, DIRECT -> direct;
            case NIC -> nic;
            case STORAGE -> storage;
            case CPLD -> cpld;
            case PSU -> psu;
            case OTHER -> other;
        };
    }
}
