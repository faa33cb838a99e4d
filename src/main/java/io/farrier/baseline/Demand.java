package io.farrier.baseline;

import java.util.List;

/** What a baseline wants of one component, and by which of its rules. */
public sealed interface Demand {

    /** The newest that the catalog offers. */
    record Newest() implements Demand {}

    /** Just this version. */
    record Exactly(String version, String why) implements Demand {}

    /** At least this version; of what is older the newest. */
    record AtLeast(String version, String why) implements Demand {}

    /** It is not judged. */
    record Nothing(String why) implements Demand {}

    Demand NEWEST = new Newest();

    /** Which rule of which baseline wants it, in words; null: none does. */
    default String rule() {
        return switch (this) {
            case Newest newest -> null;
            case Exactly exactly -> "pin to %s, %s".formatted(exactly.version(), exactly.why());
            case AtLeast atLeast -> "floor at %s, %s".formatted(atLeast.version(), atLeast.why());
            case Nothing nothing -> nothing.why();
        };
    }

    /**
     * The rules are read in their order: who is excluded, or not included where others are, is not judged; else the first pin
     * that covers it counts, else the first floor.
     */
    static Demand of(String baseline, List<Rule> rules, Subject subject) {
        boolean included = rules.stream().noneMatch(rule -> rule.effect() == Effect.INCLUDE);
        Demand demand = NEWEST;
        for (int n = 0; n < rules.size(); n++) {
            Rule rule = rules.get(n);
            if (!rule.covers(subject)) {
                continue;
            }
            String name = "rule %d of the baseline %s".formatted(n + 1, baseline);
            switch (rule.effect()) {
                case EXCLUDE -> {
                    return new Nothing("excluded by " + name);
                }
                case INCLUDE -> included = true;
                case PIN -> demand = demand instanceof Exactly ? demand : new Exactly(rule.version(), name);
                case FLOOR -> demand = demand == NEWEST ? new AtLeast(rule.version(), name) : demand;
            }
        }
        return included ? demand : new Nothing("not among what the baseline " + baseline + " includes");
    }
}
