package io.farrier.compliance;

import io.farrier.catalog.Device;

/**
 * An installed item of firmware, as far as a verdict needs it.
 *
 * @param systemId of the host, four upper-case hex digits; null when it is not known
 * @param componentId with the PCI ids in {@code device}; all null where the device says nothing
 * @param componentType BIOS, FRMW or APAC; null when it is not known
 * @param weak its component id was looked up by its FQDD, since the device told none
 */
public record Installed(
        long hostId,
        String systemId,
        String inventoryId,
        String fqdd,
        String name,
        String componentType,
        Device device,
        String version,
        boolean weak) {

    Installed(
            long hostId,
            String systemId,
            String inventoryId,
            String fqdd,
            String name,
            String componentType,
            Device device,
            String version) {
        this(hostId, systemId, inventoryId, fqdd, name, componentType, device, version, false);
    }

    public String componentId() {
        return device.componentId();
    }
}
