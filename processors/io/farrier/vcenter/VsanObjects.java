package io.farrier.vcenter;

import io.farrier.transport.Xml;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many objects of a vSAN cluster are in which state ({@code VsanObjectHealthState} of vSAN's management API). Those whose
 * availability is not touched are sound, also where they are moved, or are not as their policy wants; a state that nobody knows is not.
 */
final class VsanObjects {

    private VsanObjects() {}

    /** Those that are not sound, by state; nothing: the answer does not tell of any object at all. */
    static Optional<Map<String, Integer>> unsound(VimReply reply) {
        List<Xml> details = reply.returned().flatMap(value -> value.child("health")).stream()
                .flatMap(health -> health.children().stream())
                .filter(child -> child.name().equals("objectHealthDetail"))
                .toList();
        if (details.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Integer> unsound = new TreeMap<>();
        for (Xml detail : details) {
            String state = detail.value("health");
            String number = detail.value("numObjects");
            if (number == null || !number.matches("\\d{1,9}")) {
                return Optional.empty();
            }
            if (Integer.parseInt(number) > 0 && !sound(state)) {
                unsound.merge(state == null ? "in an unknown state" : state, Integer.parseInt(number), Integer::sum);
            }
        }
        return Optional.of(unsound);
    }

    private static boolean sound(String state) {
        String known = state == null ? "" : state.toLowerCase(Locale.ROOT);
        return known.equals("healthy")
                || known.equals("datamove")
                || known.equals("remoteaccessible")
                || known.startsWith("nonavailabilityrelated");
    }
}
