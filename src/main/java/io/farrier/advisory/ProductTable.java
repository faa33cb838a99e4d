package io.farrier.advisory;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which component the products of an advisory are, by the words in their names ({@code config/advisories.yaml}). Pure. */
public final class ProductTable {

    /**
     * One line of the table; the first that fits counts.
     *
     * @param says whole words, in any case
     * @param component its id; null: no firmware of a server, and left out
     * @param generations of the servers that have it, "15G"; empty: the product's name must say the model
     */
    public record Line(String says, String component, List<String> generations) {

        public Line {
            generations = generations == null ? List.of() : List.copyOf(generations);
        }

        private boolean fits(String name) {
            return Pattern.compile(
                            "(?<![A-Za-z0-9])" + Pattern.quote(says) + "(?![A-Za-z0-9])", Pattern.CASE_INSENSITIVE)
                    .matcher(name)
                    .find();
        }
    }

    private final List<Line> lines;

    /** @throws IllegalArgumentException for a table that is wrong anywhere */
    public ProductTable(List<Line> lines) {
        Set<String> seen = new HashSet<>();
        for (Line line : lines) {
            boolean wrong = line.says() == null
                    || line.says().isBlank()
                    || line.component() != null && !line.component().matches("\\d{1,9}")
                    || line.component() == null && !line.generations().isEmpty()
                    || !line.generations().stream().allMatch(g -> g.matches("\\d{2}G"));
            if (wrong) {
                throw new IllegalArgumentException(
                        "A line needs says, and a component id unless it is to be left out; generations are written 15G: "
                                + line);
            }
            if (!seen.add(line.says().toLowerCase(java.util.Locale.ROOT))) {
                throw new IllegalArgumentException("\"%s\" is there twice.".formatted(line.says()));
            }
        }
        this.lines = List.copyOf(lines);
    }

    Optional<Line> of(String name) {
        return lines.stream().filter(line -> line.fits(name)).findFirst();
    }
}
