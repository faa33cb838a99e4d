package io.farrier.plan;

import io.farrier.run.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What became of a plan, or stands with it.
 *
 * @param summary in a few sentences
 * @param states how many targets are in which state
 * @param failures alike ones together, the largest first
 * @param history what was done to the plan, and by whom, from its draft on
 */
public record Report(
        Plan plan,
        String summary,
        Map<String, Integer> states,
        List<Failure> failures,
        List<Wave> waves,
        List<Moment> history,
        List<Line> hosts) {

    /** For the page. */
    public boolean failed() {
        return !failures.isEmpty();
    }

    /**
     * Hosts that failed at the same and in the same way.
     *
     * @param what "BIOS 2.22.2 on R750"
     * @param of how many were to get it and have ended
     * @param code the device's message id, or the hub's own word
     * @param toDo what an operator does about it
     * @param labels of the hosts
     */
    public record Failure(
            String what,
            int hosts,
            int of,
            String code,
            String why,
            String toDo,
            List<String> labels,
            List<Long> runs) {}

    /**
     * @param endedAt null: it is not over
     * @param overran how many of its hosts were done after their window had closed
     */
    public record Wave(int wave, int hosts, int failed, int notStarted, Instant begunAt, Instant endedAt, int overran) {

        /** For the page. */
        public boolean late() {
            return overran > 0;
        }
    }

    public record Moment(Instant at, String who, String sentence) {}

    /**
     * One target.
     *
     * @param state of its latest run; waiting, where it has none yet
     * @param sentence what happened to it
     * @param toDo null: nothing
     */
    public record Line(
            long hostId,
            String label,
            String serviceTag,
            String model,
            int wave,
            String state,
            String reason,
            String sentence,
            String toDo,
            Long runId,
            Instant startedAt,
            Instant endedAt,
            int restarts,
            List<Promise> promises) {}
}
