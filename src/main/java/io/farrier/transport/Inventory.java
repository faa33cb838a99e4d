package io.farrier.transport;

import java.time.Instant;
import java.util.List;

/**
 * A server and the firmware it holds, as its BMC says. What the device does not say is null; nothing is guessed.
 *
 * @param generation "14G" …, from {@code Manager.Model}; never from a version number
 * @param systemId four upper-case hex digits, as catalogs write it
 * @param collectedAt when the device itself last collected its inventory ({@code LastSystemInventoryTime})
 * @param chassisTag of the chassis that it shares with others ({@code DellSystem.ChassisServiceTag} where it is not its own tag)
 * @param oemBranded whether it bears another brand than the vendor's ({@code DellSystem.IsOEMBranded}, recorded R750 and iDRAC10)
 */
public record Inventory(
        String serviceTag,
        String model,
        String generation,
        String systemId,
        String bmcModel,
        String bmcVersion,
        String biosVersion,
        String powerState,
        String health,
        String hostName,
        String uuid,
        String managerMac,
        Instant collectedAt,
        String chassisTag,
        Boolean oemBranded,
        List<Installed> components)
        implements Answer {

    /** Of a way that tells neither its chassis nor whose brand it bears. */
    public Inventory(
            String serviceTag,
            String model,
            String generation,
            String systemId,
            String bmcModel,
            String bmcVersion,
            String biosVersion,
            String powerState,
            String health,
            String hostName,
            String uuid,
            String managerMac,
            Instant collectedAt,
            List<Installed> components) {
        this(
                serviceTag,
                model,
                generation,
                systemId,
                bmcModel,
                bmcVersion,
                biosVersion,
                powerState,
                health,
                hostName,
                uuid,
                managerMac,
                collectedAt,
                null,
                null,
                components);
    }

    /**
     * One installed item of firmware: an {@code Installed-} entry of the device's inventory.
     *
     * @param inventoryId the device's own id of the entry without the version, so that it is the same after an update
     * @param componentId null where the device says 0 or nothing
     * @param vendorId with the three after it the PCI quadruple, four hex digits each, null where there is none
     * @param installedAt as the device writes it; may be NA
     * @param weak the component id was looked up by the FQDD ({@code config/fqdd.yaml}), since the device told none
     */
    public record Installed(
            String inventoryId,
            String fqdd,
            String componentId,
            String vendorId,
            String deviceId,
            String subvendorId,
            String subdeviceId,
            String componentType,
            String name,
            String version,
            boolean updateable,
            String installedAt,
            boolean weak) {

        /** As the device told it itself. */
        public Installed(
                String inventoryId,
                String fqdd,
                String componentId,
                String vendorId,
                String deviceId,
                String subvendorId,
                String subdeviceId,
                String componentType,
                String name,
                String version,
                boolean updateable,
                String installedAt) {
            this(
                    inventoryId,
                    fqdd,
                    componentId,
                    vendorId,
                    deviceId,
                    subvendorId,
                    subdeviceId,
                    componentType,
                    name,
                    version,
                    updateable,
                    installedAt,
                    false);
        }
    }
}
