package io.farrier.lab.vcenter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What only holds others: a Folder, the Datacenter, a ResourcePool. */
final class Place implements Managed {
    private final String type;
    private final String moid;
    private final String name;
    private final Managed parent;
    private final Map<String, List<Managed>> held = new LinkedHashMap<>();

    /** @param parent null of the root folder */
    Place(String type, String moid, String name, Managed parent) {
        this.type = type;
        this.moid = moid;
        this.name = name;
        this.parent = parent;
    }

    /** @param as the property that shows it */
    void holds(String as, Managed one) {
        held.computeIfAbsent(as, key -> new ArrayList<>()).add(one);
    }

    /** How many VMs a pool holds. */
    int size() {
        return of("vm").size();
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public String moid() {
        return moid;
    }

    @Override
    public List<String> kinds() {
        return List.of("ManagedEntity");
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        Map<String, Supplier<Value>> all = new LinkedHashMap<>();
        all.put("name", () -> Value.text("name", name));
        all.put("parent", () -> Value.reference("parent", parent));
        all.put("overallStatus", () -> Value.word("overallStatus", "ManagedEntityStatus", "green"));
        all.put("recentTask", () -> Value.references("recentTask", List.of()));
        all.put("triggeredAlarmState", () -> Value.array("triggeredAlarmState", "AlarmState", List.of()));
        switch (type) {
            case "Folder" -> all.put("childEntity", () -> Value.references("childEntity", of("childEntity")));
            case "ResourcePool" -> {
                all.put("owner", () -> Value.reference("owner", parent));
                all.put("resourcePool", () -> Value.references("resourcePool", List.of()));
                all.put("vm", () -> Value.references("vm", of("vm")));
            }
            default -> {
                all.put("datastore", () -> Value.references("datastore", List.of()));
                all.put("network", () -> Value.references("network", List.of()));
                held.keySet()
                        .forEach(folder -> all.put(
                                folder, () -> Value.reference(folder, of(folder).getFirst())));
            }
        }
        return all;
    }

    private List<Managed> of(String as) {
        return held.getOrDefault(as, List.of());
    }
}
