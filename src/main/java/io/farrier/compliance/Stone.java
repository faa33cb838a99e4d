package io.farrier.compliance;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One line of {@code config/steps.yaml}: a move between versions of one component that a device does not survive or refuses. Pure.
 * What can't be known forbids: versions that can't be compared with its own are as those it is about, and so is a server whose
 * generation nobody told.
 *
 * @param component its component id
 * @param generations of servers, "12G"; empty: all
 * @param notFrom versions "2.1" and ranges "2.1 - 2.4", their ends with them
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
        @JsonProperty("not-from") List<String> notFrom,
        String why,
        String source) {

    public Stone {
        generations = generations == null ? List.of() : List.copyOf(generations);
        notFrom = notFrom == null ? List.of() : List.copyOf(notFrom);
    }

    /** @throws IllegalArgumentException for a line that is no rule, or one that nobody can ever satisfy */
    void check() {
        if (component == null || blank(why) || blank(source)) {
            throw wrong("needs component, why and source");
        }
        checkForm();
        List<String> versions = versions();
        boolean comparable = versions.stream()
                .allMatch(version -> VersionOrder.of(version, versions.getFirst()) != VersionOrder.INCOMPARABLE);
        if (!comparable) {
            throw wrong("has versions that can't be compared");
        }
        checkRanges();
        if (atLeast != null && to != null && VersionOrder.of(atLeast, to) != VersionOrder.LOWER) {
            throw wrong("goes in a circle: %s is wanted before %s can be reached".formatted(atLeast, to));
        }
        if (beyond != null && VersionOrder.of(atLeast, beyond) == VersionOrder.HIGHER) {
            throw wrong("goes in a circle: %s is wanted before anything beyond %s can be reached"
                    .formatted(atLeast, beyond));
        }
        if (below != null && VersionOrder.of(byWayOf, below) == VersionOrder.LOWER) {
            throw wrong("goes in a circle: %s is itself below %s".formatted(byWayOf, below));
        }
    }

    private void checkForm() {
        List<String> given = Stream.of(
                        to == null ? null : "to",
                        beyond == null ? null : "beyond",
                        atLeast == null ? null : "at-least",
                        noReturn == null ? null : "no-return",
                        below == null ? null : "below",
                        byWayOf == null ? null : "by-way-of",
                        notFrom.isEmpty() ? null : "not-from")
                .filter(Objects::nonNull)
                .toList();
        List<List<String>> forms = List.of(
                List.of("to", "at-least"),
                List.of("beyond", "at-least"),
                List.of("no-return"),
                List.of("below", "by-way-of"),
                List.of("not-from"),
                List.of("to", "not-from"));
        if (!forms.contains(given)) {
            throw wrong(
                    "is one of: to or beyond with at-least, no-return, below with by-way-of, not-from alone or with to");
        }
    }

    private void checkRanges() {
        for (String range : notFrom) {
            String[] ends = ends(range);
            if (VersionOrder.of(ends[0], ends[1]) == VersionOrder.HIGHER) {
                throw wrong("has the range %s, which ends before it begins".formatted(range));
            }
        }
    }

    /** Every version that it names. */
    List<String> versions() {
        return Stream.concat(
                        Stream.of(to, beyond, atLeast, noReturn, below, byWayOf).filter(Objects::nonNull),
                        notFrom.stream().flatMap(range -> Stream.of(ends(range))))
                .toList();
    }

    /** A server of which the generation is not known is of each. @param generation null: not known */
    boolean isOf(String componentId, String generation) {
        return component.equals(componentId)
                && (generations.isEmpty() || generation == null || generations.contains(generation));
    }

    /** Whether it forbids this move. */
    boolean forbids(String from, String next) {
        return forbids(bound -> VersionOrder.of(from, bound), bound -> VersionOrder.of(next, bound));
    }

    /** The same of versions that are known by how they stand to those that it names. */
    boolean forbids(Function<String, VersionOrder> from, Function<String, VersionOrder> next) {
        if (!notFrom.isEmpty()) {
            return isLeft(from) && (to == null || mayReach(next.apply(to)));
        }
        if (to != null) {
            return mayBeLess(from.apply(atLeast)) && mayReach(next.apply(to));
        }
        if (beyond != null) {
            return mayBeLess(from.apply(atLeast)) && mayPass(next.apply(beyond));
        }
        if (noReturn != null) {
            return mayReach(from.apply(noReturn)) && mayBeLess(next.apply(noReturn));
        }
        return mayReach(from.apply(below)) && mayBeLess(next.apply(below)) && from.apply(byWayOf) != VersionOrder.EQUAL;
    }

    /** Whether nobody leaves this version at all. */
    boolean keeps(Function<String, VersionOrder> from) {
        return !notFrom.isEmpty() && to == null && isLeft(from);
    }

    private boolean isLeft(Function<String, VersionOrder> from) {
        return notFrom.stream()
                .map(Stone::ends)
                .anyMatch(ends -> mayReach(from.apply(ends[0])) && !mayPass(from.apply(ends[1]))
                        || from.apply(ends[0]) == VersionOrder.INCOMPARABLE
                        || from.apply(ends[1]) == VersionOrder.INCOMPARABLE);
    }

    /** What is to be there before, for a sentence. */
    String needs() {
        if (!notFrom.isEmpty()) {
            return "there is no way from %s%s".formatted(String.join(", ", notFrom), to == null ? "" : " to " + to);
        }
        if (noReturn != null) {
            return "there is no way back below " + noReturn;
        }
        return byWayOf != null ? byWayOf + " is needed first" : atLeast + " or newer is needed first";
    }

    private static String[] ends(String range) {
        String[] ends = range.strip().split("\\s+-\\s+", 2);
        return new String[] {ends[0], ends[ends.length - 1]};
    }

    private static boolean mayBeLess(VersionOrder order) {
        return order == VersionOrder.LOWER || order == VersionOrder.INCOMPARABLE;
    }

    private static boolean mayReach(VersionOrder order) {
        return order != VersionOrder.LOWER;
    }

    private static boolean mayPass(VersionOrder order) {
        return order == VersionOrder.HIGHER || order == VersionOrder.INCOMPARABLE;
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }

    IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("The step of component %s (%s) %s.".formatted(component, source, what));
    }
}
