package io.farrier.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whom a rule takes. */
class TakingTest {

    private static final Instant SEEN = Instant.parse("2026-11-01T10:00:00Z");
    private static final Map<String, String> CANARY = Map.of("wave", "canary");

    private static Taking.Candidate server(
            Map<String, String> tags, boolean judged, boolean outdated, boolean enrolled, String out, String plan) {
        return new Taking.Candidate(7, "R750 ABC1234 (10.0.0.7)", tags, SEEN, judged, outdated, enrolled, out, plan);
    }

    private static final Taking.Candidate NEW = server(Map.of("site", "ams1"), true, true, false, null, null);

    @Test
    void a_new_server_is_taken_and_given_what_it_lacks() {
        Taking taking = Taking.of(NEW, Map.of("wave", "canary", "site", "ams1"), null, SEEN);
        assertThat(taking.taken()).isTrue();
        assertThat(taking.gives()).isEqualTo(CANARY);
    }

    @Test
    void one_that_is_in_an_approved_plan_is_left() {
        Taking taking = Taking.of(server(Map.of(), true, true, false, null, "friday"), CANARY, null, null);
        assertThat(taking.taken()).isFalse();
        assertThat(taking.why()).contains("friday", "approved");
        assertThat(taking.gives()).isEmpty();
    }

    @Test
    void one_that_was_taken_out_stays_out_whatever_else_holds() {
        assertThat(Taking.of(server(Map.of(), true, true, false, "anna", null), CANARY, null, null)
                        .why())
                .isEqualTo("anna took it out of enrolment.");
    }

    @Test
    void nobody_s_tag_is_changed() {
        assertThat(Taking.of(server(Map.of("wave", "last"), true, true, false, null, null), CANARY, null, null)
                        .why())
                .contains("wave=last");
    }

    @Test
    void one_that_was_known_before_the_rule_is_left() {
        assertThat(Taking.of(NEW, CANARY, null, SEEN.plusMillis(1)).taken()).isFalse();
        assertThat(Taking.of(NEW, CANARY, null, null).taken()).isTrue();
    }

    @Test
    void compliance_that_nobody_judged_is_neither_good_nor_bad() {
        Taking.Candidate unjudged = server(Map.of(), false, false, false, null, null);
        assertThat(Taking.of(unjudged, CANARY, true, null).taken()).isFalse();
        assertThat(Taking.of(unjudged, CANARY, false, null).taken()).isFalse();
        assertThat(Taking.of(NEW, CANARY, true, null).taken()).isTrue();
        assertThat(Taking.of(NEW, CANARY, false, null).taken()).isFalse();
    }
}
