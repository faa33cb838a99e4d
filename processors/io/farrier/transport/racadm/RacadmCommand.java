package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One command of RACADM.
 *
 * @param words without the leading {@code racadm}
 * @param reads it changes nothing
 * @param name what it does, for a sentence and for the gate; never with an address, which may be a secret
 */
record RacadmCommand(List<String> words, boolean reads, String name) {

    /** What needs no quoting in any of the shells that read it, and ends no command. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/@%+=,~#-]+");

    static RacadmCommand read(String... words) {
        return new RacadmCommand(List.of(words), true, String.join(" ", words));
    }

    static RacadmCommand write(String name, String... words) {
        return new RacadmCommand(List.of(words), false, name);
    }

    /** @throws Failure for a word that a shell would read as more than a word; nothing has left then */
    String line() {
        for (String word : words) {
            if (!PLAIN.matcher(word).matches()) {
                throw new Failure("mode", "A word of the command " + this + " has characters that RACADM does not take");
            }
        }
        return "racadm " + String.join(" ", words);
    }

    @Override
    public String toString() {
        return "racadm " + name;
    }
}
