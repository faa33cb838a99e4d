package io.farrier.run;

import org.springframework.stereotype.Component;

/** Learns how long things take from the runs that have ended. */
@Component("runDurations")
class RunDurations {

    private static final int PORTION = 100;

    private final Durations durations;

    RunDurations(Durations durations) {
        this.durations = durations;
    }

    /** One portion. @return whether there may be more */
    public String learn() {
        return durations.learn(PORTION) == PORTION ? "more" : "done";
    }
}
