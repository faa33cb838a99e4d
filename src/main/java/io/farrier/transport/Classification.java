package io.farrier.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The one table from what devices say to the nine words. The table is data ({@code config/classification.yaml}); this is
 * how it is read.
 */
public final class Classification {

    /**
     * One line of the table.
     *
     * @param id a device's message id without prefix, {@code HTTP<status>}, or the kind of a transport error
     * @param word what it means for a read, and for a write where {@code write} is absent
     * @param write what it means for a request that changes something, where that differs
     * @param way it tells of the way to the device, not of the device: nobody was reached, or nobody answered
     * @param then what an operator does about it
     */
    public record Line(String id, String word, String write, boolean way, String then) {}

    private final Map<String, Line> lines = new HashMap<>();

    /** @throws IllegalArgumentException for a table that is wrong anywhere; nothing of it is used then */
    public Classification(List<Line> table) {
        for (Line line : table) {
            Word.of(line.word());
            if (line.write() != null) {
                Word.of(line.write());
            }
            if (line.then() == null || line.then().isBlank()) {
                throw new IllegalArgumentException("The classification of " + line.id() + " does not say what to do");
            }
            if (lines.put(key(line.id()), line) != null) {
                throw new IllegalArgumentException("The classification has two lines for " + line.id());
            }
        }
        for (String needed : List.of("HTTP4xx", "HTTP5xx", "unknown")) {
            if (!lines.containsKey(key(needed))) {
                throw new IllegalArgumentException("The classification has no line for " + needed);
            }
        }
    }

    /**
     * The line that holds for a code: its own, else that of its HTTP status, else that of the status's class. A message id
     * that nobody has classified never counts for more than its status.
     */
    public Line of(String code, int status) {
        Line own = code == null ? null : lines.get(key(code));
        if (own != null) {
            return own;
        }
        Line byStatus = lines.get(key("HTTP" + status));
        if (byStatus != null) {
            return byStatus;
        }
        return lines.get(key(status >= 500 ? "HTTP5xx" : status >= 400 ? "HTTP4xx" : "unknown"));
    }

    /** Whether the table has a line for just this code. */
    public boolean knows(String code) {
        return lines.containsKey(key(code));
    }

    /** The line for messages of this severity that the table does not know; null where they count as their status says. */
    public Line ofSeverity(String severity) {
        return severity == null ? null : lines.get(key("severity-" + severity));
    }

    public Word word(Failure failure, boolean write) {
        Line line = of(failure.code(), failure.status());
        return Word.of(write && line.write() != null ? line.write() : line.word());
    }

    private static String key(String id) {
        return id.toUpperCase(Locale.ROOT);
    }
}
