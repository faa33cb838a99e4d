package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ExpectedProperties {

    private static Duration minutes(double minutes) {
        return Duration.ofSeconds(Math.round(minutes * 60));
    }

    private static Estimate of(Duration prior, List<Duration> samples) {
        return Expected.of(prior, samples, "R750");
    }

    @Provide
    Arbitrary<Duration> time() {
        return Arbitraries.longs().between(1, 20_000).map(Duration::ofSeconds);
    }

    @Provide
    Arbitrary<List<Duration>> times() {
        return time().list().ofMaxSize(80);
    }

    @Property
    void it_lies_between_the_least_and_the_most_of_what_the_table_and_the_runs_say(
            @ForAll("time") Duration prior, @ForAll("times") List<Duration> samples) {
        List<Duration> all = Stream.concat(
                        Expected.PRIOR.stream().map(times -> Duration.ofSeconds(Math.round(times * prior.toSeconds()))),
                        samples.stream())
                .toList();
        Estimate estimate = of(prior, samples);
        assertThat(estimate.expected()).isBetween(Collections.min(all), Collections.max(all));
        assertThat(estimate.p95()).isBetween(estimate.expected(), Collections.max(all));
        assertThat(estimate.n()).isEqualTo(samples.size());
    }

    @Property
    void whatever_took_longer_never_shortens_it(
            @ForAll("time") Duration prior,
            @ForAll("times") List<Duration> samples,
            @ForAll("time") Duration more,
            @ForAll int which) {
        Estimate before = of(prior, samples);
        List<Duration> longer = new ArrayList<>(samples);
        if (!samples.isEmpty()) {
            int n = Math.floorMod(which, samples.size());
            longer.set(n, longer.get(n).plus(more));
        }
        for (Estimate after : List.of(of(prior, longer), of(prior.plus(more), samples))) {
            assertThat(after.expected()).isGreaterThanOrEqualTo(before.expected());
            assertThat(after.p95()).isGreaterThanOrEqualTo(before.p95());
        }
    }

    @Property
    void one_run_that_was_stuck_never_makes_more_of_it_than_three_times_what_is_usual(
            @ForAll("time") Duration prior, @ForAll("times") List<Duration> samples) {
        Estimate before = of(prior, samples);
        List<Duration> stuck = new ArrayList<>(samples);
        stuck.add(Duration.ofDays(30));
        Estimate after = of(prior, stuck);
        assertThat(after.p95())
                .isLessThanOrEqualTo(
                        after.expected().multipliedBy(Expected.MOST).plusSeconds(2));
        assertThat(after.expected()).isGreaterThanOrEqualTo(before.expected());
    }

    @Property
    void the_order_of_the_runs_does_not_matter(
            @ForAll("time") Duration prior, @ForAll("times") List<Duration> samples) {
        List<Duration> turned = new ArrayList<>(samples);
        Collections.reverse(turned);
        assertThat(of(prior, turned)).isEqualTo(of(prior, samples));
    }

    @Example
    void without_runs_the_table_decides_with_a_few_it_still_counts_and_with_many_the_runs_do() {
        Duration prior = minutes(20);
        Estimate none = of(prior, List.of());
        assertThat(none.expected()).isEqualTo(prior);
        assertThat(none.p95()).isEqualTo(minutes(30));
        assertThat(none.sentence())
                .isEqualTo("no run on R750 yet: expected 20 min, p95 30 min from the table's 20 min");
        Estimate few = of(prior, Collections.nCopies(2, minutes(10)));
        assertThat(few.expected()).isEqualTo(minutes(18));
        Estimate many = of(prior, Collections.nCopies(100, minutes(10)));
        assertThat(many.expected()).isEqualTo(minutes(10));
        assertThat(many.p95()).isEqualTo(minutes(10));
        assertThat(many.sentence())
                .isEqualTo("p95 of 100 runs on R750: 10 min, expected 10 min; the table's 20 min count as 5 more");
    }

    @Example
    void one_of_ten_that_hung_for_a_day_does_not_close_every_window() {
        List<Duration> samples = new ArrayList<>(Collections.nCopies(9, minutes(10)));
        samples.add(Duration.ofDays(1));
        Estimate estimate = of(minutes(12), samples);
        assertThat(estimate.expected()).isEqualTo(minutes(10));
        assertThat(estimate.p95()).isEqualTo(minutes(30));
    }
}
