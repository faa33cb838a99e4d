package io.farrier.opinion;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.compliance.Verdict;
import io.farrier.transport.Repository.Offer;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisagreementTest {

    private static List<Disagreement> between(String wanted, String theirs) {
        return Disagreement.between(
                List.of(new Disagreement.Ours(
                        1, "BIOS.Setup.1-1", "BIOS", "159", "1.2", Verdict.OUTDATED, wanted, true)),
                List.of(new Offer("BIOS.Setup.1-1", "159", "BIOS", "1.2", theirs, null, "HOST", "F/BIOS.EXE")));
    }

    @Test
    void one_version_that_is_written_in_two_ways_is_no_disagreement() {
        assertThat(between("1.3.0", "1.3")).isEmpty();
        assertThat(between("1.3.0", "1.4")).hasSize(1);
        assertThat(between("1.3.0", "A03"))
                .as("what can't be compared is not the same")
                .hasSize(1);
    }
}
