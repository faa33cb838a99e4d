package io.farrier.recovery;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** What can happen while a stuck BMC is helped. A recovery's state is the fold of these; each says itself to an operator. */
public sealed interface RecoveryEvent {

    String says();

    /**
     * @param highest the last rung that may be climbed
     * @param own jobs that are ours, from the host's runs
     */
    record Asked(Rung highest, List<String> own, String why) implements RecoveryEvent {
        @Override
        public String says() {
            return "is helped, up to the rung %s: %s".formatted(highest.word(), why);
        }
    }

    /** A job that was in the queue. @param state the device's word @param live it waits or runs */
    record Seen(String jid, String name, String state, boolean live, boolean running) {
        @Override
        public String toString() {
            return "%s (%s, %s)".formatted(jid, name, state);
        }
    }

    /**
     * @param answered some way answered; else {@code status} says why not
     * @param status what keeps it from taking an update, null where nothing does
     * @param off the host is off
     * @param attached why its power can't be taken without harm to others, null where nothing is known against it
     */
    record Looked(boolean answered, String status, boolean inPost, boolean off, String attached, List<Seen> jobs)
            implements RecoveryEvent {

        boolean well() {
            return answered && status == null && jobs.stream().noneMatch(Seen::live);
        }

        @Override
        public String says() {
            String queue = jobs.stream().filter(Seen::live).map(Seen::toString).collect(Collectors.joining(", "));
            return well()
                    ? "is ready and its queue is empty"
                    : (status == null ? "is ready" : status) + (queue.isEmpty() ? "" : "; in its queue: " + queue);
        }
    }

    /** @param until the lease of the turn that does it */
    record Intended(Rung rung, List<String> jids, String transport, Instant until) implements RecoveryEvent {
        @Override
        public String says() {
            String what = jids.isEmpty() ? "" : " of " + String.join(", ", jids);
            return "is about to get %s%s by %s".formatted(rung.word(), what, transport);
        }
    }

    record Climbed(Rung rung) implements RecoveryEvent {
        @Override
        public String says() {
            return "took " + rung.word();
        }
    }

    record Slipped(Rung rung, String why) implements RecoveryEvent {
        @Override
        public String says() {
            return "did not take %s: %s".formatted(rung.word(), why);
        }
    }

    /** A precondition does not hold; the rung is left out. */
    record Skipped(Rung rung, String why) implements RecoveryEvent {
        @Override
        public String says() {
            return "does not get %s: %s".formatted(rung.word(), why);
        }
    }

    record ApprovalWanted(Rung rung, List<String> jids, String what) implements RecoveryEvent {
        @Override
        public String says() {
            return "waits for somebody to approve %s, which %s".formatted(rung.word(), what);
        }
    }

    record Approved(Rung rung, List<String> jids, String reason) implements RecoveryEvent {
        @Override
        public String says() {
            String what = jids.isEmpty() ? "" : " of " + String.join(", ", jids);
            return "may get %s%s: %s".formatted(rung.word(), what, reason);
        }
    }

    /** @param state recovered, stuck or cancelled */
    record Ended(String state, String reason) implements RecoveryEvent {
        @Override
        public String says() {
            return "%s: %s".formatted(state, reason);
        }
    }
}
