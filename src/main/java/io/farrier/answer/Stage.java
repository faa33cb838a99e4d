package io.farrier.answer;

import com.fasterxml.jackson.annotation.JsonValue;
import io.farrier.ledger.Event;
import java.util.Locale;
import java.util.Set;

/** What an event answers to whoever asked for a change. */
public enum Stage {
    ACCEPTED,
    REFUSED,
    STARTED,
    PROGRESS,
    RESULT,
    EVIDENCE,
    /** It answers nothing: it is only told. */
    NEWS;

    private static final Set<String> RESULTS = Set.of(
            "run.ended", "plan.completed", "plan.failed", "plan.cancelled", "change.cancelled", "change.withdrawn");
    private static final Set<String> EVIDENCES = Set.of("run.read-back", "run.proven", "run.disproven");
    private static final Set<String> STEPS = Set.of(
            "plan.wave",
            "plan.asks",
            "plan.cell-closed",
            "plan.paused",
            "plan.resumed",
            "run.files-ready",
            "run.submit-accepted",
            "run.jobs-moved",
            "run.reset-ordered",
            "run.needs-human",
            "run.waits",
            "change.waits",
            "change.needs-human");

    /** A message of which no use could be made; it refuses the change or the CI that it is about. */
    static final String PARKED = "message.parked";

    /** By its type; of a message that is parked also by what it is about. */
    public static Stage of(Event event) {
        String type = event.type();
        return switch (type) {
            case "change.accepted", "plan.approved", "ci.upserted", "ci.retired" -> ACCEPTED;
            case "change.refused" -> REFUSED;
            case PARKED -> event.data().hasNonNull("change") || event.data().hasNonNull("ci") ? REFUSED : NEWS;
            case "plan.begun", "run.admitted" -> STARTED;
            default -> {
                if (RESULTS.contains(type)) {
                    yield RESULT;
                }
                if (EVIDENCES.contains(type)) {
                    yield EVIDENCE;
                }
                yield STEPS.contains(type) ? PROGRESS : NEWS;
            }
        };
    }

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
