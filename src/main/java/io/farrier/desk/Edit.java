package io.farrier.desk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Files that somebody changed at one time: they are taken together or not at all. What others changed does not wait for
 * them.
 *
 * @param who whose files they are; {@link #NOBODY} where that can't be told
 */
record Edit(String who, SortedSet<String> files) {

    static final String NOBODY = "files";

    /**
     * The edits that lie in a folder, by owner. A file that is gone has none: it goes with the edit of the one person
     * who was at work, or where there were several, by itself.
     *
     * @param changed since the running set
     * @param waiting that were refused before and are as they were
     */
    static List<Edit> of(
            Collection<String> changed, Collection<String> waiting, Function<String, Optional<String>> owner) {
        SortedMap<String, SortedSet<String>> named = new TreeMap<>();
        SortedSet<String> others = new TreeSet<>();
        for (String file : changed) {
            if (!waiting.contains(file)) {
                owner.apply(file)
                        .map(name -> named.computeIfAbsent(name, it -> new TreeSet<>()))
                        .orElse(others)
                        .add(file);
            }
        }
        if (named.size() == 1) {
            named.firstEntry().getValue().addAll(others);
        } else if (!others.isEmpty()) {
            named.put(NOBODY, others);
        }
        List<Edit> edits = new ArrayList<>();
        named.forEach((who, files) -> edits.add(new Edit(who, files)));
        return edits;
    }

    /** The set that would run if only this were taken. */
    RouteSet on(RouteSet running, RouteSet there) {
        Map<String, String> files = new TreeMap<>(running.files());
        for (String file : this.files) {
            String text = there.files().get(file);
            if (text == null) {
                files.remove(file);
            } else {
                files.put(file, text);
            }
        }
        return new RouteSet(files);
    }
}
