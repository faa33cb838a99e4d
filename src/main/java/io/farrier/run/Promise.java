package io.farrier.run;

/**
 * What a run has promised to install on one component.
 *
 * @param key the component's {@code inventory_id}
 * @param from the version when it was planned
 * @param version the version that must be read back
 * @param direct installed at once, without a restart of the host; everything else is staged for the next start
 * @param bmc it is the BMC's own firmware: the BMC restarts, and is away meanwhile
 * @param batch those of one batch share one restart; batches follow each other in their order
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
        int batch) {

    /** "BIOS 1.2.4 → 1.8.2" */
    public String label() {
        return "%s %s → %s".formatted(name, from, version);
    }
}
