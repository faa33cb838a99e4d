package io.farrier.plan;

import io.farrier.plan.PlanView.Seat;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is learned about each version on each model while a plan runs: where it fails too often, no more hosts get it, and
 * the others go on. Pure.
 */
final class Cells {

    /** @param bad hosts on which it failed, or that wait for somebody; @param ended all that have ended with it */
    private record Count(int bad, int ended, boolean pilot) {
        Count and(boolean failed, boolean inPilot) {
            return new Count(bad + (failed ? 1 : 0), ended + 1, pilot || failed && inPilot);
        }
    }

    /**
     * One that gets to no more hosts.
     *
     * @param cell "BIOS 2.22.2 on R750"
     * @param bad hosts on which it failed, or that wait for somebody, of so many that have ended with it
     */
    record Closed(String cell, int bad, int ended) {

        String says() {
            return "%s failed on %d of %d hosts".formatted(cell, bad, ended);
        }
    }

    private final Map<String, Closed> closed = new TreeMap<>();

    private Cells() {}

    /** What closes at the pilot closes with the first failure: a pilot is there to find it. */
    static Cells of(Policy policy, Collection<Seat> seats) {
        Map<String, Count> counts = new TreeMap<>();
        for (Seat seat : seats) {
            if (seat.bad() || seat.good()) {
                seat.cells().forEach((key, cell) -> {
                    boolean failed = seat.bad()
                            && (seat.failed().isEmpty() || seat.failed().contains(key));
                    counts.put(
                            cell,
                            counts.getOrDefault(cell, new Count(0, 0, false)).and(failed, seat.wave() == 1));
                });
            }
        }
        Cells cells = new Cells();
        counts.forEach((cell, count) -> {
            if (count.pilot() || count.bad() > 0 && policy.closes(count.bad(), count.ended())) {
                cells.closed.put(cell, new Closed(cell, count.bad(), count.ended()));
            }
        });
        return cells;
    }

    /** Why this host is not begun; null: none of what it is to get is closed. */
    String against(Seat seat) {
        return seat.cells().values().stream()
                .filter(closed::containsKey)
                .sorted()
                .findFirst()
                .map(cell -> closed.get(cell).says())
                .orElse(null);
    }

    /** Whether a failure is already answered for by a cell that is closed. */
    boolean explains(Seat seat) {
        List<String> failed = seat.failed().isEmpty() ? List.copyOf(seat.cells().keySet()) : seat.failed();
        return failed.stream().map(seat.cells()::get).anyMatch(cell -> cell != null && closed.containsKey(cell));
    }

    Collection<Closed> closed() {
        return closed.values();
    }
}
