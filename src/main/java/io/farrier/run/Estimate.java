package io.farrier.run;

import java.time.Duration;

/**
 * How long something should take on a real device.
 *
 * @param expected as often longer as shorter
 * @param p95 longer in one case of twenty
 * @param n runs that it was learned from; 0: the table alone says so
 * @param sentence for an operator
 */
public record Estimate(Duration expected, Duration p95, int n, String sentence) {}
