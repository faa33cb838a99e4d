package io.farrier.fleet;

import io.farrier.transport.Inventory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is news in an inventory, compared with the one before. */
final class Changes {

    private Changes() {}

    /** "BIOS 1.8.2 → 1.9.0", "gone: Disk 1"; empty where nothing has changed. Items are known by their inventory id. */
    static List<String> between(List<Component> before, List<Inventory.Installed> now) {
        Map<String, Component> old = new LinkedHashMap<>();
        before.forEach(component -> old.put(component.inventoryId(), component));
        List<String> changes = new ArrayList<>();
        for (Inventory.Installed item : now) {
            Component known = old.remove(item.inventoryId());
            if (known == null) {
                changes.add("new: %s %s".formatted(item.name(), version(item.version())));
            } else if (!Objects.equals(known.version(), item.version())) {
                changes.add("%s %s → %s".formatted(item.name(), version(known.version()), version(item.version())));
            }
        }
        old.values().forEach(gone -> changes.add("gone: %s %s".formatted(gone.name(), version(gone.version()))));
        return changes;
    }

    private static String version(String version) {
        return version == null ? "(version unknown)" : version;
    }
}
