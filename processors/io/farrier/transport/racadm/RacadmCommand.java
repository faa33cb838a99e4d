package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One command of RACADM.
 *
 * @param words without the leading {@code racadm}
 * @param name what it does, for a sentence and for the gate; never with an address, which may be a secret
 */
record RacadmCommand(List<String> words, String name) {

    /** What needs no quoting in any of the shells that read it, and ends no command. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+=,~#-]+");

    static RacadmCommand of(String... words) {
        return new RacadmCommand(List.of(words), String.join(" ", words));
    }

    /** @throws Failure for a word that a shell would read as more than a word; nothing has left then */
    String line() {
        for (String word : words) {
            if (!PLAIN.matcher(word).matches()) {
                throw new Failure(
                        "mode", "A word of the command " + this + " has characters that RACADM does not take");
            }
        }
        return "racadm " + String.join(" ", words);
    }

    @Override
    public String toString() {
        return "racadm " + name;
    }
}
