package io.farrier.baseline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a rule of a baseline does with the components that it covers. */
public enum Effect {
    /** They are judged; where a baseline has such rules, nothing else is. */
    INCLUDE,
    /** They are not judged. */
    EXCLUDE,
    /** Just this version is good. */
    PIN,
    /** This version and every newer one is good; what is older is to become the newest. */
    FLOOR;

    boolean wantsVersion() {
        return this == PIN || this == FLOOR;
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for a word that is none */
    @JsonCreator
    public static Effect of(String word) {
        for (Effect effect : values()) {
            if (effect.word().equals(word)) {
                return effect;
            }
        }
        throw new IllegalArgumentException("an effect is include, exclude, pin or floor, not " + word);
    }
}
