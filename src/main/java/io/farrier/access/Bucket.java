package io.farrier.access;

/**
 * A token bucket: each request takes a token; they come back at a steady rate.
 *
 * @param tokens that were left
 * @param at when, in nanoseconds of a clock of its own
 */
record Bucket(double tokens, long at) {

    /** @param rate tokens a second @param burst as many as fit in it */
    record Size(double rate, double burst) {}

    static Bucket full(Size size, long now) {
        return new Bucket(size.burst(), now);
    }

    /** After one more request; where none was left, it is negative and this request is refused. */
    Bucket take(Size size, long now) {
        double left = Math.min(size.burst(), Math.max(0, tokens) + (now - at) / 1e9 * size.rate());
        return new Bucket(left < 1 ? -(1 - left) : left - 1, left < 1 ? at(size, left, now) : now);
    }

    /** A refusal costs nothing: what had come back so far stays. */
    private static long at(Size size, double left, long now) {
        return now - (long) (left / size.rate() * 1e9);
    }

    boolean refused() {
        return tokens < 0;
    }

    /** Until a token is there, whole seconds from 1. */
    int waits(Size size) {
        return (int) Math.max(1, Math.ceil(-tokens / size.rate()));
    }
}
