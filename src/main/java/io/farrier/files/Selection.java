package io.farrier.files;

import io.farrier.hub.Refused;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which packages of the current catalogs are meant. All that is given must hold; of each list one must. A selection with
 * no list selects nothing, never everything.
 *
 * @param systems system ids, four hex digits
 * @param models as hosts here call themselves, "PowerEdge R750"; they mean the system ids of those hosts
 * @param components component ids, "159"
 * @param types component types, BIOS, FRMW or APAC
 * @param newest only the newest for each system and component; of versions that can't be compared, all
 */
public record Selection(
        List<String> systems, List<String> models, List<String> components, List<String> types, Boolean newest) {

    private static final Set<String> TYPES = Set.of("BIOS", "FRMW", "APAC");

    public Selection {
        systems = upper(systems);
        models = models == null ? List.of() : List.copyOf(models);
        components = components == null ? List.of() : List.copyOf(components);
        types = upper(types);
        newest = newest != null && newest;
    }

    /** @throws Refused when it would select nothing, or has a word that can't be meant */
    public Selection checked() {
        if (systems.isEmpty() && models.isEmpty() && components.isEmpty() && types.isEmpty()) {
            throw Refused.invalid(
                    "A selection needs some of systems, models, components and types; with none of them it"
                            + " selects nothing.");
        }
        for (String system : systems) {
            if (!system.matches("[0-9A-F]{4}")) {
                throw Refused.invalid("A system id has four hex digits, such as 08FF, not: " + system);
            }
        }
        for (String type : types) {
            if (!TYPES.contains(type)) {
                throw Refused.invalid("A BMC installs components of the types BIOS, FRMW and APAC, not: " + type);
            }
        }
        return this;
    }

    private static List<String> upper(List<String> given) {
        return given == null
                ? List.of()
                : given.stream()
                        .map(word -> word.strip().toUpperCase(Locale.ROOT))
                        .toList();
    }
}
