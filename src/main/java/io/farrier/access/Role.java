package io.farrier.access;

import io.farrier.hub.Refused;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.security.core.Authentication;

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

    private static final String PREFIX = "ROLE_";

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As Spring Security writes it. */
    String authority() {
        return PREFIX + name();
    }

    /** Whether this login has at least this role. */
    boolean heldBy(Authentication login) {
        return login != null
                && login.isAuthenticated()
                && login.getAuthorities().stream()
                        .flatMap(authority -> Arrays.stream(values())
                                .filter(role -> role.authority().equals(authority.getAuthority())))
                        .anyMatch(role -> role.compareTo(this) >= 0);
    }

    static Role of(String word) {
        return Arrays.stream(values())
                .filter(role -> role.word().equals(word))
                .findFirst()
                .orElseThrow(() -> Refused.invalid("A role is viewer, operator, approver or administrator, not %s."
                        .formatted(word == null || word.isEmpty() ? "empty" : word)));
    }
}
