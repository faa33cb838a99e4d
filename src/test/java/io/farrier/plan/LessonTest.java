package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.readiness.Risk;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What another plan has learned, as a risk of this one. */
class LessonTest {

    private static final String CELL = "BIOS 2.22.2 on R750";

    private static List<Risk> risks(int ended, int since, String... cells) {
        Lesson lesson = new Lesson(
                7, "R750 in May", CELL, 12, ended, "SUP0518: corrupt.", Instant.parse("2026-11-28T02:00:00Z"), since);
        return Lesson.risks(List.of(cells), Map.of(CELL, lesson));
    }

    @Test
    void it_is_told_with_its_evidence_and_asks_to_be_acknowledged() {
        assertThat(risks(40, 0, "NIC 22 on R750", CELL, CELL)).singleElement().satisfies(risk -> {
            assertThat(risk.says())
                    .isEqualTo("BIOS 2.22.2 on R750 failed on 12 of 40 hosts in plan 7 (R750 in May), 2026-11-28:"
                            + " SUP0518: corrupt");
            assertThat(risk.against(List.of())).isTrue();
            assertThat(risk.against(List.of("failed-before"))).isFalse();
        });
    }

    @Test
    void once_more_hosts_have_taken_it_well_than_had_ended_with_it_it_is_only_told() {
        assertThat(risks(40, 39, CELL).getFirst().against(List.of())).isTrue();
        assertThat(risks(40, 40, CELL).getFirst().against(List.of())).isFalse();
        assertThat(risks(1, 9, CELL).getFirst().against(List.of())).isTrue();
        assertThat(risks(1, 10, CELL).getFirst().says()).endsWith("(10 hosts have taken it well since)");
    }

    @Test
    void the_same_version_on_another_model_is_no_risk() {
        assertThat(risks(40, 0, "BIOS 2.22.2 on R640")).isEmpty();
    }
}
