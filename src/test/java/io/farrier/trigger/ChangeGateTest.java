package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.trigger.Said.Approval;
import io.farrier.trigger.Said.Opening;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangeGateTest {

    private static final Instant NOW = Instant.parse("2026-11-24T20:00:00Z");
    private static final Set<String> STATES = Set.of("approved");
    private static final Opening TONIGHT = opening(1, 5);

    private String state = "approved";
    private Approval approval = new Approval("maria", NOW.minusSeconds(60));
    private Opening window = TONIGHT;
    private int hosts = 4;
    private int updates = 4;
    private Duration longest = Duration.ofHours(1);
    private Duration expected = Duration.ofHours(2);
    private List<String> closed = List.of();

    @Test
    void a_change_that_is_in_order_passes() {
        assertThat(against()).isEmpty();
    }

    @Test
    void one_in_another_state_does_not_pass() {
        state = "new";
        assertThat(against()).containsExactly("it is in the state new, and may be done in approved");
    }

    @Test
    void one_without_an_approver_or_approved_tomorrow_does_not_pass() {
        approval = new Approval(" ", NOW);
        assertThat(against()).containsExactly("nobody is named who approved it");
        approval = new Approval("maria", NOW.plusSeconds(3600));
        assertThat(against()).singleElement().asString().contains("yet to come");
    }

    @Test
    void its_window_must_lie_ahead_and_be_long_enough() {
        window = opening(-5, -1);
        assertThat(against()).singleElement().asString().startsWith("its window closed at");
        window = opening(5, 1);
        assertThat(against()).containsExactly("its window closes before it opens");
        window = null;
        assertThat(against()).containsExactly("it has no window");
    }

    @Test
    void of_a_window_that_is_open_only_what_is_left_counts() {
        window = opening(-4, 1);
        assertThat(against()).containsExactly("it is expected to take 2 h 0 min, and its window leaves 1 h 0 min");
        longest = Duration.ofMinutes(90);
        assertThat(against()).containsExactly("one of its hosts may take 1 h 30 min, and its window leaves 1 h 0 min");
    }

    @Test
    void hosts_that_are_none_too_many_or_current_are_said() {
        hosts = 0;
        assertThat(against()).containsExactly("its targets resolve to no host");
        hosts = 11;
        assertThat(against()).containsExactly("its targets resolve to 11 hosts, and it may touch 10");
        hosts = 4;
        updates = 0;
        assertThat(against()).containsExactly("none of its 4 hosts has anything to be updated");
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        state = "new";
        approval = null;
        window = null;
        closed = List.of("the blackout freeze F1 closes all of it");
        assertThat(against()).hasSize(4);
    }

    private List<String> against() {
        Said.Approved change = new Said.Approved("CHG1", null, null, window, approval, state, null, null, null);
        return ChangeGate.against(
                new ChangeGate.Facts(change, window, hosts, 10, updates, longest, expected, closed), STATES, NOW);
    }

    private static Opening opening(int fromHours, int toHours) {
        return new Opening(NOW.plus(Duration.ofHours(fromHours)), NOW.plus(Duration.ofHours(toHours)));
    }
}
