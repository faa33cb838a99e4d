package io.farrier.run;

import io.farrier.transport.Jobs;
import io.farrier.transport.Jobs.Job;
import java.util.List;
import java.util.Locale;

/**
 * Looking for the job of a submit whose answer is unknown. Found: it is adopted. Absent: only when spaced looks at the
 * device's queue found nothing and nobody asked for the image. Anything else is for a human; nothing is submitted twice.
 */
final class Seeking {

    /** How many looks that find nothing prove that there is nothing. */
    static final int LOOKS = 3;

    private Seeking() {}

    static Lesson learn(Item item, Jobs queue, Learning.Facts facts) {
        Run run = facts.run();
        List<Job> strangers = queue.jobs().stream()
                .filter(job -> job.jid() != null && job.jid().startsWith("JID_"))
                .filter(job -> !job.jid().startsWith("JID_CLEARALL"))
                .filter(job -> !item.order().jidsBefore().contains(job.jid()))
                .filter(job -> run.items().stream().noneMatch(i -> job.jid().equals(i.jid())))
                .filter(item.promise().kept() ? Seeking::rollback : Seeking::update)
                .toList();
        if (strangers.size() == 1) {
            return found(item, strangers.getFirst(), facts);
        }
        if (strangers.size() > 1) {
            return human(
                    facts,
                    "%s may have become any of the jobs %s"
                            .formatted(
                                    item.promise().label(),
                                    String.join(
                                            ", ",
                                            strangers.stream().map(Job::jid).toList())));
        }
        int looks = item.sought() + 1;
        if (looks < LOOKS) {
            return Lesson.of(
                    facts.now().plus(facts.pace().ready()),
                    new RunEvent.Sought(item.key(), looks, item.promise().label()));
        }
        if (facts.asked() > 0) {
            return human(
                    facts,
                    "the BMC fetched %s and has no job for it"
                            .formatted(item.promise().fileName()));
        }
        return Lesson.of(
                facts.now(),
                new RunEvent.ProvenAbsent(item.key(), item.promise().label()));
    }

    /** A job that is past its download can be ours only if the BMC came for the image, or had it sent. */
    private static Lesson found(Item item, Job job, Learning.Facts facts) {
        if (facts.asked() == 0 && !item.order().sent() && JobState.phase(job) != Phase.DOWNLOADING) {
            return human(
                    facts,
                    "job %s (%s) appeared, but the BMC never asked for %s: whose is it?"
                            .formatted(job.jid(), job.name(), item.promise().fileName()));
        }
        return Lesson.of(
                facts.now(),
                new RunEvent.SubmitAccepted(
                        item.key(), job.jid(), true, item.promise().label()));
    }

    private static boolean update(Job job) {
        String text = text(job);
        return text.contains("update") || text.contains("firmware");
    }

    /** Nobody fetches anything for it, so a job of another kind is never taken for it. */
    private static boolean rollback(Job job) {
        return text(job).contains("rollback");
    }

    private static String text(Job job) {
        return ((job.type() == null ? "" : job.type()) + " " + (job.name() == null ? "" : job.name()))
                .toLowerCase(Locale.ROOT);
    }

    private static Lesson human(Learning.Facts facts, String why) {
        return Lesson.of(facts.now(), new RunEvent.NeedsHuman(why));
    }
}
