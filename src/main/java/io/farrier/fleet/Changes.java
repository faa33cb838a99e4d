package io.farrier.fleet;

import io.farrier.transport.Inventory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is news in an inventory, compared with the one before. */
final class Changes {

    private Changes() {}

    /** "BIOS 1.8.2 → 1.9.0", "gone: Disk 1"; empty where nothing has changed. Items are known by their inventory id. */
    static List<String> between(List<Component> before, List<Inventory.Installed> now) {
        return between(
                before.stream().map(Changes::item).toList(),
                now.stream()
                        .map(item -> new Item(item.inventoryId(), item.name(), item.version()))
                        .toList());
    }

    /** The same of what was known at two times. */
    static List<String> of(List<Component> before, List<Component> now) {
        return between(
                before.stream().map(Changes::item).toList(),
                now.stream().map(Changes::item).toList());
    }

    private record Item(String inventoryId, String name, String version) {}

    private static Item item(Component component) {
        return new Item(component.inventoryId(), component.name(), component.version());
    }

    private static List<String> between(Collection<Item> before, Collection<Item> now) {
        Map<String, Item> old = new LinkedHashMap<>();
        before.forEach(item -> old.put(item.inventoryId(), item));
        List<String> changes = new ArrayList<>();
        for (Item item : now) {
            Item known = old.remove(item.inventoryId());
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
