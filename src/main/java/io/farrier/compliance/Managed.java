package io.farrier.compliance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Servers whose firmware something else owns ({@code config/managed.yaml}). Pure. */
public final class Managed {

    /**
     * One line of the table.
     *
     * @param by who owns the firmware
     * @param models what the model begins with, without "PowerEdge "
     */
    public record Line(String by, List<String> models) {}

    private final List<Line> lines;

    /** @throws IllegalArgumentException for a table that is wrong anywhere */
    public Managed(List<Line> lines) {
        for (Line line : lines) {
            boolean empty = line.by() == null || line.by().isBlank() || line.models() == null;
            if (empty || line.models().isEmpty() || line.models().stream().anyMatch(String::isBlank)) {
                throw new IllegalArgumentException(
                        "A line of the table needs by and models, none of them empty: " + line);
            }
        }
        this.lines = List.copyOf(lines);
    }

    /** @param model "VxRail E560F"; null when it is not known: then nobody is known to own it */
    public Optional<String> by(String model) {
        if (model == null) {
            return Optional.empty();
        }
        String bare = model.replaceFirst("^PowerEdge ", "").toLowerCase(Locale.ROOT);
        return lines.stream()
                .filter(line ->
                        line.models().stream().anyMatch(prefix -> bare.startsWith(prefix.toLowerCase(Locale.ROOT))))
                .map(Line::by)
                .findFirst();
    }
}
