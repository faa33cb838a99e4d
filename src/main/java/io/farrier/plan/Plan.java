package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/** A plan as it is shown. @param selector which hosts, as it was given; frozen into targets when it is approved */
public record Plan(
        long id,
        String name,
        String state,
        JsonNode selector,
        Policy policy,
        Long windowId,
        int wave,
        String reason,
        String targetHash,
        String createdBy,
        Instant createdAt,
        String approvedBy,
        Instant approvedAt,
        Instant startedAt,
        Instant endedAt) {}
