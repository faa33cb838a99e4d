package io.farrier.transport;

import java.time.Instant;
import java.util.List;

/**
 * A server and the firmware it holds, as its BMC says. What the device does not say is null; nothing is guessed.
 *
 * @param generation "14G" …, from {@code Manager.Model}; never from a version number
 * @param systemId four upper-case hex digits, as catalogs write it
 * @param collectedAt when the device itself last collected its inventory ({@code LastSystemInventoryTime})
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
        List<Installed> components)
        implements Answer {

    /**
     * One installed item of firmware: an {@code Installed-} entry of the device's inventory.
     *
     * @param inventoryId the device's own id of the entry without the version, so that it is the same after an update
     * @param componentId null where the device says 0 or nothing
     * @param vendorId with the three after it the PCI quadruple, four hex digits each, null where there is none
     * @param installedAt as the device writes it; may be NA
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
            String installedAt) {}
}
