package io.farrier.run;

import io.farrier.hub.Pace;
import io.farrier.quiesce.Stance;
import io.farrier.run.Run.Reset.State;
import io.farrier.transport.ResetKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run does next, from where it stands and what time it is. Pure: no clock, no device, no database. Everything that
 * Farrier will ever do to a host is decided here.
 */
public final class Decision {

    /** How often a device may be too busy for a package before somebody looks. */
    static final int BUSY_LIMIT = 12;

    /** How often an order to the host that provably did not arrive, as where a hub died before it, is given in all. */
    static final int RESET_LIMIT = 5;

    /** How often the export of a configuration is begun. */
    static final int EXPORT_LIMIT = 3;

    /** How many equal readings prove a version. */
    static final int STEADY = 3;

    private final Run run;
    private final Instant now;
    private final Pace pace;

    private Decision(Run run, Instant now, Pace pace) {
        this.run = run;
        this.now = now;
        this.pace = pace;
    }

    public static Action decide(Run run, Instant now, Pace pace) {
        return new Decision(run, now, pace).next();
    }

    private Action next() {
        if (run.human() != null) {
            return asleep();
        }
        if (run.cancel() != null) {
            return leave("cancelled", run.cancel());
        }
        if (!run.filesReady()) {
            return new Action.Fetch();
        }
        if (run.checked() == null) {
            return new Action.Check();
        }
        if (run.closed() != null) {
            return leave("unfinished", run.closed());
        }
        if (run.stand() != null && run.stand().failed() != null) {
            return leave(
                    "failed",
                    "was not touched, it does not stand still: " + run.stand().failed());
        }
        return run.anyFailed() ? leave("failed", reasons()) : advance();
    }

    /** It waits for a human, and its window closes meanwhile: nothing stays that an administrator's restart would install. */
    private Action asleep() {
        Instant wakes = run.wakes();
        if (wakes == null || now.isBefore(wakes)) {
            return new Action.Wait(wakes == null ? now.plus(pace.away()) : wakes);
        }
        if (run.closed() == null) {
            return new Action.Note(new RunEvent.WindowClosed(closed()));
        }
        List<String> pending = run.pendingJids();
        return run.stillStaged().containsAll(pending) || clearing() ? clear(pending) : new Action.Poll();
    }

    private boolean clearing() {
        return run.clearing() != null && !run.clearing().done() && now.isBefore(cleared(run.clearing()));
    }

    private Instant cleared(Run.Clearing clearing) {
        return clearing.until().plus(pace.settle());
    }

    private Action advance() {
        int batch = run.batch();
        if (batch < 0) {
            return restore().or(quiescing()::after).orElseGet(this::succeeded);
        }
        List<Item> items = run.batch(batch);
        if (late(batch, items)) {
            return new Action.Note(new RunEvent.WindowClosed(closed()));
        }
        if (run.export() != null && !run.export().settled()) {
            return export(run.export());
        }
        Optional<Action> standstill = quiescing().before();
        if (standstill.isPresent()) {
            return standstill.get();
        }
        for (Item item : items) {
            Optional<Action> action = handOver(item);
            if (action.isPresent()) {
                return action.get();
            }
        }
        // Everything of this batch is on the device now.
        if (items.stream()
                .anyMatch(i -> i.phase() == Phase.STAGED && !i.promise().direct())) {
            return restart(batch);
        }
        return settle(items);
    }

    /** Before the first effect. It is asked again where a hub died over it; who does not answer has none. */
    private Action export(Run.Export export) {
        return export.jid() == null && export.tries() >= EXPORT_LIMIT
                ? new Action.Note(new RunEvent.ProfileMissed(
                        "it was asked %d times and did not answer".formatted(export.tries())))
                : new Action.Export(export.jid());
    }

    private Quiescing quiescing() {
        return new Quiescing(run, now, pace);
    }

    /** At a safe point, where what comes next would not be done before the window closes. */
    private boolean late(int batch, List<Item> items) {
        boolean begun = items.stream().anyMatch(i -> !i.phase().settled() && i.phase() != Phase.OPEN && !staged(i));
        if (run.until() == null || begun || restarts(batch)) {
            return false;
        }
        Duration needed = minutes(batch).plus(standing());
        return now.plus(needed).isAfter(run.until());
    }

    /** What is left of its way to a standstill, and the way back into service. */
    private Duration standing() {
        Stand stand = run.stand();
        if (stand == null || stand.still() && !stand.ours()) {
            return Duration.ZERO;
        }
        Duration way = stand.still() ? Duration.ZERO : minutes(Promise.DRAIN);
        boolean moving = stand.drains() > 0 && stand.posture() == Stance.Posture.MOVING && stand.since() != null;
        Duration left = moving ? way.minus(Duration.between(stand.since(), now)) : way;
        return (left.isNegative() ? Duration.ZERO : left).plus(minutes(Promise.RESTORE));
    }

