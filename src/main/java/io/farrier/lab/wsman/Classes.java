package io.farrier.lab.wsman;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Part;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The classes that firmware work reads, and the services whose methods it calls; other classes are not here. */
final class Classes {
    private static final DateTimeFormatter CIM =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss'.000000+000'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

    private Classes() {}

    /** The instances of a class; empty where the device does not know the class. */
    static Optional<List<Instance>> of(Device device, String className) {
        return Optional.ofNullable(
                switch (className) {
                    case "DCIM_SystemView" -> List.of(system(device));
                    case "DCIM_SoftwareIdentity" ->
                        device.inventory().members().stream()
                                .map(Classes::software)
                                .toList();
                    case "DCIM_LifecycleJob" -> jobs(device);
                    case "DCIM_ComputerSystem" -> List.of(computer(device));
                    case "DCIM_iDRACCardView" -> List.of(card(device));
                    case "DCIM_SoftwareInstallationService" ->
                        List.of(service(className, "IDRAC:ID", "SoftwareUpdate"));
                    case "DCIM_JobService" -> List.of(service(className, "Idrac", "JobService"));
                    case "DCIM_LCService" -> List.of(service(className, "DCIM:ComputerSystem", "DCIM:LCService"));
                    case "DCIM_iDRACCardService" ->
                        List.of(service(className, "DCIM:ComputerSystem", "DCIM:iDRACCardService"));
                    case "DCIM_CSPowerManagementService" ->
                        List.of(Instance.service(className, "DCIM_SPComputerSystem", "systemmc", "pwrmgtsvc:1"));
                    default -> null;
                });
    }

    private static Instance service(String className, String system, String name) {
        return Instance.service(className, "DCIM_ComputerSystem", system, name);
    }

    private static Instance system(Device device) {
        Map<String, String> values = new HashMap<>();
        values.put("AssetTag", null);
        values.put("BIOSVersionString", device.inventory().shown(Part.Kind.BIOS));
        values.put("ChassisServiceTag", device.plate().tag().tag());
        values.put("ExpressServiceCode", device.plate().tag().expressServiceCode());
        values.put("FQDD", "System.Embedded.1");
        values.put("HostName", "esx-%04d.lab.example".formatted(device.plate().number() + 1));
        values.put("LastSystemInventoryTime", CIM.format(device.inventory().collected()));
        values.put("LastUpdateTime", CIM.format(device.inventory().updated()));
        values.put("LifecycleControllerVersion", device.bmc().firmware());
        values.put("Manufacturer", "Dell Inc.");
        values.put("Model", device.model().model());
        values.put("NodeID", device.plate().tag().tag());
        values.put("PlatformGUID", device.plate().tag().platformGuid());
        values.put("PowerState", device.host().on() ? "2" : "8");
        values.put("PrimaryStatus", "1");
        values.put("RollupStatus", "1");
        values.put("ServiceTag", device.plate().tag().tag());
        values.put("SystemGeneration", device.model().generation() + " Monolithic");
        values.put("SystemID", String.valueOf(device.model().systemId()));
        values.put("UUID", device.plate().tag().uuid());
        values.put("smbiosGUID", device.plate().tag().smbiosGuid());
        return Instance.named("DCIM_SystemView", "System.Embedded.1", values);
    }

    private static Instance software(Inventory.Member member) {
        Part part = member.part();
        boolean installed = member.copy() == Inventory.Copy.INSTALLED;
        Map<String, String> values = new HashMap<>();
        values.put("Classifications", part.kind() == Part.Kind.BIOS ? "11" : "10");
        values.put("ComponentID", part.componentId());
        values.put("ComponentType", part.type());
        values.put("DeviceID", part.pciIds().map(Part.Pci::device).orElse(null));
        values.put("ElementName", member.name());
        values.put("FQDD", member.fqdd());
        values.put("InstallationDate", installed ? member.installed().toString().replaceAll("\\.\\d+Z", "Z") : "NA");
        values.put("IsEntity", "true");
        values.put("Status", installed ? "Installed" : "Available");
        values.put("SubDeviceID", part.pciIds().map(Part.Pci::subDevice).orElse(null));
        values.put("SubVendorID", part.pciIds().map(Part.Pci::subVendor).orElse(null));
        values.put("Updateable", "true");
        values.put("VendorID", part.pciIds().map(Part.Pci::vendor).orElse(null));
        values.put("VersionString", member.version());
        return Instance.named("DCIM_SoftwareIdentity", member.instance(), values);
    }

    /** The queue, and before it the job that is none: the recorded answers have it always. */
    private static List<Instance> jobs(Device device) {
        List<Instance> jobs = new ArrayList<>();
        jobs.add(job("JID_CLEARALL", "CLEARALL", "Pending", "NA", "NA", 0, "TIME_NA", "TIME_NA"));
        for (Job job : device.jobs().all()) {
            Job.Progress progress = job.progress();
            jobs.add(job(
                    job.id(),
                    job.dmtfName(),
                    prose(job),
                    progress.text(),
                    progress.message().id(),
                    progress.percent(),
                    job.schedule().from() == null
                            ? "00000101000000"
                            : stamp(job.schedule().from()),
                    job.schedule().until() == null
                            ? "TIME_NA"
                            : stamp(job.schedule().until())));
        }
        return jobs;
    }

    /** "Reboot Completed": what Redfish writes in one word. */
    private static String prose(Job job) {
        return job.state().dell().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    }

    private static String stamp(Instant at) {
        return STAMP.format(at);
    }

    private static Instance job(
            String id,
            String name,
            String status,
            String message,
            String messageId,
            int percent,
            String start,
            String until) {
        Map<String, String> values = new HashMap<>();
        values.put("JobStartTime", start);
        values.put("JobStatus", status);
        values.put("JobUntilTime", until);
        values.put("Message", message);
        values.put("MessageID", messageId);
        values.put("Name", name);
        values.put("PercentComplete", String.valueOf(percent));
        return Instance.named("DCIM_LifecycleJob", id, values);
    }

    private static Instance computer(Device device) {
        Map<String, String> keys = Map.of("CreationClassName", "DCIM_ComputerSystem", "Name", "srv:system");
        Map<String, String> values = new HashMap<>(keys);
        values.put("EnabledState", device.host().on() ? "2" : "3");
        return new Instance("DCIM_ComputerSystem", keys, values);
    }

    private static Instance card(Device device) {
        Map<String, String> values = new HashMap<>();
        values.put("FQDD", "iDRAC.Embedded.1-1");
        values.put("FirmwareVersion", device.bmc().firmware());
        values.put("GUID", device.plate().tag().platformGuid());
        values.put("Model", "Enterprise");
        values.put("PermanentMACAddress", device.plate().mac());
        values.put(
                "ProductDescription", "This system component provides a complete set of remote management functions.");
        return Instance.named("DCIM_iDRACCardView", "iDRAC.Embedded.1-1#IDRACinfo", values);
    }
}
