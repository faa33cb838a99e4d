package io.farrier.run;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.catalog.Links;
import io.farrier.compliance.Evaluation;
import io.farrier.fleet.Findings;
import io.farrier.hub.Headers;
import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance;
import io.farrier.transport.Inventory;
import io.farrier.transport.Outcome;
import io.farrier.transport.Profile;
import io.farrier.transport.UpdateMode;
import io.farrier.transport.UpdateModes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** record: the outcome and the turn given back in one commit, which holds only while the turn is still ours. */
@Component("runRecord")
class RunRecord {

    private final Turns turns;
    private final Runs runs;
    private final Links links;
    private final Findings findings;
    private final Evaluation evaluation;
    private final UpdateModes modes;
    private final RunProfiles profiles;
    private final Pace pace;

    RunRecord(
            Turns turns,
            Runs runs,
            Links links,
            Findings findings,
            Evaluation evaluation,
            UpdateModes modes,
            RunProfiles profiles,
            Pace pace) {
        this.turns = turns;
        this.runs = runs;
        this.links = links;
        this.findings = findings;
        this.evaluation = evaluation;
        this.modes = modes;
        this.profiles = profiles;
        this.pace = pace;
    }

    /** What was already known: nothing was asked. */
    public List<Ring> note(@ExchangeProperty(Headers.TURN) RunTurn turn) {
        RunEvent event = ((Action.Note) turn.action()).event();
        return record(turn, new Lesson(List.of(event), turn.turn().now()));
    }

    public List<Ring> await(@ExchangeProperty(Headers.TURN) RunTurn turn) {
        return record(turn, new Lesson(List.of(), ((Action.Wait) turn.action()).until()));
    }

    /** What the answers teach. Pure but for the count of those who came for the image. */
    public Lesson learn(
            @ExchangeProperty(Headers.TURN) RunTurn turn,
            @ExchangeProperty(RunAct.OUTCOMES) List<Outcome> outcomes,
            @ExchangeProperty(RunAct.STANCES) List<Stance> stances) {
        // Times are counted from the answer, not from the claim: an ask may take a minute.
        Instant now = turn.turn().now().plus(took(outcomes));
        Stance stance = stances.isEmpty() ? null : stances.getLast();
        return Learning.learn(turn.action(), outcomes, facts(turn, stance, now));
    }

    /** A steady reading is also what the fleet knows of the host from now on, and what compliance says of it. */
    public List<Ring> lesson(
            @ExchangeProperty(Headers.TURN) RunTurn turn,
            @ExchangeProperty(RunAct.OUTCOMES) List<Outcome> outcomes,
            Lesson lesson) {
        boolean steady = lesson.events().stream()
                .anyMatch(event -> event instanceof RunEvent.ReadBack read && read.good() == Decision.STEADY);
        if (steady && outcomes.getLast().answer() instanceof Inventory inventory) {
            long host = turn.row().bmc().hostId();
            evaluation.hold(List.of(host));
            findings.inventory(host, inventory);
            evaluation.evaluate(List.of(host));
        }
        boolean kept = lesson.events().stream().anyMatch(event -> event instanceof RunEvent.ProfileKept);
        if (kept && outcomes.getLast().answer() instanceof Profile profile) {
            profiles.keep(turn.row().id(), profile.content());
        }
        fetching(turn, lesson);
        return record(turn, lesson);
    }

    /** Whether the BMC could get a file from the hub is known from the jobs that were to: the next choice heeds it. */
    private void fetching(RunTurn turn, Lesson lesson) {
        for (RunEvent event : lesson.events()) {
            if (event instanceof RunEvent.JobsMoved moved) {
                for (RunEvent.Move move : moved.moves()) {
                    if (!turn.run().item(move.key()).order().sent()) {
                        fetched(turn.row().bmc().hostId(), move);
                    }
                }
            }
        }
    }

    private void fetched(long host, RunEvent.Move move) {
        if (UpdateMode.notFetched(move.code())) {
            modes.fetched(host, move.code() + " " + move.message());
        } else if (move.phase().equals(Phase.STAGED.name()) || move.phase().equals(Phase.RUNNING.name())) {
            modes.fetched(host, null);
        }
    }

    private Learning.Facts facts(RunTurn turn, Stance stance, Instant now) {
        int asked = turn.action() instanceof Action.Seek seek
                        && !seek.item().order().sent()
                ? links.asked(seek.item().order().path())
                : 0;
        // Different for each run and turn, the same for the same one: a decision can be repeated.
        double jitter = Math.floorMod((turn.turn().id() * 7919 + turn.turn().turn()) * 104729, 1000) / 1000.0;
        return new Learning.Facts(turn.run(), asked, turn.row().serviceTag(), stance, jitter, now, pace);
    }

    private List<Ring> record(RunTurn turn, Lesson lesson) {
        Turn claimed = turn.turn();
        if (lesson.events().isEmpty()) {
            turns.release(claimed, lesson.due(), 0);
            return List.of(ring(claimed, lesson.due()));
        }
        List<Fold.At> story = new ArrayList<>(turn.story());
        lesson.events().forEach(event -> story.add(new Fold.At(claimed.now(), event)));
        Run run = Fold.of(story);
        Instant due = run.wakes() != null && run.wakes().isAfter(lesson.due()) ? run.wakes() : lesson.due();
        turns.release(claimed, due, 0);
        runs.append(turn.row(), lesson.events(), "farrier");
        runs.save(claimed.id(), run, reason(lesson));
        List<Ring> rings = new ArrayList<>();
        if (run.ended() != null || run.human() != null) {
            if (run.ended() != null) {
                links.close(claimed.id());
            }
            runs.news(turn.row().planId()).ifPresent(rings::add);
        }
        if (run.ended() == null && (run.human() == null || run.wakes() != null)) {
            rings.add(ring(claimed, due));
        }
        return rings;
    }

    private static java.time.Duration took(List<Outcome> outcomes) {
        return outcomes.stream().map(Outcome::took).reduce(java.time.Duration.ZERO, java.time.Duration::plus);
    }

    private static Ring ring(Turn turn, Instant due) {
        boolean later = due.isAfter(turn.now().plusMillis(20));
        return new Ring(Kind.RUN.queue(), new Bell(turn.id(), turn.turn()), later ? due : null);
    }

    private static String reason(Lesson lesson) {
        return switch (lesson.events().getLast()) {
            case RunEvent.Ended ended -> ended.reason();
            case RunEvent.NeedsHuman human -> human.why();
            case RunEvent.Waits waits -> waits.why();
            case RunEvent.Stood stood -> stood.why();
            default -> null;
        };
    }
}
