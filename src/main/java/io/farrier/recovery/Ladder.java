package io.farrier.recovery;

import io.farrier.recovery.RecoveryEvent.Looked;
import io.farrier.recovery.RecoveryEvent.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

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
            case CLEAR_QUEUE ->
                waiting.isEmpty()
                        ? skip(next, "nothing waits in its queue")
                        : approved(at, next, waiting, "removes " + named(seen, waiting));
            case FORCE_CLEAR -> forceClear(at, seen);
            case VIRTUAL_AC -> virtualAc(at, seen);
        };
    }

    /** Also what runs is broken off: the person who approves sees it in the list. */
    private static Move forceClear(Recovery at, Looked seen) {
        if (!seen.answered()) {
            return skip(Rung.FORCE_CLEAR, "it answers by no way");
        }
        if (seen.inPost()) {
            return skip(Rung.FORCE_CLEAR, "the host is in POST");
        }
        List<String> live =
                seen.jobs().stream().filter(Seen::live).map(Seen::jid).toList();
        String jobs = live.isEmpty() ? "" : ", and forgets " + named(seen, live);
        return approved(at, Rung.FORCE_CLEAR, live, "restarts its Lifecycle Controller's services" + jobs);
    }

    private static Move virtualAc(Recovery at, Looked seen) {
        if (!seen.answered()) {
            return skip(Rung.VIRTUAL_AC, "it answers by no way");
        }
        if (!seen.off()) {
            return skip(Rung.VIRTUAL_AC, "the host is not off; shut it down first, and ask again");
        }
        if (seen.attached() != null) {
            return skip(Rung.VIRTUAL_AC, seen.attached());
        }
        return approved(
                at,
                Rung.VIRTUAL_AC,
                List.of(),
                "takes all power from the host for a moment; who approves it knows that no other server shares its storage");
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

    /** What a person has agreed to is this rung and these jobs; of another list they are asked again. */
    private static Move approved(Recovery at, Rung rung, List<String> jids, String what) {
        boolean agreed =
                at.approved().containsKey(rung) && at.approved().get(rung).containsAll(jids);
        return agreed ? new Move.Climb(rung, jids) : new Move.Note(new RecoveryEvent.ApprovalWanted(rung, jids, what));
    }

    private static String named(Looked seen, List<String> jids) {
        return seen.jobs().stream()
                .filter(job -> jids.contains(job.jid()))
                .map(Seen::toString)
                .collect(Collectors.joining(", "));
    }

    private static Move skip(Rung rung, String why) {
        return new Move.Note(new RecoveryEvent.Skipped(rung, why));
    }
}
