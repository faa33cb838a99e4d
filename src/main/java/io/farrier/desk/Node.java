package io.farrier.desk;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A piece of a route file as it is written.
 *
 * @param key what stands before the colon; empty for an item of a list
 * @param line counted from 1
 * @param text the scalar; null where there are children
 */
record Node(String key, int line, String text, List<Node> children) {

    /** The child of that name, if it has one. */
    Optional<Node> child(String name) {
        return children.stream().filter(child -> child.key.equals(name)).findFirst();
    }

    /** The scalar of the child of that name; null where there is none. */
    String text(String name) {
        return child(name).map(Node::text).orElse(null);
    }

    /** This and all below it. */
    Stream<Node> all() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(Node::all));
    }

    /** Whether it says the same, in whatever order of keys, quotes, indents and comments. */
    boolean says(Node other) {
        if (!key.equals(other.key) || !Objects.equals(text, other.text) || children.size() != other.children.size()) {
            return false;
        }
        List<Node> mine = ordered(children);
        List<Node> theirs = ordered(other.children);
        for (int i = 0; i < mine.size(); i++) {
            if (!mine.get(i).says(theirs.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** The order of a list counts, that of keys does not; the items of a list have no keys, and the sort is stable. */
    private static List<Node> ordered(List<Node> children) {
        return children.stream().sorted(Comparator.comparing(Node::key)).toList();
    }

    /** The name that it sends to or receives from, where that is a direct endpoint. */
    Optional<String> direct() {
        return "direct".equals(text("uri"))
                ? child("parameters").map(parameters -> parameters.text("name")).filter(Objects::nonNull)
                : Optional.empty();
    }
}
