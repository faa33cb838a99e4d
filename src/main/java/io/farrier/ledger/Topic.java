package io.farrier.ledger;

import java.util.Objects;

/** What events are about; null: whatever. */
public record Topic(Long host, Long plan, Long run) {

    public static final Topic ALL = new Topic(null, null, null);

    public boolean covers(Event event) {
        return (host == null || Objects.equals(host, event.hostId()))
                && (plan == null || Objects.equals(plan, event.planId()))
                && (run == null || Objects.equals(run, event.runId()));
    }
}
