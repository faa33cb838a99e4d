package io.farrier.transport;

import java.util.Arrays;

/** What came of an operation: every answer of a device, over any protocol, is one of these. Routes choose by it alone. */
public enum Word {
    /** It did what it was asked, or gave what it was asked for. */
    DONE("done"),
    /** It is already as asked. */
    NOTHING_TO_DO("nothing-to-do"),
    /** Not now; it was not done, and asking again later is safe. */
    WAIT("wait"),
    /** It was not done and can't be this way; another transport may. */
    NEXT_TRANSPORT("next-transport"),
    /** It may have been done or not: nobody knows without looking. */
    AMBIGUOUS("ambiguous"),
    /** The device says no, and would say it to every transport. */
    REFUSED("refused"),
    /** The login was refused. Never tried elsewhere, never tried again at once. */
    CREDENTIALS("credentials"),
    /** The device is locked down by its owner. */
    LOCKDOWN("lockdown"),
    /** Somebody has to look. */
    HUMAN("human");

    private final String word;

    Word(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    /** @throws IllegalArgumentException for anything that is none of the nine */
    public static Word of(String word) {
        return Arrays.stream(values())
                .filter(w -> w.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Not one of the nine words: " + word));
    }
}
