package io.farrier.compliance;

import io.farrier.baseline.Subject;
import java.util.Map;
import java.util.Set;

/**
 * What a verdict needs to know of a host.
 *
 * @param label how an operator knows it
 * @param serviceTag null when it is not known
 * @param model null when it is not known; so generation, "15G"
 * @param oemBranded it bears another brand than the vendor's
 * @param clusters the words that its cluster is known by; empty: in none
 */
record About(
        String label,
        String serviceTag,
        String model,
        String generation,
        Map<String, String> tags,
        boolean oemBranded,
        Set<String> clusters) {

    /** A component of it, as rules and advisories look at it. */
    Subject subject(Installed item) {
        return new Subject(model, tags, item.componentId(), item.device().pci(), item.componentType());
    }

    static final About NOTHING = new About("a host that is gone", null, null, null, Map.of(), false, Set.of());
}
