package io.farrier.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A running plan as its next decision sees it.
 *
 * @param scheduled it was started and has not begun
 * @param wave the wave that is under way, from 1; 0 before the first
 * @param word what was said of the wave under way, when it is done; null: nothing yet
 * @param crowd who is being updated already, by whichever plan
 * @param limits of hosts whose places say how many of them may be at work
 */
public record PlanView(
        long id,
        String name,
        Policy policy,
        boolean scheduled,
        int wave,
        List<Seat> seats,
        Map<Integer, Word> words,
        Crowd crowd,
        Map<Long, Limits> limits) {

    /** No place says anything. */
    public PlanView(
            long id,
            String name,
            Policy policy,
            boolean scheduled,
            int wave,
            List<Seat> seats,
            Map<Integer, Word> words,
            Crowd crowd) {
        this(id, name, policy, scheduled, wave, seats, words, crowd, Map.of());
    }

    PlanView begun() {
        return new PlanView(id, name, policy, false, wave, seats, words, crowd, limits);
    }

    PlanView at(int next) {
        return new PlanView(id, name, policy, scheduled, next, seats, words, crowd, limits);
    }

    PlanView admitted(PlanDecision.Admit admit) {
        Set<Long> begun =
                admit.hosts().stream().map(PlanDecision.Admission::hostId).collect(Collectors.toSet());
        List<Seat> then = seats.stream()
                .map(seat -> begun.contains(seat.hostId()) ? seat.queued() : seat)
                .toList();
        return new PlanView(id, name, policy, scheduled, wave, then, words, crowd, limits);
    }

    /** Somebody's word that the wave after this may begin, or must not. */
    public record Word(boolean go, String who, String reason, Instant at) {

        /** Whether it was said by somebody who could know that this host is less healthy than before. */
        boolean knows(Seat seat) {
            return go && (seat.lookedAt() == null || !at.isBefore(seat.lookedAt()));
        }
    }

    /**
     * How many hosts of each place have a live run, of whatever plan, and how large the clusters are.
     *
     * @param clusters sizes, by cluster; one that is not in it is taken for a small one
     * @param away hosts that people took out of service, and that count in their clusters without a run
     */
    public record Crowd(
            Map<String, Integer> inCluster,
            Map<String, Integer> atSite,
            Map<String, Integer> inRack,
            Map<String, Integer> inChassis,
            Map<String, Integer> atMirror,
            Map<String, Cluster> clusters,
            Set<Long> away) {

        public static final Crowd NOBODY = new Crowd(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

        /** Nobody was taken out of service. */
        public Crowd(
                Map<String, Integer> inCluster,
                Map<String, Integer> atSite,
                Map<String, Integer> inRack,
                Map<String, Integer> inChassis,
                Map<String, Integer> atMirror,
                Map<String, Cluster> clusters) {
            this(inCluster, atSite, inRack, inChassis, atMirror, clusters, Set.of());
        }
    }

    /**
     * @param hosts that it has
     * @param spare how many may be away at once by its admission control; null: it does not say
     */
    public record Cluster(int hosts, boolean vsan, Integer spare) {}

    /**
     * When a host may be worked on.
     *
     * @param until it may now, and until then; null: not now
     * @param next when it may again; null: never that is known
     * @param why in words, where it may not
     */
    public record Time(Instant until, Instant next, String why) {

        /** Why a run that may take so long does not begin now; null: it may. */
        String against(Instant now, Duration needed) {
            if (until == null) {
                return why;
            }
            return now.plus(needed).isAfter(until)
                    ? "it may take %s, and its time is over at %s%s"
                            .formatted(
                                    inWords(needed), until, next == null ? "" : "; it may again from " + next + " on")
                    : null;
        }

        private static String inWords(Duration needed) {
            return needed.toMinutes() < 2 ? needed.toSeconds() + " seconds" : needed.toMinutes() + " minutes";
        }
    }

    /**
     * One target.
     *
     * @param longest that its run should take, on a real device
     * @param place where it stands
     * @param cells versions on its model, as "BIOS 2.22.2 on R750", by the key of the promise
     * @param state of its latest run that counts; refused: it was turned away at its admission; cancelled: or its plan was,
     *     before it began; null where it has none yet
     * @param failed keys of the promises that failed; empty: its run failed as a whole, or did not
     * @param newFault its BMC calls it less healthy than before its run, or reports a fault that it did not, or its vCenter shows it
     *     worse; null: how it was before, or how it is, is not known
     * @param lookedAt when its health was last read; null: never
     * @param busy the host has a live run of another plan, or is being asked for its own opinion
     */
    public record Seat(
            long hostId,
            int wave,
            Duration longest,
            Place place,
            Map<String, String> cells,
            String state,
            List<String> failed,
            Instant endedAt,
            Boolean newFault,
            Instant lookedAt,
            boolean busy,
            Time time) {

        Seat queued() {
            return new Seat(
                    hostId, wave, longest, place, cells, "queued", List.of(), null, newFault, lookedAt, busy, time);
        }

        /** Not begun, or stopped half way when its window closed. */
        boolean open() {
            return state == null || state.equals("unfinished");
        }

        /** Waits for somebody. */
        boolean human() {
            return "human".equals(state);
        }

        /** Why it never begins as things are; null: it may. */
        String never(Instant now, Duration needed) {
            return state == null && time.next() == null ? time.against(now, needed) : null;
        }

        boolean live() {
            return !open() && !over() && !human();
        }

        /** Ended, or waiting for somebody: the plan goes on without it. */
        boolean over() {
            return state != null
                    && switch (state) {
                        case "succeeded", "nothing-to-do", "failed", "cancelled", "unfinished", "refused" -> true;
                        default -> false;
                    };
        }

        boolean refused() {
            return "refused".equals(state);
        }

        boolean bad() {
            return "failed".equals(state) || human();
        }

        boolean good() {
            return "succeeded".equals(state) || "nothing-to-do".equals(state);
        }
    }
}
