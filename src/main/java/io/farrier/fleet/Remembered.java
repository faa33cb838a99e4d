package io.farrier.fleet;

import io.farrier.transport.Inventory.Installed;
import java.util.List;

/**
 * What an inventory does not tell because of the way that it was read, and an earlier one told of the same item: RACADM knows neither
 * component ids nor PCI ids. Pure.
 */
final class Remembered {

    private Remembered() {}

    /** The items with the ids that are known of them: by the FQDD where it is there once, and by the name, which tells another card. */
    static List<Installed> in(List<Component> before, List<Installed> now) {
        return now.stream()
                .map(item -> isNamed(item) ? item : remembered(item, before, now))
                .toList();
    }

    private static boolean isNamed(Installed item) {
        return !item.weak() && item.componentId() != null || item.vendorId() != null || item.fqdd() == null;
    }

    private static Installed remembered(Installed item, List<Component> before, List<Installed> now) {
        long twins =
                now.stream().filter(other -> item.fqdd().equals(other.fqdd())).count();
        List<Component> known = before.stream()
                .filter(component -> item.fqdd().equals(component.fqdd()))
                .toList();
        if (twins != 1
                || known.size() != 1
                || item.name() == null
                || !item.name().equals(known.getFirst().name())) {
            return item;
        }
        Component same = known.getFirst();
        return new Installed(
                same.inventoryId(),
                item.fqdd(),
                same.componentId(),
                same.vendorId(),
                same.deviceId(),
                same.subvendorId(),
                same.subdeviceId(),
                item.componentType(),
                item.name(),
                item.version(),
                same.updateable(),
                item.installedAt(),
                same.weak());
    }
}