    private Duration minutes(int batch) {
        int minutes = run.minutes().getOrDefault(batch, 0);
        return minutes == 0 ? Duration.ZERO : pace.of(Duration.ofMinutes(minutes));
    }

    private static boolean staged(Item item) {
        return item.phase() == Phase.STAGED && !item.promise().direct();
    }

    /** Whether the host was told to restart for this batch, or may have been. */
    private boolean restarts(int batch) {
        Run.Reset reset = run.reset();
        return reset != null
                && reset.batch() == batch
                && reset.state() != State.REFUSED
                && reset.state() != State.ABSENT;
    }

    private String closed() {
        return "its window closes at %s; not installed: %s"
                .formatted(
                        run.until(),
                        String.join(
                                ", ",
                                run.items().stream()
                                        .filter(i -> i.phase() != Phase.PROVEN)
                                        .map(i -> i.promise().label())
                                        .toList()));
    }

    /** Hands the package over and waits until it is on the device: the next must not come before. */
    private Optional<Action> handOver(Item item) {
        return switch (item.phase()) {
            case OPEN ->
                Optional.of(
                        item.refusals() < BUSY_LIMIT
                                ? new Action.Submit(item)
                                : human("it was too busy for %s %d times"
                                        .formatted(item.promise().label(), item.refusals())));
            case INTENDED -> Optional.of(seek(item));
            case DOWNLOADING -> Optional.of(new Action.Poll());
            case FETCHED -> Optional.of(stage(item));
            case STAGED -> lapse(item);
            // Somebody else has restarted the host: what is being installed is not broken off.
            case RUNNING ->
                item.promise().direct() || restarts(item.promise().batch())
                        ? Optional.empty()
                        : Optional.of(new Action.Poll());
            default -> Optional.empty();
        };
    }

    /** Before the next package comes: a hub that dies now leaves nothing that an administrator's restart would install. */
    private Optional<Action> lapse(Item item) {
        boolean lapses = run.until() == null
                || item.promise().direct()
                || restarts(item.promise().batch())
                || run.expiring().contains(item.jid());
        return lapses ? Optional.empty() : Optional.of(new Action.Expire(List.of(item.jid())));
    }

    /** Most devices go on by themselves; who does not within the settling time waits for the order (WS-MAN). */
    private Action stage(Item item) {
        boolean waits = !item.promise().direct() && !now.isBefore(item.since().plus(pace.settle()));
        if (!waits) {
            return new Action.Poll();
        }
        return item.refusals() < BUSY_LIMIT
                ? new Action.Stage(List.of(item.jid()))
                : human("job %s (%s) waits in its queue and could not be given a time"
                        .formatted(item.jid(), item.promise().label()));
    }

    private Action seek(Item item) {
        Instant visible = item.order().until().plus(pace.settle());
        return now.isBefore(visible) ? new Action.Wait(visible) : new Action.Seek(item);
    }

    /** The one restart that all of a batch share. */
    private Action restart(int batch) {
        Run.Reset reset = run.reset();
        if (reset == null || reset.batch() != batch) {
            return new Action.Reset(kind(), batch);
        }
        return switch (reset.state()) {
            case INTENDED -> {
                Instant visible = reset.until().plus(pace.settle());
                yield now.isBefore(visible) ? new Action.Wait(visible) : new Action.Poll();
            }
            case ORDERED, DONE -> new Action.Poll();
            case REFUSED, ABSENT ->
                reset.times() < RESET_LIMIT
                        ? new Action.Reset(kind(), batch)
                        : human("the order %s did not get through %d times".formatted(reset.kind(), reset.times()));
        };
    }

    private ResetKind kind() {
        if (run.hostWasOff() && (run.reset() == null)) {
            return ResetKind.ON;
        }
        return run.resetPolicy().equals("force") ? ResetKind.FORCE_RESTART : ResetKind.GRACEFUL_RESTART;
    }

    /** The device works, or says that it is done; then the installed version is read until it is steady. */
    private Action settle(List<Item> items) {
        for (Item item : items) {
            if (item.phase() == Phase.RUNNING || item.phase() == Phase.STAGED) {
                return new Action.Poll();
            }
        }
        return verify(items.stream().filter(i -> i.phase() == Phase.CLAIMED).toList());
    }

    private Action verify(List<Item> claimed) {
        RunEvent.ReadBack read = run.readBack();
        if (read == null || read.good() < STEADY) {
            return new Action.ReadBack();
        }
        List<Item> proven = claimed.stream().filter(read::proves).toList();
        if (!proven.isEmpty()) {
            String what = String.join(
                    ", ",
                    proven.stream()
                            .map(i -> i.promise().name() + " " + i.promise().version())
                            .toList());
            return new Action.Note(
                    new RunEvent.Proven(proven.stream().map(Item::key).toList(), what));
        }
        return disprove(claimed.getFirst(), read);
    }

