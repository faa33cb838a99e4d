package io.farrier.compliance;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The stepping stones ({@code config/steps.yaml}): how a component gets from one version to another. Pure. */
public final class Stones {

    /** How it gets there. */
    public sealed interface Path {

        /** @param versions one after the other, the last being the one that is wanted; one where nothing lies between */
        record Steps(List<String> versions) implements Path {}

        /** @param why there is no way, and what is missing */
        record None(String why) implements Path {}
    }

    private final List<Stone> stones;

    /** @throws IllegalArgumentException for a table that is wrong anywhere, or that contradicts itself; nothing of it is used then */
    public Stones(List<Stone> stones) {
        stones.forEach(Stone::check);
        Set<Stone> seen = new HashSet<>();
        for (Stone stone : stones) {
            if (!seen.add(stone)) {
                throw new IllegalArgumentException(
                        "The step of component %s (%s) is there twice.".formatted(stone.component(), stone.source()));
            }
        }
        Contradiction.check(stones);
        this.stones = List.copyOf(stones);
    }

    /** Whether anything at all is said of this component on servers of this generation. */
    public boolean concerns(String componentId, String generation) {
        return stones.stream().anyMatch(stone -> stone.isOf(componentId, generation));
    }

    /**
     * Whether every one of these moves is allowed, whoever chose them.
     *
     * @param versions from the first, which is installed, one after the other
     * @return what forbids one of them; empty: nothing does
     */
    public Optional<String> forbidden(String componentId, String generation, List<String> versions) {
        for (int n = 1; n < versions.size(); n++) {
            String from = versions.get(n - 1);
            String next = versions.get(n);
            Optional<Stone> against = stones.stream()
                    .filter(stone -> stone.isOf(componentId, generation) && stone.forbids(from, next))
                    .findFirst();
            if (against.isPresent()) {
                return against.map(Stones::needs);
            }
        }
        return Optional.empty();
    }

    /**
     * The way with the fewest steps, each of which is a restart; of equals the one that gets furthest with its first.
     *
     * @param offered versions that there are packages of; the wanted one is among them
     */
    public Path path(String componentId, String generation, String from, String to, Collection<String> offered) {
        List<Stone> rules = stones.stream()
                .filter(stone -> stone.isOf(componentId, generation))
                .toList();
        List<String> versions = comparable(from, to, offered);
        Map<String, String> before = new HashMap<>();
        Deque<String> reached = new ArrayDeque<>(List.of(from));
        Set<String> seen = new HashSet<>(Set.of(from));
        while (!reached.isEmpty()) {
            String at = reached.poll();
            if (VersionOrder.of(at, to) == VersionOrder.EQUAL) {
                return new Path.Steps(way(before, from, at));
            }
            for (String next : versions) {
                if (!seen.contains(next) && rules.stream().noneMatch(rule -> rule.forbids(at, next))) {
                    seen.add(next);
                    before.put(next, at);
                    reached.add(next);
                }
            }
        }
        return new Path.None(missing(rules, from, to));
    }

    /** The wanted one first, then the newest first; each version once, however it is written. */
    private static List<String> comparable(String from, String to, Collection<String> offered) {
        Map<String, String> once = new LinkedHashMap<>();
        once.put(to, to);
        List<String> all = new ArrayList<>(offered);
        all.removeIf(version -> VersionOrder.of(version, from) == VersionOrder.INCOMPARABLE
                || VersionOrder.of(version, to) == VersionOrder.INCOMPARABLE);
        all.sort(
                Comparator.comparing((String version) -> version, Stones::order).reversed());
        for (String version : all) {
            if (once.keySet().stream().noneMatch(known -> VersionOrder.of(known, version) == VersionOrder.EQUAL)) {
                once.put(version, version);
            }
        }
        return List.copyOf(once.values());
    }

    private static int order(String one, String other) {
        return switch (VersionOrder.of(one, other)) {
            case LOWER -> -1;
            case HIGHER -> 1;
            case EQUAL, INCOMPARABLE -> 0;
        };
    }

    private static List<String> way(Map<String, String> before, String from, String at) {
        List<String> way = new ArrayList<>();
        for (String step = at; !step.equals(from); step = before.get(step)) {
            way.addFirst(step);
        }
        return List.copyOf(way);
    }

    private static String missing(List<Stone> rules, String from, String to) {
        return rules.stream()
                .filter(rule -> rule.forbids(from, to))
                .findFirst()
                .map(Stones::needs)
                .orElse("no package that was synced leads there");
    }

    private static String needs(Stone rule) {
        return "%s, else %s".formatted(rule.needs(), rule.why());
    }
}
