package io.farrier.quiesce;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * How a host stands, as its kind says.
 *
 * @param ours it stands still, or is on its way there, because the hub asked; what somebody else has brought to a
 *     standstill is never taken back
 * @param why a sentence for an operator: what it waits for, or why it can't be
 * @param memo what to give to the next question
 */
public record Stance(Posture posture, boolean ours, String why, Map<String, String> memo) {

    public enum Posture {
        /** In service, with its work on it. */
        @JsonProperty("working")
        WORKING,
        /** On its way, there or back. */
        @JsonProperty("moving")
        MOVING,
        /** Nothing runs on it, and nothing will start there: it may be restarted. */
        @JsonProperty("still")
        STILL,
        /** It can't be brought to a standstill, or back, for a reason that waiting does not mend. */
        @JsonProperty("refused")
        REFUSED
    }

    public Stance {
        memo = memo == null ? Map.of() : Map.copyOf(memo);
    }
}
