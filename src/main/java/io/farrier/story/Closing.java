package io.farrier.story;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The table at the end: what became of each host. Pure. */
final class Closing {

    /**
     * @param outcome current, updated, nothing-to-do, failed, human, not-started or unknown
     * @param took null where nothing was done
     */
    record Line(String host, String address, String outcome, Duration took, String what) {}

    private static final List<String> ORDER =
            List.of("current", "updated", "nothing-to-do", "failed", "human", "cancelled", "not-started", "unknown");

    private Closing() {}

    static List<String> table(List<Line> lines) {
        List<String> text = new ArrayList<>();
        int host = width(lines.stream().map(Line::host).toList(), "host");
        int address = width(lines.stream().map(Line::address).toList(), "BMC");
        String format = "  %-" + host + "s  %-" + address + "s  %-13s  %7s  %s";
        text.add(format.formatted("host", "BMC", "outcome", "took", "what").stripTrailing());
        for (Line line : lines) {
            text.add(format.formatted(line.host(), line.address(), line.outcome(), text(line.took()), line.what())
                    .stripTrailing());
        }
        return text;
    }

    /** "24 hosts: 3 current, 20 updated, 1 failed" */
    static String summary(List<Line> lines) {
        List<String> parts = new ArrayList<>();
        for (String outcome : ORDER) {
            long n = lines.stream()
                    .filter(line -> line.outcome().equals(outcome))
                    .count();
            if (n > 0) {
                parts.add(n + " " + name(outcome));
            }
        }
        return lines.size() + " hosts: " + String.join(", ", parts);
    }

    private static String name(String outcome) {
        return switch (outcome) {
            case "nothing-to-do" -> "had nothing to do";
            case "human" -> "waiting for a human";
            case "not-started" -> "not started";
            default -> outcome;
        };
    }

    private static int width(List<String> values, String title) {
        return Math.max(
                title.length(), values.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String text(Duration took) {
        if (took == null) {
            return "";
        }
        return took.toMinutes() > 0
                ? "%dm %02ds".formatted(took.toMinutes(), took.toSecondsPart())
                : "%.1fs".formatted(took.toMillis() / 1000.0);
    }
}
