package io.farrier.compliance;

import java.util.Map;

/**
 * What a verdict needs to know of a host.
 *
 * @param label how an operator knows it
 * @param model null when it is not known; so generation, "15G"
 */
record About(String label, String model, String generation, Map<String, String> tags) {

    static final About NOTHING = new About("a host that is gone", null, null, Map.of());
}
