package io.farrier.plan;

import io.farrier.compliance.VersionOrder;
import io.farrier.plan.UpdateOrder.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the packages for one host want to be there before them, as their catalog says ({@code Dependency}, {@code SoftDependency};
 * PROTOCOLS 5.5). What is there already is enough; what the same run brings goes before, and is proved before; what neither is nor comes
 * refuses the package, unless it is only soft. Pure.
 *
 * @param needs of each package that has some, by {@code packages.id}
 * @param installed the versions on the host, by component id
 */
record Prerequisites(Map<Long, List<Need>> needs, Map<String, List<String>> installed) {

    static final Prerequisites NONE = new Prerequisites(Map.of(), Map.of());

    /**
     * One thing that is wanted.
     *
     * @param hard false: only the order is wanted, where both are updated
     * @param name for a sentence
     * @param components ids, of which one must be there; empty: it is not known what is meant
     * @param version the least one; null: any
     */
    record Need(boolean hard, String name, List<String> components, String version) {

        private String says() {
            return version == null ? name : name + " " + version + " or newer";
        }
    }

    /**
     * @param may in the order in which they came
     * @param refused with the reason
     * @param after which of them must be proved before each
     */
    record Ruling(List<Candidate> may, Map<Candidate, String> refused, Map<Candidate, Set<Candidate>> after) {}

    Ruling of(List<Candidate> wanted) {
        Map<Candidate, String> refused = new LinkedHashMap<>();
        List<Candidate> may = new ArrayList<>(wanted);
        while (strike(may, refused)) {
            // Whoever counted on one that is struck is looked at again.
        }
        Map<Candidate, Set<Candidate>> after = after(may, false);
        return new Ruling(List.copyOf(may), refused, circle(may, after).isEmpty() ? after : after(may, true));
    }

    /** Whether any was struck off. */
    private boolean strike(List<Candidate> may, Map<Candidate, String> refused) {
        for (Candidate candidate : may) {
            Optional<Need> unmet = needs(candidate)
                    .filter(need -> need.hard() && !held(need))
                    .filter(need -> bringers(need, candidate, may).isEmpty())
                    .findFirst();
            if (unmet.isPresent()) {
                refused.put(
                        candidate,
                        "its catalog wants %s to be there first, and it neither is nor comes with this plan"
                                .formatted(unmet.get().says()));
                return may.remove(candidate);
            }
        }
        List<Candidate> circle = circle(may, after(may, true));
        circle.forEach(candidate -> refused.put(
                candidate, "its catalog wants others to be there first, which want it to be there before them"));
        return may.removeAll(circle);
    }

    private Map<Candidate, Set<Candidate>> after(List<Candidate> may, boolean hardOnly) {
        Map<Candidate, Set<Candidate>> after = new LinkedHashMap<>();
        for (Candidate candidate : may) {
            Set<Candidate> before = new LinkedHashSet<>();
            needs(candidate)
                    .filter(need -> need.hard() || !hardOnly)
                    .filter(need -> !held(need))
                    .forEach(need -> before.addAll(bringers(need, candidate, may)));
            if (!before.isEmpty()) {
                after.put(candidate, before);
            }
        }
        return after;
    }

    /** Those that never get their turn, since each waits for another of them, or for one who does. */
    private static List<Candidate> circle(List<Candidate> may, Map<Candidate, Set<Candidate>> after) {
        List<Candidate> waiting = new ArrayList<>(may);
        Set<Candidate> done = new HashSet<>();
        while (waiting.removeIf(one -> done.containsAll(after.getOrDefault(one, Set.of())) && done.add(one))) {
            // One round after the other, until nobody gets a turn any more.
        }
        return waiting;
    }

    private Stream<Need> needs(Candidate candidate) {
        return candidate.steps().stream().flatMap(step -> needs.getOrDefault(step.packageId(), List.of()).stream());
    }

    /** Every one of its kind must be: which of them is meant nobody says. */
    private boolean held(Need need) {
        List<String> versions = need.components().stream()
                .flatMap(id -> installed.getOrDefault(id, List.of()).stream())
                .toList();
        return !versions.isEmpty() && versions.stream().allMatch(version -> reaches(version, need));
    }

    private static List<Candidate> bringers(Need need, Candidate asking, List<Candidate> may) {
        return may.stream()
                .filter(other -> other != asking && need.components().contains(other.componentId()))
                .filter(other -> reaches(other.steps().getLast().version(), need))
                .toList();
    }

    /** What can't be compared does not. */
    private static boolean reaches(String version, Need need) {
        if (need.version() == null) {
            return true;
        }
        VersionOrder order = VersionOrder.of(version, need.version());
        return order == VersionOrder.EQUAL || order == VersionOrder.HIGHER;
    }
}
