package io.farrier.run;

/** The word in {@code host_runs.state}: one meaning each, made from the fold and only for people and queries. */
final class RunState {

    private RunState() {}

    /** What somebody has to know who is asked to look: why, and how the host stands meanwhile. */
    static String waits(Run run) {
        StringBuilder text = new StringBuilder(run.human());
        if (run.closed() != null && run.clearing() != null && run.clearing().done()) {
            text.append("; its window has closed, what was staged is removed");
        } else if (run.closed() != null && !run.pendingJids().isEmpty()) {
            text.append("; its window has closed, what is staged is to be removed: ")
                    .append(String.join(", ", run.pendingJids()));
        }
        if (run.stand() != null && run.stand().out() != null) {
            text.append("; ").append(run.stand().out());
        }
        return text.toString();
    }

    static String of(Run run) {
        if (run.ended() != null) {
            return run.ended();
        }
        if (run.human() != null) {
            return "human";
        }
        if (run.checked() == null) {
            return !run.filesReady() && run.waiting() == null ? "queued" : "checking";
        }
        if (run.export() != null && !run.export().settled()) {
            return "checking";
        }
        Stand stand = run.stand();
        if (stand != null && stand.restoring()) {
            return "restoring";
        }
        if (stand != null && stand.failed() == null && !stand.still() && run.batch() >= 0) {
            return "draining";
        }
        boolean running = false;
        boolean claimed = false;
        boolean staged = false;
        for (Item item : run.batch(run.batch())) {
            switch (item.phase()) {
                case OPEN, INTENDED, DOWNLOADING -> {
                    return "staging";
                }
                case STAGED -> staged = true;
                case RUNNING -> running = true;
                case CLAIMED -> claimed = true;
                default -> {}
            }
        }
        return running ? "working" : staged ? "resetting" : claimed ? "verifying" : "working";
    }
}