    /**
     * The device says done and holds another version. Whether that is a lie or a stale inventory, its clock tells; where
     * it does not, it is read again until {@link Patience} ends.
     */
    private Action disprove(Item item, RunEvent.ReadBack read) {
        if (item.nothingToDo()) {
            return new Action.Note(
                    new RunEvent.Disproven(item.key(), read.holds(item) + ", and says that there is nothing to do"));
        }
        // Not every way to a device tells when it collected: what is not known to be newer is not.
        Instant before = run.collectedBeforeReset();
        boolean fresh = read.collectedAt() != null
                && before != null
                && read.collectedAt().isAfter(before);
        boolean restarted = run.reset() != null && !item.promise().direct();
        return restarted && fresh
                ? new Action.Note(new RunEvent.Disproven(
                        item.key(), read.holds(item) + ", although its job " + item.jid() + " says that it is done"))
                : new Action.ReadBack();
    }

    /** The host ends in the power state that it had. */
    private Optional<Action> restore() {
        if (!run.hostWasOff() || run.reset() == null) {
            return Optional.empty();
        }
        if (run.reset().batch() != Run.RESTORE) {
            return Optional.of(new Action.Reset(ResetKind.GRACEFUL_SHUTDOWN, Run.RESTORE));
        }
        return switch (run.reset().state()) {
            case INTENDED ->
                Optional.of(
                        now.isBefore(run.reset().until().plus(pace.settle()))
                                ? new Action.Wait(run.reset().until().plus(pace.settle()))
                                : new Action.ReadPower());
            case ORDERED -> Optional.of(new Action.ReadPower());
            case DONE -> Optional.empty();
            case REFUSED, ABSENT ->
                Optional.of(
                        run.reset().times() < RESET_LIMIT
                                ? new Action.Reset(ResetKind.GRACEFUL_SHUTDOWN, Run.RESTORE)
                                : human("it was off before and can't be shut down again; everything is installed"));
        };
    }

    private Action succeeded() {
        boolean nothing = run.items().stream().allMatch(Item::nothingToDo) || run.reset() == null && untouched();
        String what = String.join(
                ", ",
                run.items().stream()
                        .map(i -> i.promise().name() + " " + i.promise().version())
                        .toList());
        String again = run.reset() != null && run.reset().state() == State.DONE ? "; off again, as it was" : "";
        return new Action.Note(
                nothing
                        ? new RunEvent.Ended("nothing-to-do", "already holds " + what)
                        : new RunEvent.Ended("succeeded", "read back " + what + again));
    }

    private boolean untouched() {
        return run.items().stream().allMatch(i -> i.jid() == null);
    }

    /**
     * Ends early, and leaves nothing behind that would apply itself tomorrow: what is under way is seen to its end, what is
     * staged is removed.
     */
    private Action leave(String state, String reason) {
        for (Item item : run.items()) {
            if (item.phase() == Phase.INTENDED) {
                return seek(item);
            }
        }
        boolean restarting = run.reset() != null
                && restarts(run.reset().batch())
                && run.items().stream()
                        .anyMatch(i -> i.phase() == Phase.STAGED
                                && i.promise().batch() == run.reset().batch());
        for (Item item : run.items()) {
            boolean starting = item.phase() == Phase.FETCHED && item.promise().direct();
            if (item.phase() == Phase.RUNNING || item.phase() == Phase.DOWNLOADING || starting) {
                return new Action.Poll();
            }
        }
        if (restarting && !ignored(run.reset())) {
            return restart(run.reset().batch());
        }
        List<String> pending = run.pendingJids();
        if (!pending.isEmpty()) {
            return clear(pending);
        }
        List<Item> claimed =
                run.items().stream().filter(i -> i.phase() == Phase.CLAIMED).toList();
        return claimed.isEmpty() ? quiescing().after().orElseGet(() -> ended(state, reason)) : verify(claimed);
    }

    /** Who was told to stop, and had everything on its way already, is done. */
    private Action ended(String state, String reason) {
        return run.items().stream().allMatch(item -> item.phase() == Phase.PROVEN)
                ? succeeded()
                : new Action.Note(new RunEvent.Ended(state, reason));
    }

    /** The host was told to restart and has not gone down in all its time. */
    private boolean ignored(Run.Reset reset) {
        return reset.state() == State.ORDERED
                && run.standsStill(reset.batch())
                && now.isAfter(reset.at().plus(pace.down()));
    }

    private Action clear(List<String> pending) {
        return clearing() ? new Action.Wait(cleared(run.clearing())) : new Action.Clear(pending);
    }

    private String reasons() {
        return String.join(
                "; ",
                run.items().stream()
                        .filter(i -> i.phase() == Phase.FAILED)
                        .map(i -> i.promise().name() + ": " + i.why())
                        .toList());
    }

    private Action human(String why) {
        return new Action.Note(new RunEvent.NeedsHuman(why));
    }
}
