package io.farrier.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * A package of a catalog that was synced.
 *
 * @param packageId the vendor's own id, "0K8K8"
 * @param path of the file below the catalog's root; {@code fileName} is its last part
 * @param componentType BIOS, FRMW, APAC, DRVR …
 * @param packageType LW64, LWXP, LLXP, MCP …
 * @param rebootRequired null where the catalog does not say
 * @param size in bytes; null where the catalog does not say
 * @param md5 lower-case hex, null where absent; sha256 likewise
 * @param criticality 1 recommended, 2 urgent, 3 optional; null where absent
 */
public record SoftwarePackage(
        long id,
        long catalogId,
        String packageId,
        String path,
        String fileName,
        String name,
        String componentType,
        String packageType,
        String vendorVersion,
        String dellVersion,
        Instant released,
        Boolean rebootRequired,
        Long size,
        String md5,
        String sha256,
        Integer criticality,
        List<Device> devices) {

    /** The component ids it is for, each once. */
    public List<String> componentIds() {
        return devices.stream()
                .map(Device::componentId)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    SoftwarePackage with(List<Device> devices) {
        return new SoftwarePackage(
                id,
                catalogId,
                packageId,
                path,
                fileName,
                name,
                componentType,
                packageType,
                vendorVersion,
                dellVersion,
                released,
                rebootRequired,
                size,
                md5,
                sha256,
                criticality,
                List.copyOf(devices));
    }
}
