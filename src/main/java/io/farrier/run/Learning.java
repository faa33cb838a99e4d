package io.farrier.run;

import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance;
import io.farrier.transport.Inventory;
import io.farrier.transport.Jobs;
import io.farrier.transport.Outcome;
import io.farrier.transport.Power;
import io.farrier.transport.Profile;
import io.farrier.transport.Submitted;
import io.farrier.transport.UpdateMode;
import io.farrier.transport.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run learns from the device's answers to its last action. Pure, like {@link Decision}. */
public final class Learning {

    private final Facts facts;
    private final Run run;
    private final Pace pace;
    private final Instant now;

    /**
     * What the answers are read against.
     *
     * @param asked how often the BMC has asked for the image of the intent that is being sought
     * @param serviceTag of the host, as it was planned
     * @param stance what the host's kind said last in this turn; null: it was not asked
     * @param jitter 0 to 1, so that those who wait for the same thing do not come back together
     */
    public record Facts(Run run, int asked, String serviceTag, Stance stance, double jitter, Instant now, Pace pace) {}

    private Learning(Facts facts) {
        this.facts = facts;
        this.run = facts.run();
        this.pace = facts.pace();
        this.now = facts.now();
    }

    /** @param outcomes of the action's asks, in their order, up to the first that was not done */
    public static Lesson learn(Action action, List<Outcome> outcomes, Facts facts) {
        return new Learning(facts).from(action, outcomes);
    }

    private Lesson from(Action action, List<Outcome> outcomes) {
        Quiescing quiescing = new Quiescing(run, now, pace);
        if (action instanceof Action.Quiesce quiesce) {
            return quiescing.learn(quiesce.step(), facts.stance());
        }
        if (outcomes.isEmpty()) {
            return quiescing.broken(action, facts.stance());
        }
        Outcome last = outcomes.getLast();
        Lesson lesson =
                switch (action) {
                    case Action.Submit submit -> submitted(submit.item(), last);
                    case Action.Stage stage
                    when last.done() -> Lesson.of(now.plus(pace.download()), new RunEvent.StageOrdered(stage.jids()));
                    case Action.Expire expire -> expired(expire, last);
                    case Action.Export export -> exported(export, last);
                    case Action.Reset reset -> reset(reset, last);
                    case Action.Clear clear -> cleared(clear, last);
                    case Action.Check check when last.done() -> Checking.learn(outcomes, facts);
                    case Action.Poll poll when last.done() -> polled(last.as(Jobs.class));
                    case Action.Seek seek when last.done() -> Seeking.learn(seek.item(), last.as(Jobs.class), facts);
                    case Action.ReadBack read when last.done() -> readBack(last.as(Inventory.class));
                    case Action.ReadPower read when last.done() -> power(last.as(Power.class));
                    default -> held(last);
                };
        if (run.human() != null && !last.done()) {
            return unheard(last);
        }
        return last.done() && run.waiting() != null ? resumed(lesson) : lesson;
    }

    /** A run that waits for a human already: what is in its way is said once, and it asks again later. */
    private Lesson unheard(Outcome outcome) {
        boolean passes = outcome.word() == Word.WAIT || outcome.word() == Word.AMBIGUOUS;
        Instant due = passes ? later(outcome, pace.ready(), 0) : now.plus(pace.away());
        boolean known = run.waiting() != null && run.waiting().code().equals(outcome.messageId());
        return known
                ? Lesson.of(due)
                : Lesson.of(
                        due,
                        new RunEvent.Waits(
                                outcome.messageId(), "what is staged can't be removed yet: " + outcome.sentence()));
    }

