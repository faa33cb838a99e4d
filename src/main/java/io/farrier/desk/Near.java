package io.farrier.desk;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody may have meant who wrote a name that there is not. */
final class Near {

    private static final int MOST = 3;

    private record Guess(String name, int distance) {}

    private Near() {}

    /** {@code ; did you mean 'level'?} and the like; empty where nothing is near. */
    static String to(String word, Collection<String> names) {
        List<String> near = names(word, names);
        return near.isEmpty()
                ? ""
                : near.stream()
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(" or ", "; did you mean ", "?"));
    }

    /** The nearest names, at most three. */
    static List<String> names(String word, Collection<String> names) {
        String wanted = word.toLowerCase(Locale.ROOT);
        int limit = word.length() < 5 ? 1 : Math.max(2, word.length() / 3);
        LevenshteinDistance distance = new LevenshteinDistance(limit);
        List<Guess> guesses = new ArrayList<>();
        for (String name : names) {
            String candidate = name.toLowerCase(Locale.ROOT);
            int apart = distance.apply(wanted, candidate);
            if (apart >= 0 && !name.equals(word)) {
                guesses.add(new Guess(name, apart));
            } else if (wanted.length() > 3 && candidate.startsWith(wanted)) {
                guesses.add(new Guess(name, limit));
            }
        }
        guesses.sort(Comparator.comparingInt(Guess::distance).thenComparing(Guess::name));
        return guesses.stream()
                .filter(guess -> guess.distance() == guesses.getFirst().distance())
                .limit(MOST)
                .map(Guess::name)
                .toList();
    }
}
