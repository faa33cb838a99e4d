package io.farrier.compliance;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How one version stands to another, or that this can't be known. Dell's own order (PROTOCOLS §5.3): the parts between
 * {@code . _ -} are compared pair by pair, filled with zeros on the left to equal length. That is true only of versions
 * of one scheme; of others it is a guess ({@code OSC_1.1} and {@code 2.1}), and here it is not made.
 */
public enum VersionOrder {
    LOWER,
    EQUAL,
    HIGHER,
    INCOMPARABLE;

    /** Compiled once: versions are compared more often than anything else here. */
    private static final Pattern SEPARATORS = Pattern.compile("[._-]");

    private static final Pattern BYTE = Pattern.compile("[0-9A-F]{2}");
    private static final Pattern DAY = Pattern.compile("(19|20)\\d\\d(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])");

    /** {@code LOWER} when the first is the older one. A missing version is comparable with nothing. */
    public static VersionOrder of(String one, String other) {
        if (one == null || other == null || one.isBlank() || other.isBlank()) {
            return INCOMPARABLE;
        }
        List<String> left = parts(one);
        List<String> right = parts(other);
        if (left.equals(right)) {
            return EQUAL;
        }
        if (!shape(left).equals(shape(right)) && !(left.size() == right.size() && areBytes(left) && areBytes(right))) {
            return INCOMPARABLE;
        }
        int order = compare(left, right);
        return order < 0 ? LOWER : order > 0 ? HIGHER : EQUAL;
    }

    /**
     * What a version looks like: {@code #} for a part of digits, {@code day} for a date, and for a part with letters the letters
     * that it begins with and how many characters follow. Two versions that look different are of two schemes, but for those in
     * pairs of hex digits. Null for none.
     */
    public static String scheme(String version) {
        if (version == null || version.isBlank()) {
            return null;
        }
        List<String> shape = shape(parts(version));
        return shape.isEmpty()
                ? "#"
                : shape.stream().map(part -> part.isEmpty() ? "#" : part).collect(Collectors.joining("."));
    }

    private static List<String> parts(String version) {
        return List.of(SEPARATORS.split(version.strip().toUpperCase(Locale.ROOT), -1));
    }

    private static int compare(List<String> left, List<String> right) {
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String a = i < left.size() ? left.get(i) : "0";
            String b = i < right.size() ? right.get(i) : "0";
            int length = Math.max(a.length(), b.length());
            int order = fill(a, length).compareTo(fill(b, length));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static String fill(String part, int length) {
        return "0".repeat(length - part.length()) + part;
    }

    /**
     * What two versions of one scheme have in common. Of a part with letters: the letters it begins with and how many
     * characters follow ({@code VS09} and {@code VS0B}, {@code 4239A33} and {@code 4239A36}); a part of digits may have
     * any length, and at the end any number of them may follow. Eight digits that are a day are a scheme of their own.
     */
    private static List<String> shape(List<String> parts) {
        List<String> shape = new ArrayList<>();
        for (String part : parts) {
            if (!part.isEmpty() && part.chars().allMatch(VersionOrder::isDigit)) {
                shape.add(isDay(part) ? "day" : "");
            } else {
                int letters =
                        (int) part.chars().takeWhile(c -> c >= 'A' && c <= 'Z').count();
                shape.add(part.substring(0, letters) + "/" + (part.length() - letters));
            }
        }
        while (!shape.isEmpty() && shape.getLast().isEmpty()) {
            shape.removeLast();
        }
        return shape;
    }

    /** Power supplies and backplanes count in pairs of hex digits: {@code 00.1D.71} came before {@code 00.23.32}. */
    private static boolean areBytes(List<String> parts) {
        return parts.size() >= 3
                && parts.stream().allMatch(part -> BYTE.matcher(part).matches());
    }

    private static boolean isDay(String digits) {
        return DAY.matcher(digits).matches();
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
