package io.farrier.enrolment;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/**
 * A rule by which servers enrol themselves.
 *
 * @param selector which servers, as {@link io.farrier.fleet.Selector} reads it
 * @param outdated whether a component of it must be outdated (true), or judged and not (false); null: either, or not judged
 * @param tags that it gives
 * @param existing whether servers that were known before the rule are taken too
 */
public record Enrolment(
        long id,
        String name,
        JsonNode selector,
        Boolean outdated,
        Map<String, String> tags,
        boolean existing,
        String createdBy,
        Instant createdAt) {}
