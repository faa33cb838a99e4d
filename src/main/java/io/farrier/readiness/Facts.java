package io.farrier.readiness;

import io.farrier.transport.Condition;
import io.farrier.transport.Readiness;
import java.util.List;

/**
 * What was found at one look at one host. What was not told is null.
 *
 * @param problem why the BMC could not be asked at all; null: it answered
 * @param controller whether the Lifecycle Controller takes updates
 * @param untold why the BMC did not tell its condition; null: it did
 * @param foreign live jobs in its queue that are not the hub's, as "JID_1 (Configure: BIOS) Scheduled"
 * @param unfetched what it said when it last could not fetch a file from the hub; null: it never failed to
 * @param takes it can be sent a file instead; null: nobody knows yet
 * @param failed why its last run failed; null: it did not
 */
public record Facts(
        String problem,
        Readiness controller,
        Condition condition,
        String untold,
        List<String> foreign,
        String unfetched,
        Boolean takes,
        String failed) {

    public String health() {
        return condition == null ? null : condition.health();
    }
}
