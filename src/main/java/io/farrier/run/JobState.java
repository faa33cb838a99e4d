package io.farrier.run;

import io.farrier.transport.Jobs.Job;
import java.util.Locale;
import java.util.Set;

/** What a job's state, in the words of Dell's and the standard's job store, means for a promise (PROTOCOLS 1.8). */
public final class JobState {

    private static final Set<String> GOOD = Set.of("RED001", "RED025", "RED035", "PR19", "JCP007", "SUP0518");

    /** On its way to the device (PROTOCOLS 1.13, progress): the standard's job store calls that Running too. */
    private static final Set<String> DOWNLOADING = Set.of("RED003", "RED100", "RED110", "JCP026");

    private JobState() {}

    static Phase phase(Job job) {
        String state = job.state() == null ? "" : job.state().replace(" ", "").toLowerCase(Locale.ROOT);
        return switch (state) {
            case "new", "scheduling", "waiting", "paused", "downloading", "pending", "starting", "suspended" ->
                Phase.DOWNLOADING;
            case "downloaded", "readyforexecution" -> Phase.FETCHED;
            case "scheduled", "rebootpending", "pendingactivation" -> Phase.STAGED;
            case "running", "continue", "service", "stopping" ->
                DOWNLOADING.contains(message(job)) ? Phase.DOWNLOADING : Phase.RUNNING;
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
        return GOOD.contains(message(job)) ? Phase.CLAIMED : Phase.FAILED;
    }

    private static String message(Job job) {
        return job.messageId() == null ? "" : job.messageId().toUpperCase(Locale.ROOT);
    }

    /** Whether the device is busy with it, or will be at its next start. */
    public static boolean live(Job job) {
        return switch (phase(job)) {
            case DOWNLOADING, FETCHED, STAGED, RUNNING -> true;
            default -> false;
        };
    }
}
