package io.farrier.fleet;

/** An installed firmware item of a host. PCI ids are four hex digits each, null where there are none. */
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
        String installedAt) {}
