package io.farrier.run;

import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Stance.Posture;
import io.farrier.quiesce.Standstill;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/** What a cluster does with a host, in a few lines, for properties of the rules: it takes its time, refuses, and answers get lost. */
final class ModelKind {

    /** Somebody else had taken the host out before. */
    final boolean outBefore;

    private final Random random;
    private final boolean refuses;
    private final boolean stuck;
    private boolean out;
    private Instant arrives;

    ModelKind(Random random) {
        this.random = random;
        this.outBefore = random.nextInt(100) < 10;
        this.refuses = random.nextInt(100) < 10;
        this.stuck = random.nextInt(100) < 10;
        this.out = outBefore;
    }

    Stance answer(Standstill.Step step, Map<String, String> memo, Instant now) {
        if (random.nextInt(100) < 5) {
            return new Stance(Posture.MOVING, false, "it does not answer", memo); // and nothing was done
        }
        Stance stance = done(step, memo, now);
        return random.nextInt(100) < 5 ? new Stance(Posture.MOVING, false, "its answer was lost", memo) : stance;
    }

    private Stance done(Standstill.Step step, Map<String, String> memo, Instant now) {
        switch (step) {
            case DRAIN -> {
                if (refuses) {
                    return new Stance(Posture.REFUSED, false, "the cluster has no room", memo);
                }
                if (!out) {
                    out = true;
                    arrives = stuck ? now.plus(Duration.ofDays(9)) : now.plusSeconds(random.nextInt(600));
                    return new Stance(Posture.MOVING, true, "it is evacuated", Map.of("task", "task-1"));
                }
            }
            case RESTORE -> {
                if (out) {
                    out = false;
                    arrives = now.plusSeconds(random.nextInt(200));
                }
            }
            case READY -> {}
        }
        boolean ours = !outBefore;
        if (arrives != null && now.isBefore(arrives)) {
            return new Stance(Posture.MOVING, ours, "on its way", memo);
        }
        return new Stance(out ? Posture.STILL : Posture.WORKING, ours, null, memo);
    }

    boolean still(Instant now) {
        return out && (arrives == null || !now.isBefore(arrives));
    }

    boolean inService() {
        return !out;
    }
}
