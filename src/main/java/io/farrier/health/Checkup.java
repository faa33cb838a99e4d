package io.farrier.health;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;

/**
 * Every way to some hosts, tried because somebody asked.
 *
 * @param next how many hosts were tried so far
 * @param updatable how many of those some way could update
 */
public record Checkup(
        long id,
        @JsonIgnore List<Long> hosts,
        String state,
        String reason,
        int total,
        int next,
        int updatable,
        String requestedBy,
        Instant createdAt,
        Instant endedAt) {

    boolean running() {
        return state.equals("running");
    }
}
