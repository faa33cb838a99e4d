package io.farrier.transport;

import java.util.List;

/**
 * What the device itself would install from the catalog that it last looked at; nothing: it holds what the catalog has.
 * The source is the PackageList of {@code GetRepoBasedUpdateList}.
 */
public record Repository(List<Offer> offers) implements Answer {

    /**
     * One package that the device would take.
     *
     * @param fqdd of the component it is for
     * @param componentId null where there is none
     * @param installed the version that the device holds, null where it does not say
     * @param version the package's
     * @param criticality Recommended, Urgent, Optional; null where it does not say
     * @param reboot HOST, IDRAC or NONE
     * @param path of the package's file, below the catalog's base
     */
    public record Offer(
            String fqdd,
            String componentId,
            String name,
            String installed,
            String version,
            String criticality,
            String reboot,
            String path) {}
}
