package io.farrier.recovery;

import io.farrier.transport.Jobs;
import io.farrier.transport.Jobs.Job;
import io.farrier.transport.Outcome;
import io.farrier.transport.Readiness;
import io.farrier.transport.Word;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a recovery learns from the device's answers. Pure. */
final class Looking {

    /** Ended, in the words of Dell's job store and of the standard's (PROTOCOLS 1.8). */
    private static final Set<String> ENDED = Set.of(
            "completed",
            "completedwitherrors",
            "rebootcompleted",
            "rebootfailed",
            "failed",
            "cancelled",
            "exception",
            "interrupted");

    /** It waits for something; everything else that has not ended is under way. */
    private static final Set<String> WAITS =
            Set.of("scheduled", "rebootpending", "pendingactivation", "pending", "waiting", "paused", "suspended");

    private Looking() {}

    /** @param attached why the host's power can't be taken, null where nothing is known against it */
    static RecoveryEvent.Looked looked(List<Outcome> outcomes, String attached) {
        Outcome last = outcomes.getLast();
        if (!last.done()) {
            boolean answered = last.word() != Word.NEXT_TRANSPORT;
            return new RecoveryEvent.Looked(answered, last.sentence(), false, false, attached, List.of());
        }
        Readiness readiness = outcomes.get(0).as(Readiness.class);
        boolean ready = "Ready".equals(readiness.lcStatus()) && "Ready".equals(readiness.status());
        String status = ready
                ? null
                : "the Lifecycle Controller is %s, it says %s".formatted(readiness.lcStatus(), readiness.status());
        return new RecoveryEvent.Looked(
                true,
                status,
                "InPOST".equals(readiness.serverStatus()),
                "PoweredOff".equals(readiness.serverStatus()),
                attached,
                last.as(Jobs.class).jobs().stream()
                        .filter(job -> job.jid() != null && !job.jid().startsWith("JID_CLEARALL"))
                        .map(Looking::seen)
                        .filter(RecoveryEvent.Seen::live)
                        .toList());
    }

    private static RecoveryEvent.Seen seen(Job job) {
        String state = job.state() == null ? "" : job.state().replace(" ", "").toLowerCase(Locale.ROOT);
        boolean live = !ENDED.contains(state) && !(job.percent() != null && job.percent() == 100);
        return new RecoveryEvent.Seen(job.jid(), job.name(), job.state(), live, live && !WAITS.contains(state));
    }

    static RecoveryEvent climbed(Rung rung, Outcome outcome) {
        return switch (outcome.word()) {
            case DONE, NOTHING_TO_DO -> new RecoveryEvent.Climbed(rung);
            default -> new RecoveryEvent.Slipped(rung, outcome.sentence());
        };
    }
}
