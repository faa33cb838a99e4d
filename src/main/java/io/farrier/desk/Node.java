package io.farrier.desk;

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

    /** The name that it sends to or receives from, where that is a direct endpoint. */
    Optional<String> direct() {
        return "direct".equals(text("uri"))
                ? child("parameters").map(parameters -> parameters.text("name")).filter(Objects::nonNull)
                : Optional.empty();
    }
}
