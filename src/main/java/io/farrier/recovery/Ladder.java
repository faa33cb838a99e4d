package io.farrier.recovery;

import io.farrier.recovery.RecoveryEvent.Looked;
import io.farrier.recovery.RecoveryEvent.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is done next for a stuck BMC, from where its recovery stands and what time it is. Pure. */
final class Ladder {

    /**
     * How long each rung has.
     *
     * @param patience before anything is done at all
     * @param coolDown after a rung, before the next
     * @param look between two looks
     * @param settle after an order whose turn died, before its effect must be visible
     */
    record Pace(Duration patience, Duration coolDown, Duration look, Duration settle) {}

    sealed interface Move {

        /** Ask how it is. */
        record Look() implements Move {}

        /** Do it. Needs an intent. */
        record Climb(Rung rung, List<String> jids) implements Move {}

        /** Write down what is known already. */
        record Note(RecoveryEvent event) implements Move {}

        record Wait(Instant until) implements Move {}
    }

    private Ladder() {}

    static Move decide(Recovery at, Instant now, Pace pace) {
        if (at.wanted() != null) {
            return new Move.Wait(now.plus(Duration.ofDays(1)));
        }
        if (at.open() != null) {
            // The turn that was to do it died: how the device is tells more than whether the order arrived.
            Instant visible = at.open().until().plus(pace.settle());
            return now.isBefore(visible)
                    ? new Move.Wait(visible)
                    : new Move.Note(new RecoveryEvent.Slipped(at.open().rung(), "nobody knows whether it arrived"));
        }
        if (at.looked() == null || !at.looked().at().isAfter(at.changed())) {
            Instant next = at.changed().plus(at.done().isEmpty() ? Duration.ZERO : pace.look());
            return now.isBefore(next) ? new Move.Wait(next) : new Move.Look();
        }
        Looked seen = at.looked().event();
        if (seen.well()) {
            String by = at.done().isEmpty()
                    ? "by itself"
                    : "after " + at.done().getLast().word();
            return new Move.Note(new RecoveryEvent.Ended("recovered", "ready again " + by));
        }
        Instant mayClimb = at.since().plus(at.done().isEmpty() ? pace.patience() : pace.coolDown());
        if (now.isBefore(mayClimb)) {
            Instant next = at.looked().at().plus(pace.look());
            return now.isBefore(next) ? new Move.Wait(next) : new Move.Look();
        }
        return climb(at, seen);
    }

    private static Move climb(Recovery at, Looked seen) {
        Rung next = at.next();
        if (next == null || next.compareTo(at.highest()) > 0) {
            String last = at.done().isEmpty() ? "waiting" : at.done().getLast().word();
            return new Move.Note(
                    new RecoveryEvent.Ended("stuck", "still stuck after %s: %s".formatted(last, seen.says())));
        }
        List<String> waiting = seen.jobs().stream()
                .filter(job -> job.live() && !job.running())
                .map(Seen::jid)
                .toList();
        return switch (next) {
            case WAIT -> new Move.Note(new RecoveryEvent.Climbed(Rung.WAIT));
            case DELETE_OWN -> {
                List<String> own = waiting.stream().filter(at.own()::contains).toList();
                yield own.isEmpty() ? skip(next, "no job of ours waits in its queue") : new Move.Climb(next, own);
            }
            case RESET_BMC -> reset(seen);
            case CLEAR_QUEUE -> clear(at, seen, waiting);
        };
    }

    /** Only where nothing can be broken off: no job of anybody is under way, and the host is not starting. */
    private static Move reset(Looked seen) {
        List<Seen> busy = seen.jobs().stream().filter(Seen::running).toList();
        if (!busy.isEmpty()) {
            return skip(Rung.RESET_BMC, busy.getFirst() + " is under way");
        }
        if (seen.inPost()) {
            return skip(Rung.RESET_BMC, "the host is in POST");
        }
        return new Move.Climb(Rung.RESET_BMC, List.of());
    }

    private static Move clear(Recovery at, Looked seen, List<String> waiting) {
        if (waiting.isEmpty()) {
            return skip(Rung.CLEAR_QUEUE, "nothing waits in its queue");
        }
        if (at.approved().containsAll(waiting)) {
            return new Move.Climb(Rung.CLEAR_QUEUE, waiting);
        }
        String what = String.join(
                ", ",
                seen.jobs().stream()
                        .filter(job -> waiting.contains(job.jid()))
                        .map(Seen::toString)
                        .toList());
        return new Move.Note(new RecoveryEvent.ApprovalWanted(Rung.CLEAR_QUEUE, waiting, what));
    }

    private static Move skip(Rung rung, String why) {
        return new Move.Note(new RecoveryEvent.Skipped(rung, why));
    }
}
