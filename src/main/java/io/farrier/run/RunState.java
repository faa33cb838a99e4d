package io.farrier.run;

/** The word in {@code host_runs.state}: one meaning each, made from the fold and only for people and queries. */
final class RunState {

    private RunState() {}

    static String of(Run run) {
        if (run.ended() != null) {
            return run.ended();
        }
        if (run.human() != null) {
            return "human";
        }
        if (run.checked() == null) {
            return run.sha256().isEmpty() && run.waiting() == null ? "queued" : "checking";
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
