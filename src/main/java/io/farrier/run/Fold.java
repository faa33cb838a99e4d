package io.farrier.run;

import io.farrier.run.Run.Clearing;
import io.farrier.run.Run.Reset;
import io.farrier.run.Run.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** From what happened to where the run stands. Pure; the only place where a run's state is made. */
public final class Fold {

    /** An event and when the ledger took it. */
    public record At(Instant at, RunEvent event) {}

    private List<Item> items = List.of();
    private String resetPolicy = "graceful";
    private Map<String, String> sha256 = Map.of();
    private RunEvent.Checked checked;
    private Reset reset;
    private RunEvent.ReadBack readBack;
    private Instant verifyingSince;
    private Instant collected;
    private Instant collectedBeforeReset;
    private Waiting waiting;
    private int logins;
    private Clearing clearing;
    private List<String> stillStaged = List.of();
    private Run.Export export;
    private Stand stand;
    private Instant until;
    private String closed;
    private Map<Integer, Integer> minutes = Map.of();
    private List<String> expiring = List.of();
    private String cancel;
    private String human;
    private String ended;
    private Instant last;

    private Fold() {}

    public static Run of(List<At> events) {
        Fold fold = new Fold();
        events.forEach(fold::take);
        return new Run(
                fold.items,
                fold.resetPolicy,
                fold.sha256,
                fold.checked,
                fold.reset,
                fold.readBack,
                fold.verifyingSince,
                fold.collectedBeforeReset,
                fold.waiting,
                fold.logins,
                fold.clearing,
                fold.stillStaged,
                fold.export,
                fold.stand,
                fold.until,
                fold.closed,
                fold.minutes,
                fold.expiring,
                fold.cancel,
                fold.human,
                fold.ended,
                fold.last);
    }

    private void take(At entry) {
        Instant at = entry.at();
        last = at;
        switch (entry.event()) {
            case RunEvent.Admitted e -> {
                items = e.promises().stream().map(p -> Item.of(p, at)).toList();
                resetPolicy = e.reset();
                stand = Stand.of(e.quiesce());
                export = Boolean.TRUE.equals(e.profile()) ? new Run.Export(null, 0, null, false) : null;
                until = e.until();
                minutes = e.minutes() == null ? Map.of() : e.minutes();
            }
            case RunEvent.FilesReady e -> sha256 = e.sha256();
            case RunEvent.Checked e -> {
                checked = e;
                collected = e.collectedAt();
            }
            case RunEvent.SubmitIntended e -> item(e.key(), i -> i.intended(e.order(), at));
            case RunEvent.SubmitAccepted e -> item(e.key(), i -> i.accepted(e.jid(), at));
            case RunEvent.SubmitRefused e -> refused(e, at);
            case RunEvent.SubmitUnclear e -> item(e.key(), i -> i.unclear(at));
            case RunEvent.Sought e -> item(e.key(), i -> i.sought(e.times()));
            case RunEvent.ProvenAbsent e -> item(e.key(), i -> Item.of(i.promise(), at));
            case RunEvent.JobsMoved e -> e.moves().forEach(move -> moved(move, at));
            case RunEvent.StageIntended e -> staged(e.jids(), i -> i.staging(at));
            case RunEvent.StageOrdered e -> staged(e.jids(), i -> i.since(at));
            case RunEvent.ResetIntended e -> {
                reset = new Reset(e.kind(), e.batch(), Reset.State.INTENDED, e.until(), timesBefore(e.batch()) + 1, at);
                collectedBeforeReset = collected;
            }
            case RunEvent.ResetOrdered e -> reset(Reset.State.ORDERED, at);
            case RunEvent.ResetRefused e -> reset(Reset.State.REFUSED, at);
            case RunEvent.ResetUnclear e -> reset(Reset.State.INTENDED, reset.at());
            case RunEvent.ResetAbsent e -> reset(Reset.State.ABSENT, at);
            case RunEvent.OffAgain e -> reset(Reset.State.DONE, at);
            case RunEvent.ReadBack e -> {
                readBack = e;
                collected = e.collectedAt();
                // Where nothing told it before the restart, the first reading after it counts for it.
                collectedBeforeReset = collectedBeforeReset == null ? collected : collectedBeforeReset;
                verifyingSince = verifyingSince == null ? at : verifyingSince;
            }
            case RunEvent.Proven e -> {
                e.keys().forEach(key -> item(key, i -> i.in(Phase.PROVEN, at)));
                verified();
            }
            case RunEvent.Disproven e -> {
                item(e.key(), i -> i.failed(e.why(), at));
                verified();
            }
            case RunEvent.StillStaged e -> stillStaged = e.jids();
            case RunEvent.ClearIntended e -> {
                clearing = new Clearing(e.jids(), e.until(), false);
                stillStaged = List.of();
            }
            case RunEvent.Cleared e -> {
                clearing = new Clearing(e.jids(), null, true);
                items = items.stream()
                        .map(i -> e.jids().contains(i.jid()) ? i.failed("its staged job was removed", at) : i)
                        .toList();
            }
            case RunEvent.ExpirySet e -> expiring(e.jids());
            case RunEvent.ExpiryUnknown e -> expiring(e.jids());
            case RunEvent.ProfileIntended e -> export = new Run.Export(null, export.tries() + 1, at, false);
            case RunEvent.ProfileAsked e -> export = new Run.Export(e.jid(), export.tries(), at, false);
            case RunEvent.ProfileKept e -> export = new Run.Export(export.jid(), export.tries(), at, true);
            case RunEvent.ProfileMissed e -> export = new Run.Export(export.jid(), export.tries(), at, true);
            case RunEvent.DrainIntended e -> stand = stand.draining(at);
            case RunEvent.RestoreIntended e -> stand = stand.restoring(at);
            case RunEvent.Stood e -> stand = stand.stood(e, at);
            case RunEvent.NotStill e -> stand = stand.failed(e.why());
            case RunEvent.Waits e -> waiting = new Waiting(e.code(), e.why(), waiting == null ? at : waiting.since());
            case RunEvent.Resumed e -> {
                waiting = null;
                logins = 0;
            }
            case RunEvent.LoginRefused e -> logins = e.times();
            case RunEvent.NeedsHuman e -> human = e.why();
            case RunEvent.Answered e -> answered(e, at);
            case RunEvent.CancelAsked e -> cancel = e.why();
            case RunEvent.WindowClosed e -> closed = e.why();
            case RunEvent.Stumbled e -> {}
            case RunEvent.Ended e -> ended = e.state();
        }
    }

