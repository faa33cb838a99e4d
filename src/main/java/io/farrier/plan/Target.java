package io.farrier.plan;

import io.farrier.run.Promise;
import java.time.Duration;
import java.util.List;

/**
 * A host of a plan and what is promised for it.
 *
 * @param expected how long its run should take, on a real device
 */
public record Target(long hostId, String label, int wave, List<Promise> promises, Duration expected) {}
