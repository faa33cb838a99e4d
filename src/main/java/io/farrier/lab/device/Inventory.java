package io.farrier.lab.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The installed firmware, as it is and as the inventory shows it: the two differ between a flash and the next
 * collection. Guarded by the device.
 */
public final class Inventory {

    /** What a member of FirmwareInventory is a copy of. */
    public enum Copy {
        INSTALLED("Installed"),
        CURRENT("Current"),
        PREVIOUS("Previous"),
        AVAILABLE("Available");

        private final String word;

        Copy(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /** One member of FirmwareInventory. */
    public record Member(Part part, Copy copy, String fqdd, String name, String version, Instant installed) {
        public String id() {
            return "%s-%s-%s__%s".formatted(copy.word(), part.componentId(), version, fqdd);
        }

        /** Dell's instance id, as jobs and WS-MAN write it. */
        public String instance() {
            return Inventory.instance(part, copy, fqdd);
        }
    }

    private final Device device;
    private final Map<String, Part> parts = new LinkedHashMap<>();
    private final Map<String, Component> components = new LinkedHashMap<>();
    private Instant collected;
    private Instant updated;
    /** Made when somebody asks, and anew after a change. */
    private List<Member> members;

    Inventory(Device device, List<Part> parts) {
        this.device = device;
        parts.forEach(part -> this.parts.put(part.key(), part));
    }

    static String instance(Part part, Copy copy, String fqdd) {
        String state = copy.name();
        if (part.kind() == Part.Kind.IDRAC) {
            return "DCIM:" + state + "#" + part.classId();
        }
        return "DCIM:" + state + "#" + part.classId() + (part.classId().endsWith("_C") ? "_" : "__") + fqdd;
    }

    void put(Component component) {
        components.put(component.part(), component);
        changed();
    }

    void changed() {
        members = null;
    }

    List<Component> components() {
        return List.copyOf(components.values());
    }

    void restore(List<Component> kept, Instant collected, Instant updated) {
        kept.stream().filter(component -> parts.containsKey(component.part())).forEach(this::put);
        this.collected = collected;
        this.updated = updated;
    }

    public Part part(String key) {
        return parts.get(key);
    }

    public Part part(Part.Kind kind) {
        return parts.values().stream()
                .filter(part -> part.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    public List<Part> parts() {
        return List.copyOf(parts.values());
    }

    /** The installed part that a package is for. */
    Optional<Part> match(Dup dup) {
        return parts.values().stream()
                .filter(part -> dup.isFor(part) && components.containsKey(part.key()))
                .findFirst();
    }

    public String shown(Part.Kind kind) {
        return components.get(part(kind).key()).shown();
    }

    public String shown(Part part) {
        return components.get(part.key()).shown();
    }

    String flashed(Part.Kind kind) {
        return components.get(part(kind).key()).flashed();
    }

    /** What is really in the device, by part; the lab's testimony, shown to no client of a device. */
    public Map<String, String> flashed() {
        Map<String, String> versions = new LinkedHashMap<>();
        components.values().forEach(c -> versions.put(c.part(), c.flashed()));
        return versions;
    }

    /** Members in the order that iDRACs list them: Current, Installed, Previous, each by id. */
    public List<Member> members() {
        if (members == null) {
            members = listed();
        }
        return members;
    }

    private List<Member> listed() {
        List<Member> list = new ArrayList<>();
        for (Component component : components.values()) {
            Part part = parts.get(component.part());
            for (String fqdd : part.fqdds()) {
                String name = component.names().getOrDefault(fqdd, part.name());
                list.add(new Member(part, Copy.INSTALLED, fqdd, name, component.shown(), component.installed()));
                if (part.current()) {
                    list.add(new Member(part, Copy.CURRENT, fqdd, name, component.shown(), null));
                }
                if (component.previous() != null) {
                    list.add(new Member(part, Copy.PREVIOUS, fqdd, name, component.previous(), null));
                }
            }
        }
        device.staging().held().ifPresent(upload -> {
            String fqdd = upload.part().fqdds().get(0);
            list.add(new Member(
                    upload.part(), Copy.AVAILABLE, fqdd, upload.part().name(), upload.version(), null));
        });
        list.sort((a, b) -> a.id().compareTo(b.id()));
        return List.copyOf(list);
    }

    /** New firmware is in the part; the inventory does not know yet. */
    void flash(Part part, String version) {
        changed();
        Instant now = device.clock().now();
        components.computeIfPresent(part.key(), (key, c) -> c.flashed(version, part.previous(), now));
        if (part.kind() == Part.Kind.IDRAC) {
            components.computeIfPresent(part(Part.Kind.LC).key(), (key, c) -> c.flashed(version, false, now));
        }
        device.tally().installed(part.key(), version);
    }

    /** The collection at POST: the inventory shows everything as it is. */
    void collect() {
        if (device.faults().has(Fault.CSIOR_OFF)) {
            return;
        }
        lately(() -> {
            components.replaceAll((key, component) -> component.refreshed());
            collected = device.clock().now();
            updated = collected;
        });
    }

    /** The inventory shows one part as it is: what an update without a reboot of the host brings about. */
    void show(Set<Part.Kind> kinds) {
        lately(() -> {
            components.replaceAll((key, c) -> kinds.contains(parts.get(key).kind()) ? c.refreshed() : c);
            updated = device.clock().now();
        });
    }

    private void lately(Runnable refresh) {
        Runnable refreshed = () -> {
            refresh.run();
            changed();
        };
        if (device.faults().has(Fault.INVENTORY_LAGS)) {
            device.after(device.faults().minutes(Fault.INVENTORY_LAGS), refreshed);
        } else {
            refreshed.run();
        }
    }

    /** When the last System Inventory Collection on Restart ended. */
    public Instant collected() {
        return collected;
    }

    /** When the inventory last changed. */
    public Instant updated() {
        return updated;
    }
}
