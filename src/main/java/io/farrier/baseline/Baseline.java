package io.farrier.baseline;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * A catalog, rules, and the hosts that they hold for.
 *
 * @param selector of the hosts, as a plan's
 * @param priority of several that select a host the highest counts, of equals the older
 * @param catalogId the catalog that stays; null: the current ones
 */
public record Baseline(
        long id,
        String name,
        JsonNode selector,
        int priority,
        Long catalogId,
        List<Rule> rules,
        String createdBy,
        Instant createdAt,
        Instant changedAt) {

    /** What a person asks for. */
    public record Draft(String name, JsonNode selector, Integer priority, Long catalogId, List<Rule> rules) {}

    public Demand demand(Subject subject) {
        return Demand.of(name, rules, subject);
    }

    /** Whether an include rule of it names this model, so that somebody has thought of it. */
    public boolean names(String model) {
        return rules.stream().anyMatch(rule -> rule.effect() == Effect.INCLUDE && rule.names(model));
    }
}
