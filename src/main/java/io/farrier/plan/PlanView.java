package io.farrier.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A running plan as its next decision sees it.
 *
 * @param wave the wave that is under way, from 1; 0 before the first
 * @param window when it may work; null: no window was set, so it may not
 */
public record PlanView(long id, String name, Policy policy, int wave, Span window, List<Seat> seats) {

    /** A window's span. */
    public record Span(String name, Instant opensAt, Instant closesAt) {}

    /**
     * One target.
     *
     * @param state of its latest run that counts; null where it has none yet
     * @param busy the host has a live run of another plan
     */
    public record Seat(long hostId, int wave, Duration expected, String state, boolean busy) {

        boolean open() {
            return state == null;
        }

        boolean live() {
            return state != null && !over() && !state.equals("human");
        }

        /** Ended, or waiting for somebody: the plan goes on without it. */
        boolean over() {
            return state != null
                    && switch (state) {
                        case "succeeded", "nothing-to-do", "failed", "cancelled" -> true;
                        default -> false;
                    };
        }

        boolean bad() {
            return "failed".equals(state) || "human".equals(state);
        }
    }
}
