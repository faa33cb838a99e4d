package io.farrier.lab.vcenter;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What a client made to look at the inventory. */
record View(String moid, Estate estate, Managed container, List<String> types, boolean recursive) implements Managed {

    @Override
    public String type() {
        return "ContainerView";
    }

    @Override
    public Map<String, Supplier<Value>> properties() {
        return Map.of(
                "container", () -> Value.reference("container", container),
                "recursive", () -> Value.is("recursive", recursive),
                "view", () -> Value.references("view", members()));
    }

    private List<Managed> members() {
        return estate.below(container, recursive).stream()
                .filter(one -> types.isEmpty() || types.stream().anyMatch(one::is))
                .toList();
    }
}
