package io.farrier.bell;

/** The lease ran out and somebody else has taken a turn since: whatever this turn found must not be recorded. */
public class TurnLost extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TurnLost(Turn turn) {
        super("Turn %d of %s %d is no longer ours: its lease ended before the outcome was recorded."
                .formatted(turn.turn(), turn.kind().name().toLowerCase(java.util.Locale.ROOT), turn.id()));
    }
}
