package io.farrier.compliance;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Stream;

/**
 * One line of {@code config/steps.yaml}: a move between versions of one component that a device does not survive or refuses. Pure.
 *
 * @param component its component id
 * @param generations of servers, "12G"; empty: all
 * @param why what would happen
 * @param source who says so
 */
public record Stone(
        String component,
        List<String> generations,
        String to,
        String beyond,
        @JsonProperty("at-least") String atLeast,
        @JsonProperty("no-return") String noReturn,
        String below,
        @JsonProperty("by-way-of") String byWayOf,
        String why,
        String source) {

    public Stone {
        generations = generations == null ? List.of() : List.copyOf(generations);
    }

    /** @throws IllegalArgumentException for a line that is no rule, or one that nobody can ever satisfy */
    void check() {
        if (component == null || blank(why) || blank(source)) {
            throw wrong("needs component, why and source");
        }
        boolean up = (to != null ^ beyond != null)
                && atLeast != null
                && noReturn == null
                && below == null
                && byWayOf == null;
        boolean kept =
                noReturn != null && to == null && beyond == null && atLeast == null && below == null && byWayOf == null;
        boolean down =
                below != null && byWayOf != null && to == null && beyond == null && atLeast == null && noReturn == null;
        if (!up && !kept && !down) {
            throw wrong("is one of: to or beyond with at-least, no-return, below with by-way-of");
        }
        List<String> versions = Stream.of(to, beyond, atLeast, noReturn, below, byWayOf)
                .filter(v -> v != null)
                .toList();
        boolean comparable = versions.stream()
                .allMatch(version -> VersionOrder.of(version, versions.getFirst()) != VersionOrder.INCOMPARABLE);
        if (!comparable) {
            throw wrong("has versions that can't be compared");
        }
        if (to != null && VersionOrder.of(atLeast, to) != VersionOrder.LOWER) {
            throw wrong("goes in a circle: %s is wanted before %s can be reached".formatted(atLeast, to));
        }
        if (beyond != null && VersionOrder.of(atLeast, beyond) == VersionOrder.HIGHER) {
            throw wrong("goes in a circle: %s is wanted before anything beyond %s can be reached"
                    .formatted(atLeast, beyond));
        }
        if (down && VersionOrder.of(byWayOf, below) == VersionOrder.LOWER) {
            throw wrong("goes in a circle: %s is itself below %s".formatted(byWayOf, below));
        }
    }

    boolean isOf(String componentId, String generation) {
        return component.equals(componentId) && (generations.isEmpty() || generations.contains(generation));
    }

    /** Whether it forbids this move. Versions that can't be compared with its own are not moved at all. */
    boolean forbids(String from, String next) {
        if (to != null) {
            return less(from, atLeast) && !less(next, to);
        }
        if (beyond != null) {
            return less(from, atLeast) && VersionOrder.of(next, beyond) != VersionOrder.EQUAL && !less(next, beyond);
        }
        if (noReturn != null) {
            return !less(from, noReturn) && less(next, noReturn);
        }
        return !less(from, below) && less(next, below) && VersionOrder.of(from, byWayOf) != VersionOrder.EQUAL;
    }

    /** What is to be there before, for a sentence. */
    String needs() {
        if (noReturn != null) {
            return "there is no way back below " + noReturn;
        }
        return byWayOf != null ? byWayOf + " is needed first" : atLeast + " or newer is needed first";
    }

    private static boolean less(String one, String other) {
        return switch (VersionOrder.of(one, other)) {
            case LOWER -> true;
            case EQUAL, HIGHER -> false;
            // Nobody knows: as if the move was the forbidden one.
            case INCOMPARABLE -> true;
        };
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("The step of component %s (%s) %s.".formatted(component, source, what));
    }
}
