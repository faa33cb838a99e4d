package io.farrier.readiness;

import java.util.Collection;

/**
 * Something that may be in the way of an update.
 *
 * @param code one word, the same for every host, as a plan's policy may acknowledge it
 * @param says what was found, without the host's name
 * @param then what to do
 */
public record Risk(String code, Severity severity, String says, String then) {

    /** {@code blocks}: no plan touches it; {@code asks}: not before its policy acknowledges the code; {@code warns}: told. */
    public enum Severity {
        blocks,
        asks,
        warns
    }

    /** Whether a plan that acknowledges these codes must leave the host alone. */
    public boolean against(Collection<String> acknowledged) {
        return severity == Severity.blocks || severity == Severity.asks && !acknowledged.contains(code);
    }

    public String sentence() {
        return says + ": " + then;
    }
}
