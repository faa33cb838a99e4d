package io.farrier.run;

import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * When a host is brought to a standstill, and when it is taken back: before the first package is handed over, and before
 * the run ends. Pure, a part of {@link Decision} and {@link Learning}.
 */
record Quiescing(Run run, Instant now, Pace pace) {

    /** How often it is asked, where nothing came of it: one attempt is some ten calls, and each of them may fail once. */
    static final int LIMIT = 10;

    /** What has to be done before a package may be handed over; empty: it stands still, or nothing needs it to. */
    Optional<Action> before() {
        Stand stand = run.stand();
        if (stand == null || stand.still()) {
            return Optional.empty();
        }
        if (stand.posture() == null || stand.posture() == Posture.MOVING) {
            return Optional.of(new Action.Quiesce(Step.READY));
        }
        if (stand.posture() == Posture.WORKING && stand.drains() < LIMIT) {
            return Optional.of(new Action.Quiesce(Step.DRAIN));
        }
        return Optional.of(new Action.Note(new RunEvent.NotStill(
                stand.why() == null ? "it went back into service %d times".formatted(LIMIT) : stand.why())));
    }

    /** What has to be done before the run may end; empty: it is back in service, or the run has not taken it out. */
    Optional<Action> after() {
        Stand stand = run.stand();
        if (stand == null || !stand.owed()) {
            return Optional.empty();
        }
        if (!stand.restoring() || stand.still() && stand.restores() < LIMIT) {
            return Optional.of(new Action.Quiesce(Step.RESTORE));
        }
        if (stand.posture() == Posture.MOVING) {
            return Optional.of(new Action.Quiesce(Step.READY));
        }
        return Optional.of(new Action.Note(new RunEvent.NeedsHuman("it stays at its standstill: " + stand.why())));
    }

    /** What its kind's answer to a question of this run teaches. */
    Lesson learn(Step step, Stance stance) {
        Stand stand = run.stand();
        if (step == Step.READY && stand.restoring() && stance.posture() == Posture.STILL && fresh(stand)) {
            return Lesson.of(now.plus(pace.poll())); // it was told a moment ago
        }
        if (stand.news(stance)) {
            // An order that came to nothing is not repeated at once: what was in its way may pass.
            boolean again = stance.posture() == Posture.WORKING && stand.drains() > 0 && !stand.restoring();
            Instant due = stance.posture() == Posture.MOVING || again ? now.plus(pace.poll()) : now;
            return Lesson.of(due, stood(step, stance));
        }
        boolean moving = stance.posture() == Posture.MOVING;
        Duration patience = stand.restoring() ? pace.back() : pace.drain();
        if (moving && stand.since() != null && now.isAfter(stand.since().plus(patience))) {
            String why = "it takes more than %d min: %s"
                    .formatted(pace.ofDevice(patience).toMinutes(), stance.why());
            return Lesson.of(
                    now,
                    stand.restoring()
                            ? new RunEvent.NeedsHuman("it stays at its standstill: " + why)
                            : new RunEvent.NotStill(why));
        }
        return Lesson.of(now.plus(pace.poll()));
    }

    /** It was to stand still when something was about to be done to it, and does not: nothing has left. */
    Lesson broken(Action action, Stance stance) {
        List<RunEvent> events = new ArrayList<>();
        switch (action) {
            case Action.Submit submit ->
                events.add(new RunEvent.SubmitRefused(
                        submit.item().key(),
                        "wait",
                        "not-still",
                        stance.why(),
                        submit.item().promise().label()));
            case Action.Reset reset ->
                events.add(new RunEvent.ResetRefused(reset.kind().redfish(), reset.batch(), "not-still", stance.why()));
            default -> {}
        }
        events.add(stood(Step.READY, stance));
        if (stance.posture() == Posture.WORKING) {
            events.add(new RunEvent.NotStill("somebody took it back into service meanwhile"));
        }
        return new Lesson(events, now.plus(pace.poll()));
    }

    /**
     * What is found of an order whose answer was lost is that order's doing: the host was in service before. Only a kind
     * that has just been told, and says that it stands still already, may say that it was somebody else.
     */
    private RunEvent.Stood stood(Step step, Stance stance) {
        boolean ours = step == Step.DRAIN && stance.posture() == Posture.STILL
                ? stance.ours()
                : run.stand().ours();
        return new RunEvent.Stood(
                stance.posture(), ours && stance.posture() != Posture.WORKING, stance.why(), stance.memo());
    }

    private boolean fresh(Stand stand) {
        return stand.since() != null && now.isBefore(stand.since().plus(pace.settle()));
    }
}
