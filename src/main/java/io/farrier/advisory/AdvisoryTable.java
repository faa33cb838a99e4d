package io.farrier.advisory;

import io.farrier.hub.Refused;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Advisories from a table, a line for each component that one mends: {@code advisory, severity, cves, component, model, generation, fixed, title,
 * url}. Pure. A table that is wrong anywhere is refused whole, with the line.
 */
public final class AdvisoryTable {

    private static final Set<String> COLUMNS =
            Set.of("advisory", "severity", "cves", "component", "model", "generation", "fixed", "title", "url");
    private static final List<String> NEEDED = List.of("advisory", "severity", "component", "fixed");
    private static final Set<String> SEVERITIES = Set.of("critical", "high", "medium", "low");
    private static final Pattern COMPONENT = Pattern.compile("\\d{1,9}|[0-9A-Fa-f]{1,4}(:[0-9A-Fa-f]{1,4}){3}");
    private static final int MOST = 200_000;

    private AdvisoryTable() {}

    /** @param lines by the columns' names, the first of them being line 2 of the file */
    public static List<Advisory> read(List<Map<String, String>> lines) {
        if (lines.isEmpty()) {
            throw Refused.invalid("The table has no lines below its head, so nothing was imported.");
        }
        if (lines.size() > MOST) {
            throw Refused.invalid("The table has more than %,d lines: split it.".formatted(MOST));
        }
        Map<String, Advisory> found = new LinkedHashMap<>();
        for (int n = 0; n < lines.size(); n++) {
            Advisory one = line(n + 2, lines.get(n));
            found.merge(one.id(), one, AdvisoryTable::both);
        }
        return List.copyOf(found.values());
    }

    private static Advisory line(int number, Map<String, String> line) {
        for (String column : line.keySet()) {
            if (!COLUMNS.contains(column)) {
                throw Refused.invalid("There is no column \"%s\"; there are %s."
                        .formatted(
                                column,
                                String.join(", ", COLUMNS.stream().sorted().toList())));
            }
        }
        for (String column : NEEDED) {
            if (text(line, column) == null) {
                throw Refused.invalid("Line %d has no %s.".formatted(number, column));
            }
        }
        String severity = text(line, "severity").toLowerCase();
        if (!SEVERITIES.contains(severity)) {
            throw Refused.invalid("Line %d: a severity is critical, high, medium or low, not \"%s\"."
                    .formatted(number, text(line, "severity")));
        }
        String component = text(line, "component");
        if (!COMPONENT.matcher(component).matches()) {
            throw Refused.invalid("Line %d: \"%s\" is neither a component id nor PCI ids such as 8086:1572:1028:1F9C."
                    .formatted(number, component));
        }
        String cves = text(line, "cves");
        return new Advisory(
                text(line, "advisory"),
                severity,
                cves == null ? List.of() : List.of(cves.split("[\\s;,]+")),
                text(line, "title"),
                text(line, "url"),
                List.of(new Advisory.Fix(
                        component, text(line, "model"), generation(number, line), text(line, "fixed"))));
    }

    private static String generation(int number, Map<String, String> line) {
        String generation = text(line, "generation");
        if (generation != null && !generation.matches("\\d{1,2}G")) {
            throw Refused.invalid("Line %d: a generation is written as 15G, not \"%s\".".formatted(number, generation));
        }
        return generation;
    }

    private static Advisory both(Advisory one, Advisory other) {
        if (!one.severity().equals(other.severity())) {
            throw Refused.invalid(
                    "%s is %s in one line and %s in another.".formatted(one.id(), one.severity(), other.severity()));
        }
        List<Advisory.Fix> fixes = new ArrayList<>(one.fixes());
        fixes.addAll(other.fixes());
        return new Advisory(
                one.id(),
                one.severity(),
                one.cves().isEmpty() ? other.cves() : one.cves(),
                one.title() == null ? other.title() : one.title(),
                one.url() == null ? other.url() : one.url(),
                fixes);
    }

    private static String text(Map<String, String> line, String column) {
        String text = line.get(column);
        return text == null || text.isBlank() ? null : text.strip();
    }
}
