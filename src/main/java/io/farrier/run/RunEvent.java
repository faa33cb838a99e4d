package io.farrier.run;

import io.farrier.quiesce.Stance;
import io.farrier.transport.UpdateMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What can happen in a run. The run's state is the fold of these, and nothing else; each says itself to an operator. */
public sealed interface RunEvent {

    String says();

    /**
     * @param reset graceful or force: what the plan's policy allows
     * @param quiesce the kind that brings the host to a standstill first; null: the policy lets it be restarted as it is
     * @param until when the host's window closes; null: no window binds it
     * @param minutes how long each batch should take on a real device, by its number
     * @param profile its configuration is to be kept before anything is done to it; null: not
     */
    record Admitted(
            List<Promise> promises,
            String reset,
            String quiesce,
            Instant until,
            Map<Integer, Integer> minutes,
            Boolean profile)
            implements RunEvent {

        public Admitted(
                List<Promise> promises, String reset, String quiesce, Instant until, Map<Integer, Integer> minutes) {
            this(promises, reset, quiesce, until, minutes, null);
        }

        /** Bound to nothing but itself. */
        public Admitted(List<Promise> promises, String reset) {
            this(promises, reset, null, null, Map.of());
        }

        @Override
        public String says() {
            return "was admitted: "
                    + String.join(", ", promises.stream().map(Promise::label).toList());
        }
    }

    /** Every package is in the hub's store, checked against the catalog. */
    record FilesReady(Map<String, String> sha256) implements RunEvent {
        @Override
        public String says() {
            return "has its %d package%s in the hub's store, checksums verified"
                    .formatted(sha256.size(), sha256.size() == 1 ? "" : "s");
        }
    }

    /**
     * The device is ready, and this is how it was before anything was done to it.
     *
     * @param collectedAt when it had last collected its own inventory
     * @param jids every job it knew then
     */
    record Checked(String power, Instant collectedAt, List<String> jids) implements RunEvent {
        @Override
        public String says() {
            return "is ready, its power is " + power;
        }
    }

    /**
     * @param why that transport was chosen, beginning with its name
     * @param mode in which way the package comes to it, and why so
     * @param path the one-time path of the image; null where the hub sends it
     * @param until when the lease of the turn that submits ends; before that nobody looks for the job
     * @param jids every job that the device knew: ours is none of them
     */
    record SubmitIntended(
            String key,
            String transport,
            String why,
            UpdateMode mode,
            String path,
            Instant until,
            List<String> jids,
            String label)
            implements RunEvent {

        Order order() {
            return new Order(transport, path, mode != null && mode.otherwise(), until, jids);
        }

        @Override
        public String says() {
            return "is about to be given %s by %s; as %s: %s"
                    .formatted(label, why, mode.kind().word(), mode.why());
        }
    }

    /** @param adopted the answer was lost, and the job was found on the device */
    record SubmitAccepted(String key, String jid, boolean adopted, String label) implements RunEvent {
        @Override
        public String says() {
            return adopted
                    ? "had taken %s already: its job %s was found and adopted".formatted(label, jid)
                    : "took %s as %s".formatted(label, jid);
        }
    }

    /** It was not submitted, and that is certain. */
    record SubmitRefused(String key, String word, String code, String why, String label) implements RunEvent {
        @Override
        public String says() {
            return "did not take %s (%s): %s".formatted(label, word, why);
        }
    }

    record SubmitUnclear(String key, String why, String label) implements RunEvent {
        @Override
        public String says() {
            return "may or may not have taken %s: %s".formatted(label, why);
        }
    }

    /** One look at the device's queue that did not find our job. */
    record Sought(String key, int times, String label) implements RunEvent {
        @Override
        public String says() {
            return "has no job for %s (look %d)".formatted(label, times);
        }
    }

    /** Spaced looks found no job, and the BMC never asked for the image that it was to fetch: it was not submitted. */
    record ProvenAbsent(String key, String label) implements RunEvent {
        @Override
        public String says() {
            return "never took %s: it has no job for it and did not ask for the file; it is submitted again"
                    .formatted(label);
        }
    }

    record Move(String key, String jid, String phase, String code, String message, String label) {}

    record JobsMoved(List<Move> moves) implements RunEvent {
        @Override
        public String says() {
            return String.join("; ", moves.stream().map(JobsMoved::one).toList());
        }

        private static String one(Move move) {
            return switch (Phase.valueOf(move.phase())) {
                case FETCHED -> "has fetched " + move.label();
                case STAGED -> "staged " + move.label();
                case RUNNING -> "installs " + move.label();
                case CLAIMED -> "says that " + move.label() + " is done";
                case OPEN ->
                    "could not fetch %s (%s %s): the hub sends it".formatted(move.label(), move.code(), move.message());
                case FAILED -> "failed at %s: %s %s".formatted(move.label(), move.code(), move.message());
                default -> "fetches " + move.label();
            };
        }
    }

