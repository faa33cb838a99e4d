package io.farrier.compliance;

import java.util.Map;

/**
 * What a verdict needs to know of a host.
 *
 * @param model null when it is not known
 */
record About(String model, Map<String, String> tags) {

    static final About NOTHING = new About(null, Map.of());
}
