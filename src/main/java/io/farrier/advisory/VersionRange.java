package io.farrier.advisory;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that a branch of a CSAF product tree means: {@code product_version}, {@code product_version_range} as
 * {@code vers:generic/<1.12.1} (the Version Range Specifier, CSAF 2.0 §3.1.2.3.2), or in the words of Dell's advisories
 * ("Versions prior to 1.12.1", "1.12.1 or later"). Pure.
 */
final class VersionRange {

    private static final String VERSION =
            "(?:v(?:ersions?)?\\s*)?([0-9A-Za-z]*[0-9][0-9A-Za-z]*(?:[._-][0-9A-Za-z]+)*)";

    private static final Pattern BEFORE = words(
            "(?:all\\s+)?(?:versions?\\s+)?(?:(?:prior\\s+to|before|earlier\\s+than|older\\s+than|lower\\s+than|less\\s+than)\\s+|<\\s*)"
                    + VERSION);
    private static final Pattern FROM =
            words("(?:>=\\s*)?" + VERSION + "(?:,?\\s+(?:or|and)\\s+(?:later|newer|above|higher)(?:\\s+versions?)?)?");
    private static final Pattern VERS_BEFORE =
            Pattern.compile("vers:[a-z0-9.+-]+/(?:>=0(?:\\.0)*\\|)?<([^<>=!|*,\\s]+)");
    private static final Pattern VERS_FROM = Pattern.compile("vers:[a-z0-9.+-]+/>=([^<>=!|*,\\s]+)");

    private static final Pattern UP_TO = words("(?:(?:all\\s+)?versions?\\s+)?(?:(?:up\\s+to|through|<=)\\s*" + VERSION
            + "|" + VERSION + "\\s+(?:and|or)\\s+(?:prior|earlier|older|below|lower)(?:\\s+versions?)?)");
    private static final Pattern VERS_UP_TO =
            Pattern.compile("vers:[a-z0-9.+-]+/(?:\\*|(?:>=0(?:\\.0)*\\|)?<=[^<>=!|*,\\s]+)");

    private VersionRange() {}

    private static Pattern words(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }

    /** The first version that is safe, of a range that is everything before it; empty where it is another range. */
    static Optional<String> before(String text) {
        return first(text, VERS_BEFORE, BEFORE);
    }

    /** The first version of a range that is it and everything after it, or of one version. */
    static Optional<String> from(String text) {
        return first(text, VERS_FROM, FROM);
    }

    /** Whether it is everything up to some version, after which the safe one need not come at once, or everything there is. */
    static boolean upTo(String text) {
        return (text.startsWith("vers:") ? VERS_UP_TO : UP_TO)
                        .matcher(text.strip())
                        .matches()
                || text.chars().noneMatch(Character::isDigit);
    }

    private static Optional<String> first(String text, Pattern vers, Pattern words) {
        Matcher found = (text.startsWith("vers:") ? vers : words).matcher(text.strip());
        return found.matches() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
