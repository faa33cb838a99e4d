package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.plan.UpdateOrder.Ordered;
import io.farrier.run.Estimate;
import io.farrier.run.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a host should take, with what is done to it before and after. */
class UpdateOrderTest {

    private static final Candidate BIOS = new Candidate(
            "1", "BIOS.Setup.1-1", "BIOS", "159", "1.0", List.of(new UpdateOrder.Step("2.0", 1, "B.EXE")));

    @Test
    void who_is_emptied_first_and_taken_back_has_the_time_for_both_in_its_estimate() throws IOException {
        Ordered bare = order(null, null);
        Ordered emptied = order(minutes(15, 40), minutes(3, 6));
        assertThat(bare.minutes()).containsOnlyKeys(1);
        assertThat(emptied.minutes()).containsEntry(Promise.DRAIN, 40).containsEntry(Promise.RESTORE, 6);
        assertThat(emptied.expected()).isEqualTo(bare.expected().plusMinutes(18));
        assertThat(emptied.longest())
                .as("enough to begin the first batch when it gets there")
                .isGreaterThanOrEqualTo(
                        Duration.ofMinutes(46 + bare.minutes().get(1)).plusMinutes(2));
    }

    @Test
    void the_table_knows_every_kind_in_its_last_line() throws IOException {
        UpdateOrder.Table table = new PlanTables().updateOrder();
        assertThat(table.standing("vsphere").drainMinutes()).isGreaterThan(5);
        assertThat(table.standing("a team's own").kind()).isNull();
    }

    private static Estimate minutes(int expected, int p95) {
        return new Estimate(Duration.ofMinutes(expected), Duration.ofMinutes(p95), 0, "");
    }

    private static Ordered order(Estimate drain, Estimate restore) throws IOException {
        return UpdateOrder.order(List.of(BIOS), new PlanTables().updateOrder(), false, new UpdateOrder.Took() {
            @Override
            public Estimate of(Candidate candidate) {
                return minutes(12, 15);
            }

            @Override
            public Estimate restart() {
                return minutes(8, 10);
            }

            @Override
            public Estimate drain() {
                return drain;
            }

            @Override
            public Estimate restore() {
                return restore;
            }
        });
    }
}
