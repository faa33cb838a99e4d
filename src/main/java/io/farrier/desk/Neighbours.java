package io.farrier.desk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the files of a set owe each other: ids that are theirs alone, and the routes and configurations that they name. */
final class Neighbours {

    private static final String NAMELESS = "";

    private final List<Problem> problems = new ArrayList<>();

    private Neighbours() {}

    static List<Problem> problems(Collection<Sheet> sheets) {
        Neighbours neighbours = new Neighbours();
        neighbours.ids(sheets);
        neighbours.configurations(sheets);
        neighbours.directs(sheets);
        return neighbours.problems;
    }

    /**
     * The files whose routes must be swapped because of these: a configuration or a template takes hold of a route only
     * when the route is made.
     */
    static Set<String> usersOf(Collection<Sheet> shared, Collection<Sheet> all) {
        Set<String> configurations = shared.stream()
                .flatMap(sheet -> sheet.parts("routeConfiguration"))
                .map(Neighbours::nameOf)
                .collect(Collectors.toSet());
        Set<String> templates = shared.stream()
                .flatMap(sheet -> sheet.parts("routeTemplate"))
                .map(Neighbours::nameOf)
                .collect(Collectors.toSet());
        return all.stream()
                .filter(sheet -> routes(sheet).anyMatch(route -> uses(route, configurations))
                        || sheet.parts("templatedRoute")
                                .anyMatch(route -> templates.contains(route.text("routeTemplateRef"))))
                .map(Sheet::file)
                .collect(Collectors.toSet());
    }

    private static Stream<Node> routes(Sheet sheet) {
        return Stream.concat(sheet.parts("route"), sheet.parts("routeTemplate"));
    }

    private static String nameOf(Node part) {
        return Optional.ofNullable(part.text("id")).orElse(NAMELESS);
    }

    private static boolean uses(Node route, Set<String> configurations) {
        return named(route)
                .anyMatch(name -> name.endsWith("*")
                        ? configurations.stream().anyMatch(id -> id.startsWith(name.substring(0, name.length() - 1)))
                        : configurations.contains(name));
    }

    private static Stream<String> named(Node route) {
        String names = route.text("routeConfigurationId");
        return names == null ? Stream.of(NAMELESS) : Stream.of(names.split(",")).map(String::strip);
    }

    /** Routes and steps share one namespace in Camel. */
    private void ids(Collection<Sheet> sheets) {
        Map<String, String> first = new HashMap<>();
        for (Sheet sheet : sheets) {
            sheet.parts("route").flatMap(Neighbours::idsIn).forEach(id -> {
                String place = first.putIfAbsent(id.text(), sheet.file() + ":" + id.line());
                if (place != null) {
                    refuse(
                            sheet,
                            id,
                            id.text(),
                            "this id is also in " + place
                                    + "; routes and steps share one namespace, so it must be there once");
                }
            });
        }
    }

    private static Stream<Node> idsIn(Node node) {
        return node.children().stream()
                .filter(child -> !child.key().equals("parameters"))
                .flatMap(child -> child.key().equals("id") && child.text() != null ? Stream.of(child) : idsIn(child));
    }

    private void configurations(Collection<Sheet> sheets) {
        Map<String, String> first = new HashMap<>();
        for (Sheet sheet : sheets) {
            sheet.parts("routeConfiguration").forEach(configuration -> {
                String place = first.putIfAbsent(nameOf(configuration), sheet.file() + ":" + configuration.line());
                if (place != null) {
                    refuse(
                            sheet,
                            configuration,
                            configuration.text("id"),
                            "there is one like it in " + place
                                    + "; without an id it holds for every route that names none, so there is exactly one");
                }
            });
        }
        for (Sheet sheet : sheets) {
            routes(sheet)
                    .filter(route -> route.text("routeConfigurationId") != null)
                    .forEach(route -> {
                        if (!uses(route, first.keySet())) {
                            refuse(
                                    sheet,
                                    route,
                                    route.text("id"),
                                    "there is no routeConfiguration called '" + route.text("routeConfigurationId")
                                            + "'; Camel would go on without one");
                        }
                    });
        }
    }

    private void directs(Collection<Sheet> sheets) {
        Map<String, String> consumers = new HashMap<>();
        Set<String> open = new HashSet<>();
        for (Sheet sheet : sheets) {
            sheet.parts("route")
                    .forEach(route -> route.child("from").flatMap(Node::direct).ifPresent(name -> {
                        String other = consumers.putIfAbsent(name, route.text("id"));
                        if (other != null) {
                            refuse(
                                    sheet,
                                    route,
                                    route.text("id"),
                                    "route " + other + " already answers direct:" + name);
                        }
                    }));
            sheet.parts("routeTemplate").forEach(template -> open.add(nameOf(template)));
        }
        // A template's routes answer under names that only Camel can tell.
        if (open.isEmpty()) {
            sheets.forEach(
                    sheet -> sheet.parts("route").forEach(route -> calls(sheet, route, route.text("id"), consumers)));
        }
    }

    private void calls(Sheet sheet, Node node, String step, Map<String, String> consumers) {
        for (Node child : node.children()) {
            String id = child.text("id") == null ? step : child.text("id");
            Optional<String> called = child.key().equals("from") ? Optional.empty() : child.direct();
            called.filter(name -> !name.contains("{") && !consumers.containsKey(name))
                    .ifPresent(name -> refuse(
                            sheet, child, id, "no route answers direct:" + name + Near.to(name, consumers.keySet())));
            calls(sheet, child, id, consumers);
        }
    }

    private void refuse(Sheet sheet, Node where, String step, String reason) {
        problems.add(new Problem(sheet.file(), where.line(), step, reason));
    }
}
