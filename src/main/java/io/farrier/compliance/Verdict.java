package io.farrier.compliance;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How an installed component stands to what is wanted. Only {@code CURRENT} and {@code NEWER} can be compliant, and
 * {@code NEWER} is not where a baseline pins the version: that nothing is known, or nothing is offered, is no proof of being up to date. From best to worst: the verdict of a host
 * is the worst of its components.
 */
public enum Verdict {
    CURRENT("current"),
    NEWER("newer"),
    NO_PACKAGE("no-package"),
    UNKNOWN("unknown"),
    OUTDATED("outdated");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** As it is stored, shown and written in policies. */
    @JsonValue
    public String word() {
        return word;
    }

    /** @throws IllegalArgumentException with a sentence, when it is none of the five words */
    public static Verdict of(String word) {
        for (Verdict verdict : values()) {
            if (verdict.word.equals(word)) {
                return verdict;
            }
        }
        throw new IllegalArgumentException(
                "There is no verdict \"%s\": it is one of current, outdated, newer, no-package, unknown."
                        .formatted(word));
    }
}
