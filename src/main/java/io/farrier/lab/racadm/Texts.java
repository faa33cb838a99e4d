package io.farrier.lab.racadm;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Part;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the reading commands print, in the shapes that are recorded of iDRAC8 (RackHD) and told by Dell's guides. */
final class Texts {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("EEE MMM d HH:mm:ss yyyy", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Map<String, String> TYPES = Map.of("BIOS", "BIOS", "FRMW", "FIRMWARE", "APAC", "APPLICATION");
    private static final Map<String, String> LC = Map.of(
            "NotInitialized",
            "Not Initialized",
            "ReloadingData",
            "Reloading Data",
            "InRecovery",
            "In Recovery",
            "InUse",
            "In Use");
    private static final Map<String, String> SERVER = Map.of(
            "PoweredOff", "Powered off",
            "InPOST", "In POST",
            "OutOfPOST", "Out of POST",
            "CollectingSystemInventory", "Collecting System Inventory",
            "AutomatedTaskExecution", "Automated Task Execution");
    private static final String LINE = "-".repeat(67) + "\n";
    private static final String JOB_LINE = "-".repeat(58) + "\n";

    private Texts() {}

    static String system(Device device) {
        String power = device.host().on() ? "ON" : "OFF";
        return """
                RAC Information:
                RAC Date/Time           = %s
                Firmware Version        = %s
                MAC Address             = %s

                Common settings:
                DNS RAC Name            = idrac-%s

                IPv4 settings:
                Enabled                 = 1
                Current IP Address      = %s

                System Information:
                System Model            = %s
                System BIOS Version     = %s
                Service Tag             = %s
                Express Svc Code        = %s
                Host Name               = %s
                Power Status            = %s

                """.formatted(
                        CLOCK.format(device.clock().now()),
                        device.bmc().firmware(),
                        device.plate().mac(),
                        device.plate().tag().tag(),
                        device.address(),
                        device.model().model(),
                        device.inventory().shown(Part.Kind.BIOS),
                        device.plate().tag().tag(),
                        device.plate().tag().expressServiceCode(),
                        "esx-%04d.lab.example".formatted(device.plate().number() + 1),
                        power);
    }

    static String version(Device device) {
        return """
                 Bios Version             = %s

                 iDRAC Version            = %s

                 Lifecycle Controller Version = %s

                """.formatted(
                        device.inventory().shown(Part.Kind.BIOS),
                        device.bmc().firmware(),
                        device.inventory().shown(Part.Kind.LC));
    }

    /** One block an image; a {@code Current-} member of Redfish is no image of its own. */
    static String software(Device device) {
        StringBuilder text =
                new StringBuilder("\n\n-------------------------SOFTWARE INVENTORY------------------------\n");
        for (Inventory.Member member : device.inventory().members()) {
            String label =
                    switch (member.copy()) {
                        case INSTALLED -> "Current Version";
                        case PREVIOUS -> "Rollback Version";
                        case AVAILABLE -> "Available Version";
                        case CURRENT -> null;
                    };
            if (label != null) {
                boolean installed = member.copy() == Inventory.Copy.INSTALLED;
                text.append("""

                        ComponentType = %s
                        ElementName = %s
                        FQDD = %s
                        InstallationDate = %s
                        %s = %s
                        """.formatted(
                                TYPES.getOrDefault(member.part().type(), "FIRMWARE"),
                                member.name(),
                                member.fqdd(),
                                installed ? member.installed().toString().replaceAll("\\.\\d+Z", "Z") : "NA",
                                label,
                                member.version()));
                text.append(LINE);
            }
        }
        return text.append("\n").toString();
    }

    static String jobs(List<Job> jobs) {
        StringBuilder text = new StringBuilder("-------------------------JOB QUEUE------------------------\n");
        for (Job job : jobs) {
            Job.Progress progress = job.progress();
            boolean next = job.order().onReset() || job.order().waits();
            text.append("""
                    [Job ID=%s]
                    Job Name=%s
                    Status=%s
                    Scheduled Start Time=[%s]
                    Expiration Time=[Not Applicable]
                    Message=[%s: %s]
                    Percent Complete=[%d]
                    """.formatted(
                            job.id(),
                            job.name(),
                            job.state().dell().replaceAll("(?<=[a-z])(?=[A-Z])", " "),
                            next ? "Next Reboot" : "Not Applicable",
                            progress.message().id(),
                            progress.text(),
                            progress.percent()));
            text.append(JOB_LINE);
        }
        return text.append("\n").toString();
    }

    static String status(Device device) {
        String lifecycle = device.bmc().lcStatus();
        String server = device.host().serverStatus();
        return """
                Host System Status = %s
                Lifecycle Controller (LC) Status = %s
                Overall Status = %s
                """.formatted(
                        SERVER.getOrDefault(server, server),
                        LC.getOrDefault(lifecycle, lifecycle),
                        lifecycle.equals("Ready") ? "Ready" : "Not Ready");
    }
}
