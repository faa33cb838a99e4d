package io.farrier.fleet;

/**
 * An installed firmware item of a host. PCI ids are four hex digits each, null where there are none.
 *
 * @param weak the component id was looked up by the FQDD, since the device told none
 */
public record Component(
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

    Component(
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
