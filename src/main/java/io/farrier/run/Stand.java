package io.farrier.run;

import io.farrier.quiesce.Stance;
import io.farrier.quiesce.Stance.Posture;
import java.time.Instant;
import java.util.Map;

/**
 * How the host of a run stands with the work that is on it: what its kind said last, and what this run has asked of it.
 *
 * @param ours this run brought it to its standstill, or has begun to; only then is it taken back
 * @param memo for the kind's next question
 * @param drains how often it was asked to come to a standstill
 * @param restores how often it was asked to go back into service; from the first on it is on its way back
 * @param failed why it will not stand still; null: nothing says so
 * @param since when what is under way began
 */
record Stand(
        String kind,
        Posture posture,
        boolean ours,
        String why,
        Map<String, String> memo,
        int drains,
        int restores,
        String failed,
        Instant since) {

    static Stand of(String kind) {
        return kind == null ? null : new Stand(kind, null, false, null, Map.of(), 0, 0, null, null);
    }

    boolean still() {
        return posture == Posture.STILL;
    }

    boolean restoring() {
        return restores > 0;
    }

    /** Whether this run owes it a way back into service. */
    boolean owed() {
        return ours && posture != Posture.WORKING;
    }

    /** How it is out of service now; null: it is in service, or it is not known. */
    String out() {
        String how = kind.equals("vsphere") ? "in maintenance mode" : "at its standstill (" + kind + ")";
        if (posture == Posture.STILL) {
            return "it is still " + how + (ours ? "" : ", which was not this run's doing");
        }
        return owed() ? "it may still be " + how : null;
    }

    /** Its kind was seen to say that it is in service, so what brings it to a standstill from now on is this order. */
    Stand draining(Instant at) {
        return new Stand(kind, Posture.MOVING, true, null, Map.of(), drains + 1, 0, null, at);
    }

    Stand restoring(Instant at) {
        return new Stand(kind, Posture.MOVING, true, null, memo, drains, restores + 1, failed, at);
    }

    Stand stood(RunEvent.Stood e, Instant at) {
        boolean begun = since != null && posture == e.posture();
        return new Stand(kind, e.posture(), e.ours(), e.why(), e.memo(), drains, restores, failed, begun ? since : at);
    }

    Stand failed(String reason) {
        return new Stand(kind, posture, ours, why, memo, drains, restores, reason, since);
    }

    /** A person has looked: it has its time, and its tries, anew. */
    Stand anew(Instant at) {
        return new Stand(kind, posture, ours, why, memo, 0, Math.min(restores, 1), failed, at);
    }

    /** Whether this says something that is not known. */
    boolean news(Stance stance) {
        return posture != stance.posture() || !memo.equals(stance.memo());
    }
}
