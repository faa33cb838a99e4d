package io.farrier.run;

import java.time.Instant;
import java.util.List;

/**
 * What a turn brought.
 *
 * @param events the news; empty where nothing is new, then nothing is appended
 * @param due when the next turn is due
 */
public record Lesson(List<RunEvent> events, Instant due) {

    static Lesson of(Instant due, RunEvent... events) {
        return new Lesson(List.of(events), due);
    }
}
