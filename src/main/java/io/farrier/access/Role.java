package io.farrier.access;

import io.farrier.hub.Refused;
import java.util.Arrays;
import java.util.Locale;

/** What a person may do; each may also do what those before it may. */
public enum Role {
    /** Looks. */
    VIEWER,
    /** Sweeps, syncs, drafts plans, pauses, answers for runs. */
    OPERATOR,
    /** Approves and starts plans. */
    APPROVER,
    /** Adds people and credentials. */
    ADMINISTRATOR;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        Refused.invalid("A role is viewer, operator, approver or administrator, not " + word + "."));
    }
}
