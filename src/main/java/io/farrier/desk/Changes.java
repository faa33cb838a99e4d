package io.farrier.desk;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.SortedSet;
import java.util.TreeSet;

/** How one set of route files differs from another, by the names of the files. */
public record Changes(SortedSet<String> added, SortedSet<String> changed, SortedSet<String> removed) {

    static final Changes NONE = new Changes(new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

    static Changes between(RouteSet old, RouteSet young) {
        SortedSet<String> added = new TreeSet<>(young.files().keySet());
        added.removeAll(old.files().keySet());
        SortedSet<String> removed = new TreeSet<>(old.files().keySet());
        removed.removeAll(young.files().keySet());
        SortedSet<String> changed = new TreeSet<>();
        young.files().forEach((name, text) -> {
            String before = old.files().get(name);
            if (before != null && !before.equals(text)) {
                changed.add(name);
            }
        });
        return new Changes(added, changed, removed);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
    }

    SortedSet<String> all() {
        SortedSet<String> all = new TreeSet<>(added);
        all.addAll(changed);
        all.addAll(removed);
        return all;
    }
}
