package io.farrier.run;

import io.farrier.transport.Jobs.Job;
import java.util.Locale;
import java.util.Set;

/** What a job's state, in the words of Dell's and the standard's job store, means for a promise (PROTOCOLS 1.8). */
public final class JobState {

    private static final Set<String> GOOD = Set.of("RED001", "RED025", "RED035", "PR19", "JCP007", "SUP0518");

    private JobState() {}

    static Phase phase(Job job) {
        String state = job.state() == null ? "" : job.state().replace(" ", "").toLowerCase(Locale.ROOT);
        return switch (state) {
            case "new", "scheduling", "waiting", "paused", "downloading", "pending", "starting", "suspended" ->
                Phase.DOWNLOADING;
            case "downloaded", "readyforexecution" -> Phase.FETCHED;
            case "scheduled", "rebootpending", "pendingactivation" -> Phase.STAGED;
            case "running", "continue", "service", "stopping" -> Phase.RUNNING;
            case "completed", "rebootcompleted" -> Phase.CLAIMED;
            case "failed", "completedwitherrors", "rebootfailed", "exception", "cancelled", "interrupted" ->
                Phase.FAILED;
            default -> doubtful(job);
        };
    }

    /** A state that nobody listed: ended where the device says 100 %, and then its message tells how. */
    private static Phase doubtful(Job job) {
        if (job.percent() == null || job.percent() < 100) {
            return Phase.RUNNING;
        }
        return GOOD.contains(job.messageId() == null ? "" : job.messageId().toUpperCase(Locale.ROOT))
                ? Phase.CLAIMED
                : Phase.FAILED;
    }

    /** Whether the device is busy with it, or will be at its next start. */
    public static boolean live(Job job) {
        return switch (phase(job)) {
            case DOWNLOADING, FETCHED, STAGED, RUNNING -> true;
            default -> false;
        };
    }
}
