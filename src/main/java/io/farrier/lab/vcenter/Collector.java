package io.farrier.lab.vcenter;

import io.farrier.lab.net.Dom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.w3c.dom.Element;

/**
 * The PropertyCollector: which properties of which objects, found by walking from object to object as the client says. Guarded by the
 * estate.
 */
final class Collector {

    /** Of one type of object the properties that are wanted. @param paths null: all */
    private record Wanted(String type, List<String> paths) {}

    /** An object that was found, with what is wanted of it. */
    record Found(Managed object, List<String> paths) {}

    private final Function<String, Optional<Managed>> objects;

    /** @param objects by moid, those of the client's session too */
    Collector(Function<String, Optional<Managed>> objects) {
        this.objects = objects;
    }

    List<Found> find(List<Element> filters) {
        Map<String, Found> found = new LinkedHashMap<>();
        for (Element filter : filters) {
            List<Wanted> wanted = Dom.children(filter, "propSet").stream()
                    .map(Collector::wanted)
                    .toList();
            for (Element set : Dom.children(filter, "objectSet")) {
                for (Managed object : walk(set)) {
                    List<Wanted> its =
                            wanted.stream().filter(one -> object.is(one.type())).toList();
                    if (!its.isEmpty()) {
                        found.putIfAbsent(object.moid(), new Found(object, paths(object, its)));
                    }
                }
            }
        }
        return List.copyOf(found.values());
    }

    private static Wanted wanted(Element set) {
        String type = Dom.child(set, "type").map(Dom::text).orElseThrow(() -> VimFault.invalidArgument("propSet.type"));
        List<String> paths =
                Dom.children(set, "pathSet").stream().map(Dom::text).toList();
        return new Wanted(type, is(set, "all") ? null : paths);
    }

    private static List<String> paths(Managed object, List<Wanted> wanted) {
        Set<String> paths = new LinkedHashSet<>();
        wanted.forEach(
                one -> paths.addAll(one.paths() == null ? object.properties().keySet() : one.paths()));
        return List.copyOf(paths);
    }

    private Set<Managed> walk(Element set) {
        Element obj = Dom.child(set, "obj").orElseThrow(() -> VimFault.invalidArgument("objectSet.obj"));
        String moid = Dom.text(obj);
        Managed start = objects.apply(moid).orElseThrow(() -> VimFault.gone(obj.getAttribute("type"), moid));
        Map<String, Element> named = new LinkedHashMap<>();
        List<Element> selections = Dom.children(set, "selectSet");
        selections.forEach(selection -> name(selection, named));
        Set<Managed> selected = new LinkedHashSet<>();
        if (!is(set, "skip")) {
            selected.add(start);
        }
        Set<String> walked = new LinkedHashSet<>();
        selections.forEach(selection -> follow(start, selection, named, selected, walked));
        return selected;
    }

    /** A selection may be named, so that others, or it itself, refer to it. */
    private static void name(Element selection, Map<String, Element> named) {
        Optional<Element> path = Dom.child(selection, "path");
        Dom.child(selection, "name")
                .filter(name -> path.isPresent())
                .ifPresent(name -> named.put(Dom.text(name), selection));
        Dom.children(selection, "selectSet").forEach(inner -> name(inner, named));
    }

    private void follow(
            Managed from, Element selection, Map<String, Element> named, Set<Managed> selected, Set<String> walked) {
        Element spec = Dom.child(selection, "path").isPresent()
                ? selection
                : Dom.child(selection, "name").map(Dom::text).map(named::get).orElse(null);
        if (spec == null) {
            throw VimFault.invalidArgument("selectSet.name");
        }
        String type = Dom.child(spec, "type").map(Dom::text).orElse("");
        String path = Dom.child(spec, "path").map(Dom::text).orElse("");
        if (!from.is(type) || !walked.add(System.identityHashCode(spec) + " " + from.moid())) {
            return;
        }
        List<String> next = value(from, path).map(Value::moids).orElse(List.of());
        for (String moid : next) {
            objects.apply(moid).ifPresent(to -> {
                if (!is(spec, "skip")) {
                    selected.add(to);
                }
                Dom.children(spec, "selectSet").forEach(inner -> follow(to, inner, named, selected, walked));
            });
        }
    }

    /** As one object of an answer: {@code ObjectContent}. */
    Value content(Found found) {
        List<Value> sets = new ArrayList<>();
        for (String path : found.paths()) {
            value(found.object(), path)
                    .ifPresent(value -> sets.add(Value.object(
                            "propSet",
                            "DynamicProperty",
                            Value.text("name", path),
                            value.as("val").typed())));
        }
        return Value.object("objects", "ObjectContent", Value.reference("obj", found.object()))
                .and(sets);
    }

    private static Optional<Value> value(Managed object, String path) {
        String[] names = path.split("\\.");
        Supplier<Value> property = object.properties().get(names[0]);
        if (property == null) {
            throw VimFault.invalidProperty(path);
        }
        return Optional.ofNullable(property.get())
                .flatMap(value -> value.at(Arrays.asList(names).subList(1, names.length)));
    }

    private static boolean is(Element of, String name) {
        return Dom.child(of, name)
                .map(Dom::text)
                .filter(text -> text.equals("true") || text.equals("1"))
                .isPresent();
    }
}