    /** What the device has fetched is to run at the host's next start; it would wait for that word for ever. */
    record StageIntended(List<String> jids, String transport, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "is to stage %s by %s".formatted(String.join(", ", jids), transport);
        }
    }

    record StageOrdered(List<String> jids) implements RunEvent {
        @Override
        public String says() {
            return "was told to stage " + String.join(", ", jids);
        }
    }

    record ResetIntended(String kind, int batch, String transport, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "is about to get the order %s by %s".formatted(kind, transport);
        }
    }

    record ResetOrdered(String kind, int batch) implements RunEvent {
        @Override
        public String says() {
            return "was told " + kind;
        }
    }

    record ResetRefused(String kind, int batch, String code, String why) implements RunEvent {
        @Override
        public String says() {
            return "did not take the order %s: %s".formatted(kind, why);
        }
    }

    record ResetUnclear(String kind, int batch, String why) implements RunEvent {
        @Override
        public String says() {
            return "may or may not have taken the order %s: %s".formatted(kind, why);
        }
    }

    /** The staged jobs stand where they stood and the host never went down: the order did not arrive. */
    record ResetAbsent(String kind, int batch) implements RunEvent {
        @Override
        public String says() {
            return "never went down: the order %s did not arrive and is given again".formatted(kind);
        }
    }

    /** What is staged would lapse then by itself, also if no hub was there any more. */
    record ExpirySet(List<String> jids, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "drops %s by itself if it has not begun by %s".formatted(String.join(", ", jids), until);
        }
    }

    record ExpiryUnknown(List<String> jids, String why) implements RunEvent {
        @Override
        public String says() {
            return "can't let %s lapse by itself: %s".formatted(String.join(", ", jids), why);
        }
    }

    record ProfileIntended(String transport, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "is to tell its configuration by " + transport;
        }
    }

    record ProfileAsked(String jid) implements RunEvent {
        @Override
        public String says() {
            return "collects its configuration as " + jid;
        }
    }

    record ProfileKept(int bytes) implements RunEvent {
        @Override
        public String says() {
            return "had its configuration kept as it was (%d bytes, without passwords)".formatted(bytes);
        }
    }

    /** No licence, old firmware, another protocol: the update goes on without. */
    record ProfileMissed(String why) implements RunEvent {
        @Override
        public String says() {
            return "goes on without its configuration being kept: " + why;
        }
    }

    record DrainIntended(String kind, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "is to be brought to a standstill (%s)".formatted(kind);
        }
    }

    record RestoreIntended(String kind, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "is to be taken back into service (%s)".formatted(kind);
        }
    }

    /** How its kind says that it stands. */
    record Stood(Stance.Posture posture, boolean ours, String why, Map<String, String> memo) implements RunEvent {
        @Override
        public String says() {
            String stands =
                    switch (posture) {
                        case WORKING -> "is in service";
                        case MOVING -> "is on its way";
                        case STILL -> ours ? "stands still" : "stands still, which was not this run's doing";
                        case REFUSED -> "can't";
                    };
            return why == null || why.isBlank() ? stands : stands + ": " + why;
        }
    }

    /** It will not stand still, so nothing is done to it. */
    record NotStill(String why) implements RunEvent {
        @Override
        public String says() {
            return "does not stand still: " + why;
        }
    }

    /** @param good how many readings in a row were the same as this one, this one included */
    record ReadBack(Map<String, String> versions, Instant collectedAt, int good) implements RunEvent {

        boolean proves(Item item) {
            return Version.same(versions.get(item.key()), item.promise().version());
        }

        /** "holds 2.15.1 of BIOS, promised was 2.22.2" */
        String holds(Item item) {
            return "holds %s of %s, promised was %s"
                    .formatted(
                            versions.get(item.key()),
                            item.promise().name(),
                            item.promise().version());
        }

        @Override
        public String says() {
            return "reads back %s (%d)".formatted(String.join(", ", versions.values()), good);
        }
    }

    record Proven(List<String> keys, String what) implements RunEvent {
        @Override
        public String says() {
            return "holds what was promised: " + what;
        }
    }

    record Disproven(String key, String why) implements RunEvent {
        @Override
        public String says() {
            return why;
        }
    }

    /** A run that waits for a human has looked after its window closed: these are still there, and have not begun. */
    record StillStaged(List<String> jids) implements RunEvent {
        @Override
        public String says() {
            return "still has our jobs %s, which have not begun".formatted(String.join(", ", jids));
        }
    }

    record ClearIntended(List<String> jids, Instant until) implements RunEvent {
        @Override
        public String says() {
            return "is to drop our staged jobs " + String.join(", ", jids);
        }
    }

    record Cleared(List<String> jids) implements RunEvent {
        @Override
        public String says() {
            return "has dropped our staged jobs " + String.join(", ", jids);
        }
    }

    /** Something must pass first; appended when the reason changes, not at each look. */
    record Waits(String code, String why) implements RunEvent {
        @Override
        public String says() {
            return "is waited for: " + why;
        }
    }

    record Resumed(String code) implements RunEvent {
        @Override
        public String says() {
            return "answers again";
        }
    }

    record LoginRefused(int times, String why) implements RunEvent {
        @Override
        public String says() {
            return "refused the login while its BMC restarts (%d of 3): %s".formatted(times, why);
        }
    }

    record NeedsHuman(String why) implements RunEvent {
        @Override
        public String says() {
            return "needs a human: " + why;
        }
    }

    /** @param decision retry or fail */
    record Answered(String decision, String reason) implements RunEvent {
        @Override
        public String says() {
            return "was answered for: %s (%s)".formatted(decision, reason);
        }
    }

    record CancelAsked(String why) implements RunEvent {
        @Override
        public String says() {
            return "is to stop at its next safe point: " + why;
        }
    }

    /** What is left would not be done before the window closes. */
    record WindowClosed(String why) implements RunEvent {
        @Override
        public String says() {
            return "stops at a safe point: " + why;
        }
    }

    record Stumbled(int times, String why) implements RunEvent {
        @Override
        public String says() {
            return "could not be advanced (%d): %s".formatted(times, why);
        }
    }

    /** The host has the power state again that it had. */
    record OffAgain() implements RunEvent {
        @Override
        public String says() {
            return "is off again, as it was";
        }
    }

    /** @param state succeeded, nothing-to-do, failed, cancelled, or unfinished where its window closed */
    record Ended(String state, String reason) implements RunEvent {
        @Override
        public String says() {
            return "%s: %s".formatted(state, reason);
        }
    }
}
