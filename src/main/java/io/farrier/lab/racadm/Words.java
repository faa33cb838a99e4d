package io.farrier.lab.racadm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command line, word by word; quotes hold a word with spaces together.
 *
 * @param all without the leading {@code racadm} that may stand before them
 */
record Words(List<String> all) {

    static Words of(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        boolean begun = false;
        for (char c : line.strip().toCharArray()) {
            if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
                begun = true;
            } else if (Character.isWhitespace(c)) {
                if (begun || !word.isEmpty()) {
                    words.add(word.toString());
                }
                word.setLength(0);
                begun = false;
            } else {
                word.append(c);
            }
        }
        if (begun || !word.isEmpty()) {
            words.add(word.toString());
        }
        boolean named = !words.isEmpty() && words.getFirst().equals("racadm");
        return new Words(List.copyOf(named ? words.subList(1, words.size()) : words));
    }

    /** The n-th word; empty where there are not so many. */
    String at(int n) {
        return n < all.size() ? all.get(n) : "";
    }

    boolean has(String flag) {
        return all.contains(flag);
    }

    /** The word that follows an option. */
    Optional<String> after(String option) {
        int at = all.indexOf(option);
        return at < 0 || at + 1 >= all.size() ? Optional.empty() : Optional.of(all.get(at + 1));
    }
}
