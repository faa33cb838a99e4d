package io.farrier.desk;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A route file, read but not understood: its parts (routes, configurations …) with their lines. Camel's own model has no
 * lines for routes that come from templates, and can't tell {@code parameters} from a query string.
 *
 * @param parts each the one pair that an item of the file's list is: the key is {@code route} or its like
 */
record Sheet(String file, String text, List<Node> parts) {

    /** Parts that change other files' routes. */
    private static final Set<String> SHARED = Set.of("routeConfiguration", "routeTemplate");

    /** A node, and the key that it is below. */
    record Field(Node node, String above) {}

    /** What the file can't be read for. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Problem problem;

        Unreadable(Problem problem) {
            super(problem.toString());
            this.problem = problem;
        }

        Problem problem() {
            return problem;
        }
    }

    static Sheet read(String file, String text) throws Unreadable {
        if (text.indexOf('\uFFFD') >= 0) {
            throw new Unreadable(new Problem(file, null, null, "this is not UTF-8 throughout; save it as UTF-8"));
        }
        try {
            var root = new Compose(LoadSettings.builder().build()).composeString(text);
            if (root.isEmpty() || !(root.get() instanceof SequenceNode list)) {
                throw new Unreadable(
                        new Problem(file, 1, null, "a route file is a list: '- route:' and what belongs to it"));
            }
            List<Node> parts = new ArrayList<>();
            for (var item : list.getValue()) {
                if (item instanceof MappingNode pair && pair.getValue().size() == 1) {
                    parts.addAll(node("", item).children());
                } else {
                    throw new Unreadable(new Problem(
                            file,
                            line(item),
                            null,
                            "here must stand one '- route:' (or its like) and nothing beside it"));
                }
            }
            return new Sheet(file, text, parts);
        } catch (MarkedYamlEngineException e) {
            Integer line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(null);
            throw new Unreadable(new Problem(file, line, null, "this is not YAML: " + e.getProblem()));
        } catch (YamlEngineException e) {
            throw new Unreadable(new Problem(file, null, null, "this is not YAML: " + e.getMessage()));
        }
    }

    private static Node node(String key, org.snakeyaml.engine.v2.nodes.Node yaml) {
        return switch (yaml) {
            case ScalarNode scalar -> new Node(key, line(yaml), scalar.getValue(), List.of());
            case SequenceNode list ->
                new Node(
                        key,
                        line(yaml),
                        null,
                        list.getValue().stream().map(item -> node("", item)).toList());
            case MappingNode map ->
                new Node(
                        key,
                        line(yaml),
                        null,
                        map.getValue().stream().map(Sheet::pair).toList());
            default -> new Node(key, line(yaml), null, List.of());
        };
    }

    private static Node pair(NodeTuple pair) {
        String key = pair.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "";
        Node value = node(key, pair.getValueNode());
        return new Node(key, line(pair.getKeyNode()), value.text(), value.children());
    }

    private static int line(org.snakeyaml.engine.v2.nodes.Node yaml) {
        return yaml.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    Stream<Node> parts(String kind) {
        return parts.stream().filter(part -> part.key().equals(kind));
    }

    /** Whether it says the same, part by part, however it is written. */
    boolean says(Sheet other) {
        if (parts.size() != other.parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).says(other.parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean isShared() {
        return parts.stream().anyMatch(part -> SHARED.contains(part.key()));
    }

    /** The API's contract; it is taken up when the hub starts, not later. */
    boolean isContract() {
        return parts.stream().anyMatch(part -> part.key().startsWith("rest"));
    }

    /** The ids of the routes that run because of this file. */
    List<String> routeIds() {
        return Stream.concat(
                        parts("route").map(route -> route.text("id")),
                        parts("templatedRoute").map(route -> route.text("routeId")))
                .filter(Objects::nonNull)
                .toList();
    }

    /** The node of that key on the line, or the nearest above it. @return it, and the key that it is below */
    Optional<Field> field(String key, int line) {
        return parts.stream()
                .flatMap(part -> fields(part, ""))
                .filter(field -> field.node().key().equals(key) && field.node().line() <= line)
                .max(Comparator.comparingInt(field -> field.node().line()));
    }

    private static Stream<Field> fields(Node parent, String above) {
        String key = parent.key().isEmpty() ? above : parent.key();
        return parent.children().stream()
                .flatMap(child -> Stream.concat(Stream.of(new Field(child, key)), fields(child, key)));
    }

    Optional<Integer> lineOf(String routeId) {
        return parts.stream()
                .filter(part -> routeId.equals(part.text("id")) || routeId.equals(part.text("routeId")))
                .map(Node::line)
                .findFirst();
    }
}
