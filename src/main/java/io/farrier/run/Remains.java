package io.farrier.run;

import java.time.Instant;

/**
 * What a run that has ended leaves to be read anew. Pure.
 *
 * @param unproven it may have changed what is installed, and nothing that was read since proves what is
 * @param collected when the device had collected its inventory before its host was restarted; null: not told, or it was not restarted
 */
record Remains(boolean unproven, Instant collected) {

    static Remains of(Run run) {
        boolean restarted = run.reset() != null
                && (run.reset().state() == Run.Reset.State.ORDERED
                        || run.reset().state() == Run.Reset.State.INTENDED
                        || run.reset().state() == Run.Reset.State.DONE);
        boolean unproven = run.items().stream().anyMatch(item -> unproven(item, restarted));
        return new Remains(unproven, restarted ? run.collectedBeforeReset() : null);
    }

    /** What waits for a restart and got none has changed nothing; what nobody sent neither. */
    private static boolean unproven(Item item, boolean restarted) {
        boolean sent = item.jid() != null || item.phase() == Phase.INTENDED;
        return sent && item.phase() != Phase.PROVEN && (item.promise().direct() || restarted);
    }
}
