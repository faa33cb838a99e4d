package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of a way of several steps lies behind a component, by the version that it holds. */
class WayTest {

    private static Promise step(String from, String version, int batch) {
        return new Promise(
                "idrac@" + version,
                "iDRAC.Embedded.1-1",
                "iDRAC",
                "25227",
                from,
                version,
                batch,
                "x.EXE",
                true,
                true,
                batch,
                "idrac");
    }

    private static final List<Promise> WAY = List.of(
            step("2.40.40.40", "2.60.60.60", 1), step("2.60.60.60", "2.61.60.60", 2), step("2.61.60.60", "2.85", 3));

    @Test
    void what_it_holds_tells_how_far_it_has_come_and_what_lies_beside_the_way_is_a_drift() {
        assertThat(Checking.behind(WAY, "2.40.40.40")).isZero();
        assertThat(Checking.behind(WAY, "2.60.60.60")).isEqualTo(1);
        assertThat(Checking.behind(WAY, "2.61.60.60")).isEqualTo(2);
        assertThat(Checking.behind(WAY, "2.85")).isEqualTo(3);
        assertThat(Checking.behind(WAY, "2.70.70.70")).isEqualTo(-1);
        assertThat(Checking.behind(WAY, "none")).isEqualTo(-1);
    }
}
