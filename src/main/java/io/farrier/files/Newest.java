package io.farrier.files;

import io.farrier.compliance.VersionOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The newest package for each place; where order can't be known, all that may be it. A rule. */
final class Newest {

    private Newest() {}

    /**
     * A package, and one place where it may be installed.
     *
     * @param place the system, and the component by its type and its id or PCI ids
     */
    record Offer(long packageId, String place, String version, Instant released) {}

    static Set<Long> of(Collection<Offer> offers) {
        Map<String, List<Offer>> places = new LinkedHashMap<>();
        for (Offer offer : offers) {
            List<Offer> best = places.computeIfAbsent(offer.place(), place -> new ArrayList<>());
            if (best.stream().noneMatch(other -> newer(other, offer))) {
                best.removeIf(other -> newer(offer, other));
                best.add(offer);
            }
        }
        Set<Long> newest = new TreeSet<>();
        places.values().forEach(best -> best.forEach(offer -> newest.add(offer.packageId())));
        return newest;
    }

    private static boolean newer(Offer one, Offer other) {
        return switch (VersionOrder.of(one.version(), other.version())) {
            case HIGHER -> true;
            case EQUAL ->
                one.released() != null
                        && other.released() != null
                        && one.released().isAfter(other.released());
            case LOWER, INCOMPARABLE -> false;
        };
    }
}
