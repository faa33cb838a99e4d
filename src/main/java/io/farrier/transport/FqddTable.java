package io.farrier.transport;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dell's component ids by FQDD ({@code config/fqdd.yaml}), for protocols that do not tell them. What is found by it is a weak match.
 * Pure.
 */
public final class FqddTable {

    /** One line of the table. @param fqdd the whole of it, as the device writes it */
    public record Line(String fqdd, String component) {}

    private final Map<String, String> components = new HashMap<>();

    /** @throws IllegalArgumentException for a table that is wrong anywhere */
    public FqddTable(List<Line> lines) {
        for (Line line : lines) {
            boolean whole = line.fqdd() != null
                    && line.fqdd().matches("\\S+")
                    && line.component() != null
                    && line.component().matches("[1-9]\\d{0,8}");
            if (!whole) {
                throw new IllegalArgumentException("A line needs an fqdd without blanks and a component id: " + line);
            }
            if (components.put(line.fqdd(), line.component()) != null) {
                throw new IllegalArgumentException("%s is there twice.".formatted(line.fqdd()));
            }
        }
    }

    /** Null where the table does not name it. */
    public String component(String fqdd) {
        return components.get(fqdd);
    }
}
