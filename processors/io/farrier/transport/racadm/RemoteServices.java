package io.farrier.transport.racadm;

import io.farrier.transport.Failure;
import io.farrier.transport.Readiness;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code racadm getremoteservicesstatus} (iDRAC9 and later): the words of GetRemoteServicesAPIStatus with blanks between them. */
final class RemoteServices {

    private static final Pattern INITIAL = Pattern.compile("(?:^|\\s+)(\\w)");

    private RemoteServices() {}

    static Readiness readiness(String text) {
        Map<String, String> told = Blocks.pairs(text);
        String controller = find(told, "LC");
        String server = find(told, "Host System");
        String overall = find(told, "Overall");
        if (controller == null || server == null || overall == null) {
            throw new Failure("garbled", "RACADM's getremoteservicesstatus does not tell all that it should");
        }
        return new Readiness(word(controller), word(server), word(overall));
    }

    private static String find(Map<String, String> told, String within) {
        return told.entrySet().stream()
                .filter(entry -> entry.getKey().contains(within))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** "Out of POST" is OutOfPOST. */
    private static String word(String words) {
        return INITIAL.matcher(words)
                .replaceAll(match -> Matcher.quoteReplacement(match.group(1).toUpperCase()));
    }
}
