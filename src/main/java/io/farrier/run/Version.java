package io.farrier.run;

import java.util.Locale;

/** Whether two writings of a version mean the same: case and leading zeros of its parts don't count. */
final class Version {

    private Version() {}

    static boolean same(String one, String other) {
        return one != null && other != null && normal(one).equals(normal(other));
    }

    private static String normal(String version) {
        return version.strip().toUpperCase(Locale.ROOT).replaceAll("(?<![0-9A-Z])0+(?=[0-9])", "");
    }
}
