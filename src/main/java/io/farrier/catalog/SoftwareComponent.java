package io.farrier.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * One package of a catalog, as its element {@code SoftwareComponent} says (recorded: catalogs 17.07.01 and 25.04.28).
 *
 * @param path of the file below the catalog's root, {@code FOLDER04178132M/1/BIOS_….EXE}
 * @param componentType BIOS, FRMW, APAC, DRVR …
 * @param packageType LW64, LWXP, LLXP, MCP …
 * @param rebootRequired null where the catalog does not say (27 % of the packages of 17.07.01)
 * @param size in bytes; null in catalogs that a customer exported
 * @param md5 32 lower-case hex digits; null where absent
 * @param sha256 64 lower-case hex digits; null where absent, which is the rule
 * @param criticality 1 recommended, 2 urgent, 3 optional; null where absent
 * @param systems four upper-case hex digits each; empty where it names none, and then it is offered to none
 * @param rollbacks one for each device that says how, often none
 */
public record SoftwareComponent(
        String packageId,
        String releaseId,
        String path,
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
        List<Device> devices,
        Set<String> systems,
        List<Rollback> rollbacks,
        List<Dependency> dependencies) {

    /** The last part of the path. */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /** How much it is: itself, its devices and its systems. */
    int rows() {
        return 1 + devices.size() + systems.size();
    }

    /** The same package as another file: what it says of itself is silent about where and how large it is. */
    SoftwareComponent as(String path, long size, String md5, String sha256) {
        return new SoftwareComponent(
                packageId,
                releaseId,
                path,
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
                devices,
                systems,
                rollbacks,
                dependencies);
    }
}
