package io.farrier.vault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How much of a fleet a profile is for, the narrower after the wider. */
public enum Scope {
    FLEET,
    DATACENTER,
    CLUSTER,
    HOST;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Scope> of(String word) {
        return Arrays.stream(values())
                .filter(scope -> scope.word().equals(word))
                .findFirst();
    }
}
