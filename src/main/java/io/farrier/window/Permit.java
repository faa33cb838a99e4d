package io.farrier.window;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * Whether a host may be worked on now.
 *
 * @param until when it must stand still again; null: it may not be worked on now
 * @param next when it may be, after now and after {@code until}; null: no such time is known
 * @param why a sentence: which calendar, window or blackout of which scope decides
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Permit(Instant until, Instant next, String why) {}
