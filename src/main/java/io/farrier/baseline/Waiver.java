package io.farrier.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * What is let be for a while: components of some hosts stay as they are, and do not count.
 *
 * @param selector of the hosts
 * @param components as in {@link Rule}
 * @param owner who answers for it
 * @param expiresAt it holds before; there is none for ever
 * @param withdrawnBy null while nobody has
 */
public record Waiver(
        long id,
        JsonNode selector,
        List<String> components,
        String owner,
        String reason,
        Instant expiresAt,
        String createdBy,
        Instant createdAt,
        String withdrawnBy) {

    /** What a person asks for. */
    public record Draft(JsonNode selector, List<String> components, String owner, String reason, Instant expiresAt) {}

    public boolean covers(Subject subject) {
        return new Rule(Effect.EXCLUDE, null, components, null, null).covers(subject);
    }

    public String says() {
        return "waived by %s until %s: %s".formatted(owner, expiresAt, reason);
    }
}
