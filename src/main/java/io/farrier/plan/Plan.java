package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;

/**
 * A plan as it is shown.
 *
 * @param selector which hosts, as it was given; frozen into targets when it is approved
 * @param packages that are named, by their ids; empty: what compliance says
 * @param rollbackOf the plan whose hosts are brought back to what they held before it; null: it is no way back
 * @param windowId the one span of time that it may work in; null where it has a calendar, or nothing yet
 * @param calendarId whose openings it may work in
 */
public record Plan(
        long id,
        String name,
        String state,
        JsonNode selector,
        List<Long> packages,
        Long rollbackOf,
        Policy policy,
        Long windowId,
        Long calendarId,
        int wave,
        String reason,
        String targetHash,
        String createdBy,
        Instant createdAt,
        String approvedBy,
        Instant approvedAt,
        Instant startedAt,
        Instant endedAt) {}
