package io.farrier.compliance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers of verdicts in words. */
final class Counts {

    private Counts() {}

    /** "3 outdated, 1 unknown, 10 current": the worst first. */
    static String sentence(Map<Verdict, Integer> counts) {
        return Arrays.stream(Verdict.values())
                .sorted(Comparator.reverseOrder())
                .filter(verdict -> counts.getOrDefault(verdict, 0) > 0)
                .map(verdict -> counts.get(verdict) + " " + verdict.word())
                .collect(Collectors.joining(", "));
    }
}
