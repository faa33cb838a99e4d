package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many hosts at once beside one alone: 1,000 virtual iDRACs, each job 20 s of the wall's clock, 200 at once. What the
 * hub adds of its own is what the makespan has above as many rounds of one host alone. The lab takes its share of the
 * same processors. {@code -Drollout.size} and {@code -Drollout.concurrent} make it smaller.
 */
@Tag("bench")
@Tag("rollout")
class RolloutBench {

    private static final int SIZE = Integer.getInteger("rollout.size", 1_000);
    private static final int CONCURRENT = Integer.getInteger("rollout.concurrent", 200);
    private static final int ALONE = 5;

    @Test
    void a_thousand_hosts_beside_one_alone() throws Exception {
        Job one = Job.done("rollout-alone", 60, ALONE, 1);
        Job all = Job.done("rollout", 64, SIZE, CONCURRENT);

        int rounds = (SIZE + CONCURRENT - 1) / CONCURRENT;
        double ratio = all.makespan() / (rounds * one.median());
        System.out.printf(
                Locale.ROOT,
                "rollout: one host alone %.1f s (median of %d), among %d at once %.1f s (median); %d of %d runs did not"
                        + " succeed%n"
                        + "rollout: for each host %.2f CPU seconds of the hub and %.2f of its database; the hub's heap was"
                        + " at most 512 MB (-Xmx512m)%n"
                        + "rollout: %,d hosts, %d at once, in %.1f s, ratio %.3f to %d times one host alone%n",
                one.median(),
                ALONE,
                CONCURRENT,
                all.median(),
                all.failed(),
                SIZE,
                all.cpu().hub().toMillis() / 1000.0 / SIZE,
                all.cpu().database().toMillis() / 1000.0 / SIZE,
                SIZE,
                CONCURRENT,
                all.makespan(),
                ratio,
                rounds);
        assertThat(all.failed()).isZero();
        assertThat(ratio)
                .as("makespan beside %d rounds of one host alone", rounds)
                .isLessThanOrEqualTo(1.15);
    }
}
