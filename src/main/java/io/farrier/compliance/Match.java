package io.farrier.compliance;

import io.farrier.catalog.Device;
import io.farrier.catalog.SoftwarePackage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which packages are for which installed component (PROTOCOLS §5.2): those of the same component type that name the
 * system, and the device by its component id or its whole PCI quadruple. Dell's own tools read an absent list of
 * systems or devices as "any"; no recorded catalog has such a package, and here it matches nothing.
 */
public final class Match {

    private final Map<String, Set<SoftwarePackage>> byComponent = new HashMap<>();
    private final Map<String, Set<SoftwarePackage>> byQuadruple = new HashMap<>();

    private final String none;

    /** @param offered the packages for the system whose components are asked for, of the current catalogs */
    public Match(List<SoftwarePackage> offered) {
        this(offered, "none of the current catalogs");
    }

    /** @param none what was searched, to say that nothing was found there */
    Match(List<SoftwarePackage> offered, String none) {
        this.none = none;
        for (SoftwarePackage offer : offered) {
            for (Device device : offer.devices()) {
                index(byComponent, device.componentId(), offer);
                index(byQuadruple, device.quadruple(), offer);
            }
        }
    }

    /** The packages that could be installed: the 64-bit ones, or where there is none the 32-bit ones. */
    public List<SoftwarePackage> candidates(Installed installed) {
        List<SoftwarePackage> all =
                new ArrayList<>(byComponent.getOrDefault(installed.device().componentId(), Set.of()));
        for (SoftwarePackage offer : byQuadruple.getOrDefault(installed.device().quadruple(), Set.of())) {
            if (!all.contains(offer)) {
                all.add(offer);
            }
        }
        all.removeIf(offer -> !offer.componentType().equals(installed.componentType()));
        List<SoftwarePackage> wide = of("LW64", all);
        return wide.isEmpty() ? of("LWXP", all) : wide;
    }

    String none() {
        return none;
    }

    private static List<SoftwarePackage> of(String packageType, List<SoftwarePackage> packages) {
        return packages.stream()
                .filter(offer -> offer.packageType().equals(packageType))
                .toList();
    }

    private static void index(Map<String, Set<SoftwarePackage>> index, String key, SoftwarePackage offer) {
        if (key != null) {
            index.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(offer);
        }
    }
}
