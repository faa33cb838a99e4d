package io.farrier.compliance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Looks for lines about one component that are each right and together shut the way that one of them promises. Pure. Only the versions
 * that are named matter, and that there are others below, between and beyond them: these are places 0, 1, 2 …, of which the odd ones
 * are the named.
 */
final class Contradiction {

    private final List<Stone> lines;
    private final List<String> named;
    private final int places;

    private Contradiction(List<Stone> lines) {
        this.lines = lines;
        this.named = sorted(lines);
        this.places = 2 * named.size() + 1;
    }

    /** @throws IllegalArgumentException for the first line that is shut by others on servers of the same generation */
    static void check(List<Stone> stones) {
        for (String component :
                new TreeSet<>(stones.stream().map(Stone::component).toList())) {
            List<Stone> of = stones.stream()
                    .filter(stone -> stone.component().equals(component))
                    .toList();
            // Those that no line names are one kind more.
            Set<String> generations = new TreeSet<>(Set.of("any other"));
            of.forEach(stone -> generations.addAll(stone.generations()));
            for (String generation : generations) {
                new Contradiction(of.stream()
                                .filter(stone -> stone.isOf(component, generation))
                                .toList())
                        .check();
            }
        }
    }

    private void check() {
        for (Stone line : lines) {
            if (line.byWayOf() != null) {
                downward(line);
            } else if (line.atLeast() != null) {
                upward(line);
            }
        }
    }

    /** Whoever is too old for the target gets there, unless nobody leaves the version that it has. */
    private void upward(Stone line) {
        String target = line.to() == null ? line.beyond() : line.to();
        IntPredicate there = place ->
                line.to() == null ? at(place, target) == VersionOrder.HIGHER : at(place, target) != VersionOrder.LOWER;
        IntStream.range(0, places)
                .filter(place -> at(place, line.atLeast()) == VersionOrder.LOWER)
                .filter(place -> lines.stream().noneMatch(other -> other.keeps(bound -> at(place, bound))))
                .filter(place -> !reaches(place, there))
                .findFirst()
                .ifPresent(place -> {
                    throw shut(line, "nobody %s ever gets to %s".formatted(name(place), target));
                });
    }

    /** Its stepping stone leads down, and somebody gets onto it. */
    private void downward(Stone line) {
        IntPredicate there = place -> at(place, line.below()) == VersionOrder.LOWER;
        int stone = 2 * named.indexOf(same(line.byWayOf())) + 1;
        if (IntStream.range(0, places).filter(there).noneMatch(next -> allowed(stone, next))) {
            throw shut(line, "nothing leads from %s below %s".formatted(line.byWayOf(), line.below()));
        }
        boolean used = IntStream.range(0, places)
                .filter(place -> place != stone && !there.test(place))
                .anyMatch(place -> reaches(place, next -> next == stone));
        if (!used) {
            throw shut(line, "nobody ever gets to %s".formatted(line.byWayOf()));
        }
    }

    private boolean reaches(int from, IntPredicate there) {
        Deque<Integer> reached = new ArrayDeque<>(List.of(from));
        Set<Integer> seen = new HashSet<>(reached);
        while (!reached.isEmpty()) {
            int at = reached.poll();
            if (there.test(at)) {
                return true;
            }
            IntStream.range(0, places)
                    .filter(next -> allowed(at, next) && seen.add(next))
                    .forEach(reached::add);
        }
        return false;
    }

    private boolean allowed(int from, int next) {
        return lines.stream().noneMatch(line -> line.forbids(bound -> at(from, bound), bound -> at(next, bound)));
    }

    private VersionOrder at(int place, String bound) {
        int of = 2 * named.indexOf(same(bound)) + 1;
        return place < of ? VersionOrder.LOWER : place == of ? VersionOrder.EQUAL : VersionOrder.HIGHER;
    }

    private String same(String version) {
        return named.stream()
                .filter(other -> VersionOrder.of(other, version) == VersionOrder.EQUAL)
                .findFirst()
                .orElseThrow();
    }

    private String name(int place) {
        return place == 0
                ? "below " + named.getFirst()
                : place % 2 == 1 ? "with " + named.get(place / 2) : "beyond " + named.get(place / 2 - 1);
    }

    private static IllegalArgumentException shut(Stone line, String what) {
        return line.wrong("and the others of this component contradict each other: " + what);
    }

    /** Each once, the lowest first. */
    private static List<String> sorted(List<Stone> lines) {
        List<String> sorted = new ArrayList<>();
        for (Stone line : lines) {
            for (String version : line.versions()) {
                Function<VersionOrder, Boolean> any =
                        order -> sorted.stream().anyMatch(other -> VersionOrder.of(other, version) == order);
                if (any.apply(VersionOrder.INCOMPARABLE)) {
                    throw line.wrong("and the others of this component have versions that can't be compared");
                }
                if (!any.apply(VersionOrder.EQUAL)) {
                    int lower = (int) sorted.stream()
                            .filter(other -> VersionOrder.of(other, version) == VersionOrder.LOWER)
                            .count();
                    sorted.add(lower, version);
                }
            }
        }
        return List.copyOf(sorted);
    }
}
