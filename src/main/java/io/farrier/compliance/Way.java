package io.farrier.compliance;

import io.farrier.catalog.SoftwarePackage;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a component gets to the package that is wanted.
 *
 * @param packages one after the other; empty: at once, or not at all
 * @param unreachable why not at all; null: there is a way
 */
record Way(List<SoftwarePackage> packages, String unreachable) {

    static final Way AT_ONCE = new Way(List.of(), null);

    /** To be put behind the verdict's own reason. */
    String says() {
        if (unreachable != null) {
            return " Nothing brings it there: " + unreachable + ".";
        }
        return packages.size() < 2
                ? ""
                : " It goes by way of %s."
                        .formatted(packages.subList(0, packages.size() - 1).stream()
                                .map(SoftwarePackage::vendorVersion)
                                .collect(Collectors.joining(" and ")));
    }

    /** For the database; null where nothing lies between. */
    String json() {
        return packages.size() < 2
                ? null
                : packages.stream().map(offer -> String.valueOf(offer.id())).collect(Collectors.joining(",", "[", "]"));
    }
}