    private Lesson resumed(Lesson lesson) {
        boolean stillWaits = lesson.events().stream()
                        .anyMatch(event -> event instanceof RunEvent.Waits || event instanceof RunEvent.NeedsHuman)
                || lesson.events().isEmpty() && run.checked() == null;
        if (stillWaits) {
            return lesson;
        }
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.Resumed(run.waiting().code()));
        events.addAll(lesson.events());
        return new Lesson(events, lesson.due());
    }

    private Lesson submitted(Item item, Outcome outcome) {
        String label = item.promise().label();
        RunEvent.SubmitRefused refused = new RunEvent.SubmitRefused(
                item.key(), outcome.word().word(), outcome.messageId(), outcome.sentence(), label);
        return switch (outcome.word()) {
            case DONE ->
                Lesson.of(
                        now.plus(pace.download()),
                        new RunEvent.SubmitAccepted(
                                item.key(), outcome.as(Submitted.class).jid(), false, label));
            case AMBIGUOUS -> Lesson.of(now, new RunEvent.SubmitUnclear(item.key(), outcome.sentence(), label));
            // Another way may take it now; which one, the next turn decides with an intent of its own.
            case NEXT_TRANSPORT ->
                Lesson.of(item.refusals() == 0 ? now : later(outcome, pace.busy(), item.refusals()), refused);
            case WAIT -> Lesson.of(later(outcome, pace.busy(), item.refusals()), refused);
            case CREDENTIALS -> {
                Lesson held = held(outcome);
                List<RunEvent> events = new ArrayList<>(List.of(refused));
                events.addAll(held.events());
                yield new Lesson(events, held.due());
            }
            case HUMAN -> Lesson.of(now, refused, new RunEvent.NeedsHuman(outcome.sentence()));
            case NOTHING_TO_DO, REFUSED, LOCKDOWN -> Lesson.of(now, refused);
        };
    }

    /**
     * Whether the device can or not, the restart is next; but one that is busy, or whose answer was lost, is asked again for a while:
     * without an end, what is staged would outlive a hub that dies at the close. Given twice it is the same end.
     */
    private Lesson expired(Action.Expire expire, Outcome outcome) {
        boolean again = run.waiting() == null
                || !now.isAfter(run.waiting().since().plus(pace.settle().multipliedBy(2)));
        RunEvent unknown = new RunEvent.ExpiryUnknown(expire.jids(), outcome.sentence());
        return switch (outcome.word()) {
            case DONE, NOTHING_TO_DO -> Lesson.of(now, new RunEvent.ExpirySet(expire.jids(), run.until()));
            case CREDENTIALS, LOCKDOWN, HUMAN -> held(outcome);
            case WAIT, AMBIGUOUS -> again ? held(outcome) : Lesson.of(now, unknown);
            default -> Lesson.of(now, unknown);
        };
    }

    /** Whatever is in the way, the update goes on without; but who is still collecting it is waited for. */
    private Lesson exported(Action.Export export, Outcome outcome) {
        if (outcome.word() == Word.CREDENTIALS) {
            return held(outcome);
        }
        boolean passes = outcome.word() == Word.WAIT || outcome.word() == Word.AMBIGUOUS;
        if (!outcome.done() && !(passes && export.jid() != null)) {
            return Lesson.of(now, new RunEvent.ProfileMissed(outcome.sentence()));
        }
        Profile profile = outcome.done() ? outcome.as(Profile.class) : new Profile(export.jid(), null);
        if (profile.content() != null) {
            return Lesson.of(now, new RunEvent.ProfileKept(profile.content().length()));
        }
        if (export.jid() == null) {
            return Lesson.of(now.plus(pace.poll()), new RunEvent.ProfileAsked(profile.jid()));
        }
        return now.isAfter(run.export().since().plus(pace.back()))
                ? Lesson.of(
                        now,
                        new RunEvent.ProfileMissed("its job %s has not ended in %d min"
                                .formatted(export.jid(), pace.back().toMinutes())))
                : Lesson.of(now.plus(pace.poll()));
    }

    private Lesson reset(Action.Reset reset, Outcome outcome) {
        String kind = reset.kind().redfish();
        RunEvent.ResetRefused refused =
                new RunEvent.ResetRefused(kind, reset.batch(), outcome.messageId(), outcome.sentence());
        return switch (outcome.word()) {
            case DONE, NOTHING_TO_DO ->
                Lesson.of(now.plus(pace.poll()), new RunEvent.ResetOrdered(kind, reset.batch()));
            case AMBIGUOUS -> Lesson.of(now, new RunEvent.ResetUnclear(kind, reset.batch(), outcome.sentence()));
            case WAIT, NEXT_TRANSPORT -> Lesson.of(later(outcome, pace.busy(), 0), refused);
            default -> Lesson.of(now, refused, new RunEvent.NeedsHuman(outcome.sentence()));
        };
    }

    private Lesson cleared(Action.Clear clear, Outcome outcome) {
        return switch (outcome.word()) {
            case DONE, NOTHING_TO_DO -> Lesson.of(now, new RunEvent.Cleared(clear.jids()));
            default -> held(outcome);
        };
    }

    private Lesson polled(Jobs jobs) {
        List<RunEvent.Move> moves = new ArrayList<>();
        for (Item item : run.items()) {
            if (item.jid() != null && !item.phase().settled() && item.phase() != Phase.CLAIMED) {
                moved(item, jobs, moves);
            }
        }
        if (!moves.isEmpty()) {
            return Lesson.of(now, new RunEvent.JobsMoved(moves));
        }
        if (run.human() != null) {
            return Lesson.of(now, new RunEvent.StillStaged(run.pendingJids()));
        }
        Run.Reset reset = run.reset();
        // Where one job has moved the order did arrive; given again it would break off what the device is flashing.
        boolean unheard = reset != null
                && reset.state() == Run.Reset.State.INTENDED
                && run.standsStill(reset.batch())
                && now.isAfter(reset.until().plus(pace.settle()).plus(pace.down()));
        if (unheard) {
            return Lesson.of(now, new RunEvent.ResetAbsent(reset.kind(), reset.batch()));
        }
        boolean downloading =
                run.items().stream().anyMatch(i -> i.phase() == Phase.DOWNLOADING || i.phase() == Phase.FETCHED);
        return noNews(patience().jobs(), downloading ? pace.download() : pace.poll());
    }

    private static void moved(Item item, Jobs jobs, List<RunEvent.Move> moves) {
        String label = item.promise().label();
        jobs.jobs().stream()
                .filter(job -> job.jid().equals(item.jid()))
                .findFirst()
                .ifPresentOrElse(
                        job -> {
                            Phase phase = phase(item, job);
                            if (phase != item.phase()) {
                                moves.add(new RunEvent.Move(
                                        item.key(), item.jid(), phase.name(), job.messageId(), job.message(), label));
                            }
                        },
                        // The record is lost, as after a restart of the BMC. That proves nothing: the version decides.
                        () -> moves.add(new RunEvent.Move(
                                item.key(), item.jid(), Phase.CLAIMED.name(), null, "its job is gone", label)));
    }

    /**
     * A job that ended because the BMC could not get the file has done nothing: the hub sends it, where it may. What waits for a
     * restart and was not staged yet is not installed: the device is still taking it, whatever it calls that.
     */
    private static Phase phase(Item item, Jobs.Job job) {
        Phase phase = JobState.phase(job);
        boolean arrived = item.promise().direct() || item.phase() == Phase.STAGED || item.phase() == Phase.RUNNING;
        if (phase == Phase.RUNNING && !arrived) {
            return Phase.DOWNLOADING;
        }
        return phase == Phase.FAILED && item.order().sendable() && UpdateMode.notFetched(job.messageId())
                ? Phase.OPEN
                : phase;
    }

    private Lesson readBack(Inventory inventory) {
        Map<String, String> versions = new LinkedHashMap<>();
        for (Item item : run.items()) {
            if (item.phase() == Phase.CLAIMED) {
                versions.put(item.key(), Checking.version(inventory, item.promise()));
            }
        }
        RunEvent.ReadBack before = run.readBack();
        boolean same = before != null
                && before.versions().equals(versions)
                && java.util.Objects.equals(before.collectedAt(), inventory.collectedAt());
        if (same && before.good() >= Decision.STEADY) {
            return noNews(patience().version(before), pace.verify());
        }
        int good = same ? before.good() + 1 : 1;
        Instant due = good >= Decision.STEADY ? now : now.plus(pace.verify());
        return Lesson.of(due, new RunEvent.ReadBack(versions, inventory.collectedAt(), good));
    }

    private Lesson power(Power power) {
        if ("Off".equals(power.state())) {
            return Lesson.of(now, new RunEvent.OffAgain());
        }
        Run.Reset reset = run.reset();
        if (reset.state() == Run.Reset.State.INTENDED
                && now.isAfter(reset.until().plus(pace.settle()).plus(pace.down()))) {
            return Lesson.of(now, new RunEvent.ResetAbsent(reset.kind(), reset.batch()));
        }
        return noNews(patience().power(), pace.poll());
    }

    /** Looks again later, unless it has been waited long enough. */
    private Lesson noNews(Optional<RunEvent> enough, Duration later) {
        return enough.map(event -> Lesson.of(now, event)).orElseGet(() -> Lesson.of(now.plus(later)));
    }

    private Patience patience() {
        return new Patience(run, now, pace);
    }

    /** The device did not do what was asked, and nothing has happened to it. */
    Lesson held(Outcome outcome) {
        return switch (outcome.word()) {
            case CREDENTIALS -> login(outcome);
            case HUMAN, LOCKDOWN, REFUSED, NOTHING_TO_DO ->
                run.checked() == null && outcome.word() != Word.HUMAN
                        ? Lesson.of(now, new RunEvent.Ended("failed", outcome.sentence()))
                        : Lesson.of(now, new RunEvent.NeedsHuman(outcome.sentence()));
            default ->
                run.bmcRestarts()
                        ? waits(
                                "bmc-restarts",
                                "its BMC restarts with its new firmware",
                                later(outcome, pace.ready(), 0))
                        : waits(outcome.messageId(), outcome.sentence(), later(outcome, pace.ready(), 0));
        };
    }

    /** A refused login ends or holds the run at once, but for the restart of a BMC that this run has caused. */
    private Lesson login(Outcome outcome) {
        if (run.checked() == null) {
            return Lesson.of(now, new RunEvent.Ended("failed", outcome.sentence()));
        }
        int times = run.logins() + 1;
        if (run.bmcRestarts() && times <= 3) {
            return Lesson.of(now.plus(pace.login()), new RunEvent.LoginRefused(times, outcome.sentence()));
        }
        return Lesson.of(now, new RunEvent.NeedsHuman(outcome.sentence()));
    }

    Lesson waits(String code, String why, Instant due) {
        Optional<RunEvent> enough = patience().answer(why);
        if (enough.isPresent()) {
            return Lesson.of(now, enough.get());
        }
        boolean known = run.waiting() != null && run.waiting().code().equals(code);
        return known ? Lesson.of(due) : Lesson.of(due, new RunEvent.Waits(code, why));
    }

    static Lesson waits(Facts facts, String code, String why) {
        return new Learning(facts)
                .waits(code, why, facts.now().plus(facts.pace().ready()));
    }

    /** Full jitter over a growing base, and never before the time that the device asked for. */
    private Instant later(Outcome outcome, Duration base, int times) {
        long cap = base.toMillis() * (1L << Math.min(times, 4));
        long wait = Math.max(base.toMillis() / 2, Math.round(cap * facts.jitter()));
        Duration asked = outcome.retryAfter() == null ? Duration.ZERO : pace.of(outcome.retryAfter());
        return now.plus(asked.toMillis() > wait ? asked : Duration.ofMillis(wait));
    }
}
