package io.farrier.run;

import io.farrier.quiesce.Stance;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How long each component of a run took, by its story. Of a batch that was proven whole the parts add up to what it took: a component has
 * the time from when the device took it until it was staged, and that while its job ran; {@link #RESTART} has what is left from the order
 * to restart until the proof. Of what is installed at once the last one has what is left. Other batches, and runs that a person had to help, tell nothing of how long it takes.
 * Pure.
 */
final class Timings {

    /** The component of what a restart takes. */
    static final String RESTART = "restart";

    /** Until a host stands still, and until it is back in service; the kind follows. */
    static final String DRAIN = "drain ";

    static final String RESTORE = "restore ";

    /** Until the host's configuration is kept. */
    static final String PROFILE = "profile";

    /** @param took on this hub's clock */
    record Timing(String component, Duration took) {

        /** Not of the cluster that it is in. */
        boolean ofHost() {
            return !component.startsWith(DRAIN) && !component.startsWith(RESTORE);
        }
    }

    /** When a promise came how far for the first time since it was last taken. */
    private static final class Marks {
        private Instant taken;
        private Instant staged;
        private Instant running;
        private Instant claimed;
        private Instant proven;
    }

    private final Map<String, Marks> marks = new HashMap<>();
    private final Map<Integer, Instant> restarted = new HashMap<>();
    private final Set<String> unfit = new HashSet<>();
    private final List<Timing> besides = new ArrayList<>();
    private List<Promise> promises = List.of();
    private String kind;
    private Instant draining;
    private Instant restoring;
    private Instant exporting;
    private boolean helped;

    private Timings() {}

    static List<Timing> of(List<Fold.At> story) {
        Timings timings = new Timings();
        story.forEach(timings::take);
        if (timings.helped) {
            return List.of();
        }
        List<Timing> found = timings.batches();
        found.addAll(timings.besides);
        return found;
    }

    /** What a component is called here: its id, else what kind of thing its FQDD says it is; "25227", "NIC". */
    static String component(String componentId, String fqdd) {
        return componentId != null ? componentId : fqdd == null ? "unknown" : fqdd.replaceFirst("\\..*", "");
    }

    private void take(Fold.At entry) {
        Instant at = entry.at();
        switch (entry.event()) {
            case RunEvent.Admitted e -> {
                promises = e.promises();
                kind = e.quiesce();
            }
            case RunEvent.DrainIntended e -> draining = draining == null ? at : draining;
            case RunEvent.RestoreIntended e -> restoring = restoring == null ? at : restoring;
            case RunEvent.Stood e -> stood(e, at);
            case RunEvent.ProfileIntended e -> exporting = exporting == null ? at : exporting;
            case RunEvent.ProfileKept e -> besides.add(new Timing(PROFILE, Duration.between(exporting, at)));
            case RunEvent.SubmitAccepted e -> {
                Marks fresh = new Marks();
                fresh.taken = at;
                marks.put(e.key(), fresh);
            }
            case RunEvent.JobsMoved e -> e.moves().forEach(move -> moved(move, at));
            case RunEvent.ResetOrdered e -> restarted.put(e.batch(), at);
            case RunEvent.Proven e -> e.keys().forEach(key -> mark(key).proven = at);
            case RunEvent.Disproven e -> unfit.add(e.key());
            case RunEvent.SubmitRefused e when e.word().equals("nothing-to-do") -> unfit.add(e.key());
            case RunEvent.NeedsHuman e -> helped = true;
            default -> {}
        }
    }

    /** Only what this run has asked for, and what came of it: a host that somebody else has emptied stands still at once. */
    private void stood(RunEvent.Stood event, Instant at) {
        if (event.posture() == Stance.Posture.STILL && event.ours() && draining != null && restoring == null) {
            besides.removeIf(timing -> timing.component().startsWith(DRAIN));
            besides.add(new Timing(DRAIN + kind, Duration.between(draining, at)));
            draining = null;
        }
        if (event.posture() == Stance.Posture.WORKING && restoring != null) {
            besides.add(new Timing(RESTORE + kind, Duration.between(restoring, at)));
            restoring = null;
        }
    }

    private Marks mark(String key) {
        return marks.computeIfAbsent(key, k -> new Marks());
    }

    private void moved(RunEvent.Move move, Instant at) {
        Marks mark = mark(move.key());
        switch (Phase.valueOf(move.phase())) {
            case STAGED -> mark.staged = mark.staged == null ? at : mark.staged;
            case RUNNING -> mark.running = mark.running == null ? at : mark.running;
            case CLAIMED -> mark.claimed = mark.claimed == null ? at : mark.claimed;
            case FAILED, OPEN -> unfit.add(move.key());
            default -> {}
        }
    }

    private List<Timing> batches() {
        Map<Integer, List<Promise>> batches = promises.stream()
                .collect(Collectors.groupingBy(Promise::batch, LinkedHashMap::new, Collectors.toList()));
        List<Timing> found = new ArrayList<>();
        batches.forEach((batch, of) -> {
            boolean whole = of.stream().noneMatch(promise -> unfit.contains(promise.key()))
                    && of.stream()
                            .allMatch(
                                    promise -> mark(promise.key()).taken != null && mark(promise.key()).proven != null);
            if (whole && of.stream().allMatch(Promise::direct)) {
                found.addAll(direct(of));
            } else if (whole && restarted.containsKey(batch)) {
                found.addAll(staged(of, restarted.get(batch)));
            }
        });
        return found;
    }

    private List<Timing> direct(List<Promise> batch) {
        List<Timing> found = new ArrayList<>();
        Promise last = null;
        Instant claimed = Instant.MIN;
        for (Promise promise : batch) {
            Marks mark = mark(promise.key());
            Instant end = mark.claimed == null ? mark.proven : mark.claimed;
            if (end.isAfter(claimed)) {
                claimed = end;
                last = promise;
            }
        }
        for (Promise promise : batch) {
            Marks mark = mark(promise.key());
            Instant end = promise == last || mark.claimed == null ? mark.proven : mark.claimed;
            found.add(new Timing(name(promise), Duration.between(mark.taken, end)));
        }
        return found;
    }

    private List<Timing> staged(List<Promise> batch, Instant order) {
        List<Timing> found = new ArrayList<>();
        Instant proven = order;
        Duration jobs = Duration.ZERO;
        for (Promise promise : batch) {
            Marks mark = mark(promise.key());
            if (mark.staged == null || order.isBefore(mark.staged)) {
                return List.of();
            }
            boolean ran = mark.running != null && mark.claimed != null && !mark.running.isBefore(order);
            Duration job = ran ? Duration.between(mark.running, mark.claimed) : Duration.ZERO;
            jobs = jobs.plus(job);
            proven = mark.proven.isAfter(proven) ? mark.proven : proven;
            found.add(new Timing(
                    name(promise), Duration.between(mark.taken, mark.staged).plus(job)));
        }
        Duration left = Duration.between(order, proven).minus(jobs);
        found.add(new Timing(RESTART, left.isNegative() ? Duration.ZERO : left));
        return found;
    }

    private static String name(Promise promise) {
        return component(promise.componentId(), promise.fqdd());
    }
}
