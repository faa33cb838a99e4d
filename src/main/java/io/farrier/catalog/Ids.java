package io.farrier.catalog;

import java.util.Locale;

/**
 * Ids in the one form in which they can be compared. Catalogs, package files and devices write the same id as
 * {@code 0x8ff}, {@code 8FF} and {@code 08FF}.
 */
public final class Ids {

    private Ids() {}

    /** A PCI or system id as four upper-case hex digits; null for an empty one. */
    public static String hex(String written) {
        if (written == null || written.isBlank()) {
            return null;
        }
        String id = written.strip().toUpperCase(Locale.ROOT);
        id = id.startsWith("0X") ? id.substring(2) : id;
        return id.length() < 4 ? "0".repeat(4 - id.length()) + id : id;
    }

    /** A component id; null for an empty one and for 0, which devices write where they have none. */
    public static String component(String written) {
        String id = written == null ? "" : written.strip();
        return id.isEmpty() || id.equals("0") ? null : id;
    }
}