    private void refused(RunEvent.SubmitRefused e, Instant at) {
        switch (e.word()) {
            case "nothing-to-do" -> item(e.key(), i -> i.claimedNothing(at));
            case "wait", "credentials" -> item(e.key(), i -> i.waits(at));
            case "next-transport" -> item(e.key(), i -> i.refused(at));
            default -> item(e.key(), i -> i.failed(e.why(), at));
        }
    }

    private void moved(RunEvent.Move move, Instant at) {
        Phase phase = Phase.valueOf(move.phase());
        item(move.key(), i -> switch (phase) {
            case FAILED -> i.failed(move.code() + " " + move.message(), at);
            case OPEN -> i.unfetched(at);
            default -> i.in(phase, at);
        });
    }

    /** It has its time again to go on: told twice it would do no harm, but its answer comes with the next look. */
    private void staged(List<String> jids, UnaryOperator<Item> change) {
        items = items.stream()
                .map(i -> i.jid() != null && jids.contains(i.jid()) ? change.apply(i) : i)
                .toList();
    }

    /** A person has looked: what waited gets its time anew. */
    private void answered(RunEvent.Answered e, Instant at) {
        human = null;
        waiting = null;
        logins = 0;
        verified();
        stand = stand == null ? null : stand.anew(at);
        if (e.decision().equals("fail")) {
            cancel = e.reason();
        }
        items = items.stream().map(i -> i.phase().settled() ? i : i.anew(at)).toList();
        if (reset != null) {
            reset = new Reset(reset.kind(), reset.batch(), reset.state(), reset.until(), 0, at);
        }
    }

    private void expiring(List<String> jids) {
        expiring = Stream.concat(expiring.stream(), jids.stream()).toList();
    }

    private void verified() {
        readBack = null;
        verifyingSince = null;
    }

    private int timesBefore(int batch) {
        return reset != null && reset.batch() == batch ? reset.times() : 0;
    }

    private void reset(Reset.State state, Instant at) {
        reset = new Reset(reset.kind(), reset.batch(), state, reset.until(), reset.times(), at);
    }

    private void item(String key, UnaryOperator<Item> change) {
        items = items.stream()
                .map(i -> i.key().equals(key) ? change.apply(i) : i)
                .toList();
    }
}
