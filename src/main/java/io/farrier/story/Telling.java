package io.farrier.story;

import io.farrier.ledger.Event;
import java.util.Optional;
import java.util.Set;

/** Which events an operator wants to hear of while they happen, and how they sound. Pure. */
final class Telling {

    private static final Set<String> TOLD = Set.of(
            "hub.started",
            "host.found",
            "host.certificate.changed",
            "run.admitted",
            "run.submit-refused",
            "run.submit-unclear",
            "run.proven-absent",
            "run.reset-ordered",
            "run.reset-absent",
            "run.waits",
            "run.login-refused",
            "run.needs-human",
            "run.ended",
            "run.stumbled");

    private static final Set<String> STREAMS =
            Set.of("sweep", "catalog", "sync", "plan", "window", "compliance", "lab");

    private Telling() {}

    static Optional<String> of(Event event) {
        String stream = event.stream().replaceFirst(":.*", "");
        boolean told = TOLD.contains(event.type())
                || STREAMS.contains(stream) && !event.type().endsWith(".progress");
        return told ? Optional.of(mark(event) + event.sentence()) : Optional.empty();
    }

    private static String mark(Event event) {
        return switch (event.type()) {
            case "run.ended" ->
                switch (event.data().path("state").asText()) {
                    case "succeeded", "nothing-to-do" -> "  ✔ ";
                    default -> "  ✘ ";
                };
            case "run.needs-human", "plan.failed" -> "  ! ";
            default -> "  · ";
        };
    }
}
