package io.farrier.readiness;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How the fleet stands.
 *
 * @param sentence as "4,812 ready; 37 have CSIOR off; 12 can't fetch from the hub; 3 were not asked yet"
 * @param risks the most frequent first; a host may have several
 */
public record Summary(String sentence, int ready, int unasked, List<Count> risks) {

    /** @param then what to do about it, as it was told for one of them */
    public record Count(String code, int hosts, String then) {}

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("no-answer", "can't be asked"),
            Map.entry("untold", "don't tell their condition"),
            Map.entry("lifecycle-controller", "have a Lifecycle Controller that is not ready"),
            Map.entry("health", "are not healthy"),
            Map.entry("power", "lack a power supply"),
            Map.entry("lockdown", "are locked down"),
            Map.entry("csior", "have CSIOR off"),
            Map.entry("licence", "have no iDRAC licence"),
            Map.entry("pending", "have settings that wait for a start"),
            Map.entry("foreign-jobs", "have jobs of another owner"),
            Map.entry("fetch", "can't fetch from the hub"),
            Map.entry("last-run", "failed their last run"));

    static Summary of(int ready, int unasked, List<Count> risks) {
        StringBuilder sentence = new StringBuilder(number(ready)).append(" ready");
        for (Count risk : risks) {
            sentence.append("; ")
                    .append(number(risk.hosts()))
                    .append(' ')
                    .append(WORDS.getOrDefault(risk.code(), risk.code()));
        }
        if (unasked > 0) {
            sentence.append("; ").append(number(unasked)).append(" not asked yet");
        }
        return new Summary(sentence.toString(), ready, unasked, risks);
    }

    private static String number(int count) {
        return String.format(Locale.ENGLISH, "%,d", count);
    }
}
