package io.farrier.run;

import java.time.Duration;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How long something should take, from what the table says and what runs took. The table ({@code config/order.yaml}) counts as five
 * runs that took 0.8, 0.9, 1, 1.25 and 1.5 times its minutes; expected is the median of those and of all that were measured, p95 the
 * time that 95 of 100 of them did not exceed, where none counts for more than three times the median. So with few runs the table
 * decides, with many the runs do, and one that was stuck for hours changes little. Pure.
 */
public final class Expected {

    /** What the table's time is taken to have been, times itself. */
    static final List<Double> PRIOR = List.of(0.8, 0.9, 1.0, 1.25, 1.5);

    static final int MOST = 3;

    private Expected() {}

    /**
     * @param prior what the table says
     * @param samples what runs took; of any number
     * @param of for the sentence: "R750"
     */
    public static Estimate of(Duration prior, List<Duration> samples, String of) {
        double[] seconds = Stream.concat(
                        PRIOR.stream().map(times -> times * prior.toSeconds()),
                        samples.stream().map(sample -> (double) sample.toSeconds()))
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        double median = quantile(seconds, 0.5);
        double p95 = quantile(
                DoubleStream.of(seconds)
                        .map(second -> Math.min(second, MOST * median))
                        .toArray(),
                0.95);
        return new Estimate(
                seconds(median), seconds(p95), samples.size(), sentence(prior, samples.size(), median, p95, of));
    }

    /** The smallest of them that at least this share does not exceed. @param sorted ascending */
    private static double quantile(double[] sorted, double share) {
        return sorted[(int) Math.ceil(share * sorted.length) - 1];
    }

    private static Duration seconds(double seconds) {
        return Duration.ofSeconds(Math.round(seconds));
    }

    private static String sentence(Duration prior, int n, double median, double p95, String of) {
        return n == 0
                ? "no run on %s yet: expected %s, p95 %s from the table's %s"
                        .formatted(of, minutes(median), minutes(p95), minutes(prior.toSeconds()))
                : "p95 of %d run%s on %s: %s, expected %s; the table's %s count as %d more"
                        .formatted(
                                n,
                                n == 1 ? "" : "s",
                                of,
                                minutes(p95),
                                minutes(median),
                                minutes(prior.toSeconds()),
                                PRIOR.size());
    }

    private static String minutes(double seconds) {
        return seconds < 60 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min";
    }
}
