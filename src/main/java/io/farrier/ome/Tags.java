package io.farrier.ome;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which tags of a host an OME may write: those that nobody else has written. A person and the CMDB win over an OME, whoever came
 * first; of two OMEs the one that came first holds it. Pure.
 *
 * @param now the host's tags from now on
 * @param given those of them that are from this OME
 * @param gaveWay what this OME says and others say otherwise
 */
record Tags(Map<String, String> now, Map<String, String> given, Set<String> gaveWay) {

    /**
     * @param before the host's tags
     * @param given what this OME gave it before; what has another value since is somebody else's
     * @param said what this OME says now
     */
    static Tags of(Map<String, String> before, Map<String, String> given, Map<String, String> said) {
        Map<String, String> now = new HashMap<>(before);
        given.forEach((name, value) -> now.remove(name, value));
        Map<String, String> gives = new HashMap<>();
        Set<String> gaveWay = new HashSet<>();
        said.forEach((name, value) -> {
            String held = now.putIfAbsent(name, value);
            if (held == null) {
                gives.put(name, value);
            } else if (!held.equals(value)) {
                gaveWay.add(name);
            }
        });
        return new Tags(Map.copyOf(now), Map.copyOf(gives), Set.copyOf(gaveWay));
    }
}
