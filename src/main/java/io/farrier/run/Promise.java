package io.farrier.run;

/**
 * What a run has promised to install on one component.
 *
 * @param key of this promise in its run: the component's {@code inventory_id}, and for a step on the way its version behind it
 * @param from the version when it was planned
 * @param version the version that must be read back
 * @param packageId {@link #KEPT}: the image that the device keeps of its former version, and no package
 * @param fileName null of a kept image
 * @param direct installed at once, without a restart of the host; everything else is staged for the next start
 * @param bmc it is the BMC's own firmware: the BMC restarts, and is away meanwhile
 * @param batch those of one batch share one restart; batches follow each other in their order
 * @param component its {@code inventory_id}
 */
public record Promise(
        String key,
        String fqdd,
        String name,
        String componentId,
        String from,
        String version,
        long packageId,
        String fileName,
        boolean direct,
        boolean bmc,
        int batch,
        String component) {

    /** In the place of a batch's number: what it takes until the host stands still, and until it is back in service. */
    public static final int DRAIN = 0;

    public static final int RESTORE = -1;

    /** In the place of a package's id: the device goes back by itself to what it has kept. */
    public static final long KEPT = 0;

    public Promise {
        component = component == null ? key : component;
    }

    /** Of a component that gets there at once. */
    public Promise(
            String key,
            String fqdd,
            String name,
            String componentId,
            String from,
            String version,
            long packageId,
            String fileName,
            boolean direct,
            boolean bmc,
            int batch) {
        this(key, fqdd, name, componentId, from, version, packageId, fileName, direct, bmc, batch, key);
    }

    /** Nothing comes to the device: it has the image. */
    public boolean kept() {
        return packageId == KEPT;
    }

    /** "BIOS 1.2.4 → 1.8.2" */
    public String label() {
        return "%s %s → %s".formatted(name, from, version);
    }
}
