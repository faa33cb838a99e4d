package io.farrier.transport;

import java.time.Duration;
import java.time.Instant;

/**
 * How well one way to one BMC has served of late. Pure. What happened counts half after {@link #HALF_LIFE}, so that one bad
 * afternoon is forgotten by the next morning.
 *
 * @param good weight of what went well: anything that the device answered, also a no
 * @param bad weight of what did not: no connection, no answer, no TLS
 * @param latencyMs of answers, smoothed
 * @param failures in a row, up to now
 * @param restsUntil the breaker: nobody asks this way before; null while it is closed
 * @param at when this was so
 */
public record Health(double good, double bad, double latencyMs, int failures, Instant restsUntil, Instant at) {

    static final Duration HALF_LIFE = Duration.ofMinutes(30);

    /** So many failures in a row open the breaker. */
    static final int BREAKS = 3;

    /** A way that can't be reached at all weighs more than one that is slow: the next ask goes another way at once. */
    static final double UNREACHABLE = 3;

    /** What a way is taken for as long as it has shown little: so many good answers' worth of its kind's score. */
    private static final double PRIOR = 2;

    private static final Duration REST = Duration.ofSeconds(30);
    private static final Duration LONGEST_REST = Duration.ofMinutes(15);

    /** Slower than this costs score; a minute more halves it. */
    private static final double SLOW_MS = 10_000;

    private static final double MINUTE_MS = 60_000;

    public static final Health NEW = new Health(0, 0, 0, 0, null, Instant.EPOCH);

    /** It answered, whatever it said. */
    public Health answered(Duration took, Instant now) {
        double weight = decay(now);
        double latency = good == 0 ? took.toMillis() : latencyMs * 0.7 + took.toMillis() * 0.3;
        return new Health(good * weight + 1, bad * weight, latency, 0, null, now);
    }

    /**
     * It did not answer.
     *
     * @param jitter 0 to 1: full jitter of the rest, so that those who wait do not come back together
     */
    public Health failed(boolean unreachable, double jitter, Instant now) {
        double weight = decay(now);
        int row = failures + 1;
        Instant until = restsUntil;
        if (row >= BREAKS) {
            long cap = Math.min(LONGEST_REST.toMillis(), REST.toMillis() << Math.min(row - BREAKS, 10));
            until = now.plusMillis(Math.max(REST.toMillis() / 2, Math.round(cap * jitter)));
        }
        return new Health(good * weight, bad * weight + (unreachable ? UNREACHABLE : 1), latencyMs, row, until, now);
    }

    public boolean rests(Instant now) {
        return restsUntil != null && now.isBefore(restsUntil);
    }

    /**
     * From 0 (never works) to 1 (always works).
     *
     * @param kind the score of this way among hosts of the same model and BMC firmware; 1 where nobody knows. It stands in
     *     for what the host itself has not shown, and never outweighs what it has
     */
    public double score(double kind, Instant now) {
        double weight = decay(now);
        double outcomes = (good * weight + PRIOR * kind) / ((good + bad) * weight + PRIOR);
        return outcomes / (1 + Math.max(0, latencyMs - SLOW_MS) / MINUTE_MS);
    }

    /** What this host says for and against the way, as one of its kind: at most one in all, less as it grows old. */
    Share share(Instant now) {
        double all = good + bad;
        return all == 0 ? Share.NONE : new Share(good * decay(now) / all, bad * decay(now) / all);
    }

    /** Hosts' worth of experience with one way. */
    record Share(double good, double bad) {

        static final Share NONE = new Share(0, 0);

        /** Whoever is taken out may have changed since it was counted. */
        Share without(Share other) {
            return new Share(Math.max(0, good - other.good()), Math.max(0, bad - other.bad()));
        }
    }

    /** How much what was then still counts now. */
    private double decay(Instant now) {
        double halves = Math.max(0, Duration.between(at, now).toMillis()) / (double) HALF_LIFE.toMillis();
        return Math.pow(0.5, halves);
    }
}
