package io.farrier.compliance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Servers whose firmware something else owns ({@code config/managed.yaml}). Pure. */
public final class Managed {

    /**
     * One line of the table.
     *
     * @param by who owns the firmware
     * @param models what the model begins with, without "PowerEdge "
     * @param oemBranded those whose BMC says that they bear another brand
     * @param clusters those of these clusters: the name or moid that vCenter tells, "https://vcenter/domain-c8", or the host's tag cluster
     */
    public record Line(String by, List<String> models, boolean oemBranded, List<String> clusters) {

        public Line {
            models =
                    models == null ? List.of() : models.stream().map(Line::bare).toList();
            clusters = clusters == null ? List.of() : List.copyOf(clusters);
        }

        private boolean isOf(About host) {
            return oemBranded && host.oemBranded()
                    || clusters.stream().anyMatch(host.clusters()::contains)
                    || host.model() != null && isOf(host.model());
        }

        private static String bare(String model) {
            String lower = model.toLowerCase(Locale.ROOT);
            return lower.startsWith("poweredge ") ? lower.substring("poweredge ".length()) : lower;
        }

        private boolean isOf(String model) {
            return models.stream().anyMatch(bare(model)::startsWith);
        }
    }

    private final List<Line> lines;

    /** @throws IllegalArgumentException for a table that is wrong anywhere */
    public Managed(List<Line> lines) {
        for (Line line : lines) {
            boolean nobody = line.models().isEmpty() && line.clusters().isEmpty() && !line.oemBranded();
            boolean blank = Stream.concat(line.models().stream(), line.clusters().stream())
                    .anyMatch(String::isBlank);
            if (line.by() == null || line.by().isBlank() || nobody || blank) {
                throw new IllegalArgumentException(
                        "A line of the table needs by, and models, clusters or oemBranded, none of them empty: "
                                + line);
            }
        }
        this.lines = List.copyOf(lines);
    }

    /** Whose the firmware of a host is. @param by who owns it, or with a model that is not known who may own it */
    record Owner(String by, boolean certain) {

        String says() {
            return certain
                    ? "Managed by %s, which installs tested sets; name the model in a baseline to judge it here."
                            .formatted(by)
                    : "The host's model is not known, so its firmware may be managed by %s: read its inventory anew."
                            .formatted(by);
        }
    }

    /** Empty: nobody else's. A host whose model is not known may be of whoever owns some models. */
    Optional<Owner> of(About host) {
        Optional<Owner> owner = lines.stream()
                .filter(line -> line.isOf(host))
                .map(Line::by)
                .findFirst()
                .map(by -> new Owner(by, true));
        if (owner.isPresent() || host.model() != null) {
            return owner;
        }
        String some = lines.stream()
                .filter(line -> !line.models().isEmpty())
                .map(Line::by)
                .distinct()
                .collect(Collectors.joining(" or "));
        return some.isEmpty() ? Optional.empty() : Optional.of(new Owner(some, false));
    }
}
