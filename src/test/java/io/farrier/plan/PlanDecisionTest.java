package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.PlanDecision.Admission;
import io.farrier.plan.PlanDecision.Admit;
import io.farrier.plan.PlanDecision.Await;
import io.farrier.plan.PlanDecision.Begin;
import io.farrier.plan.PlanDecision.BeginWave;
import io.farrier.plan.PlanDecision.Finish;
import io.farrier.plan.PlanDecision.Pause;
import io.farrier.plan.PlanDecision.Step;
import io.farrier.plan.PlanDecision.TurnAway;
import io.farrier.plan.PlanView.Cluster;
import io.farrier.plan.PlanView.Crowd;
import io.farrier.plan.PlanView.Seat;
import io.farrier.plan.PlanView.Time;
import io.farrier.plan.PlanView.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When a plan begins which host, and when it stops. */
class PlanDecisionTest {

    private static final Instant NOW = Instant.parse("2026-03-01T01:00:00Z");
    private static final Time OPEN = new Time(NOW.plus(Duration.ofHours(4)), null, null);
    private static final Place NOWHERE = new Place("R750", null, null, null, null);

    private final List<Seat> seats = new ArrayList<>();
    private Map<String, Object> policy = Map.of("soakMinutes", 0);
    private Map<Integer, Word> words = Map.of();
    private Crowd crowd = Crowd.NOBODY;
    private Map<Long, Limits> limits = Map.of();
    private int wave = 1;
    private boolean scheduled;

    private void seat(int number, String state) {
        seat(number, state, NOWHERE, OPEN);
    }

    private void seat(int number, String state, Place place, Time time) {
        seats.add(new Seat(
                seats.size() + 1L,
                number,
                Duration.ofMinutes(40),
                place,
                Map.of("bios", "BIOS 2.2 on " + place.model()),
                state,
                List.of(),
                state == null || state.equals("human") ? null : NOW.minusSeconds(60),
                false,
                null,
                false,
                time));
    }

    private PlanView plan() {
        Policy said = new ObjectMapper().convertValue(policy, Policy.class);
        return new PlanView(7, "night", said, scheduled, wave, seats, words, crowd, limits);
    }

    private Step step() {
        return PlanDecision.decide(plan(), NOW, duration -> duration);
    }

    private List<Long> admitted() {
        return step() instanceof Admit admit
                ? admit.hosts().stream().map(Admission::hostId).toList()
                : List.of();
    }

    @Test
    void it_begins_when_its_window_opens_and_with_its_pilot() {
        scheduled = true;
        wave = 0;
        seat(1, null);
        assertThat(step()).isInstanceOf(Begin.class);
        scheduled = false;
        assertThat(step()).isEqualTo(new BeginWave(1, 1));
    }

    @Test
    void one_turn_begins_it_and_its_pilot_admits_the_pilots_hosts_and_waits_for_them() {
        scheduled = true;
        wave = 0;
        seat(1, null);
        seat(2, null);
        List<PlanDecision.Taken> turn = PlanDecision.turn(plan(), NOW, duration -> duration);
        assertThat(turn)
                .extracting(PlanDecision.Taken::step)
                .containsExactly(
                        new Begin(),
                        new BeginWave(1, 1),
                        new Admit(List.of(new Admission(1, OPEN.until()))),
                        new Await(NOW.plusSeconds(60), "1 hosts of wave 1 are being updated"));
        assertThat(turn.getLast().plan().wave()).isEqualTo(1);
    }

    @Test
    void it_waits_for_the_next_opening_and_says_so() {
        Instant next = NOW.plus(Duration.ofHours(20));
        seat(1, null, NOWHERE, new Time(null, next, "the calendar nights is closed"));
        assertThat(step()).isEqualTo(new Await(next, "the calendar nights is closed"));
    }

    @Test
    void what_would_not_be_done_in_time_is_not_begun_and_waits_for_the_next_opening() {
        Instant next = NOW.plus(Duration.ofHours(20));
        seat(1, null, NOWHERE, new Time(NOW.plus(Duration.ofMinutes(39)), next, null));
        assertThat(step())
                .isEqualTo(new Await(
                        next,
                        "none of the 1 hosts that wait may begin; of the first: it may take 40 minutes, and its time is over"
                                + " at 2026-03-01T01:39:00Z; it may again from 2026-03-01T21:00:00Z on"));
        seats.clear();
        seat(1, null, NOWHERE, new Time(NOW.plus(Duration.ofMinutes(40)), next, null));
        assertThat(admitted()).containsExactly(1L);
    }

    @Test
    void a_wave_whose_hosts_are_closed_waits_for_their_opening_though_others_are_open() {
        Instant next = NOW.plus(Duration.ofHours(20));
        seat(1, null, NOWHERE, new Time(null, next, "Closed now: the calendar nights"));
        seat(2, null);
        assertThat(step())
                .isEqualTo(new Await(
                        next,
                        "none of the 1 hosts that wait may begin; of the first: Closed now: the calendar nights"));
    }

    @Test
    void without_any_window_left_it_fails_and_says_how_many_were_not_started() {
        seat(1, "succeeded");
        seat(1, null, NOWHERE, new Time(null, null, "the window night is closed"));
        assertThat(step()).isEqualTo(new Finish("failed", "the window night is closed; 1 hosts were not started"));
    }

    @Test
    void of_each_cluster_one_goes_at_a_time_whoever_is_at_work_there() {
        Place east = new Place("R750", "vc/domain-c8", null, null, null);
        Place west = new Place("R750", "vc/domain-c9", null, null, null);
        seat(1, null, east, OPEN);
        seat(1, null, east, OPEN);
        seat(1, null, west, OPEN);
        assertThat(admitted()).containsExactly(1L, 3L);
        crowd = new Crowd(Map.of("vc/domain-c8", 1), Map.of(), Map.of(), Map.of(), Map.of(), Map.of());
        assertThat(admitted()).containsExactly(3L);
    }

    @Test
    void a_host_that_people_took_away_counts_in_its_cluster_but_not_against_itself() {
        Place east = new Place("R750", "vc/domain-c8", null, null, null);
        seat(1, null, east, OPEN);
        seat(1, null, east, OPEN);
        crowd = new Crowd(Map.of("vc/domain-c8", 1), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(99L));
        assertThat(step()).isInstanceOf(Await.class);
        crowd = new Crowd(Map.of("vc/domain-c8", 1), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Set.of(2L));
        assertThat(admitted()).as("who is away already, and nobody beside it").containsExactly(2L);
    }

    @Test
    void the_table_lets_larger_clusters_spare_more_never_more_than_they_can_and_a_vsan_only_one() {
        assertThat(List.of(2, 3, 4, 6, 7, 12, 13, 16, 40))
                .extracting(size -> Room.atOnce("table", new Cluster(size, false, null)))
                .containsExactly(1, 1, 2, 2, 3, 3, 3, 4, 10);
        assertThat(Room.atOnce("table", new Cluster(40, false, 2))).isEqualTo(2);
        assertThat(Room.atOnce("table", new Cluster(40, true, null))).isOne();
        assertThat(Room.atOnce("one", new Cluster(40, false, null))).isOne();
    }

    @Test
    void sites_and_racks_are_never_fuller_than_the_policy_says() {
        policy = Map.of("perSite", 2, "perRack", 1);
        for (int n = 0; n < 6; n++) {
            seat(1, null, new Place("R750", null, n < 4 ? "ams" : "fra", "r" + n / 2, null), OPEN);
        }
        assertThat(admitted()).containsExactly(1L, 3L, 5L);
    }

    @Test
    void who_never_may_begin_is_turned_away_and_keeps_no_wave_from_beginning() {
        seat(1, null, NOWHERE, new Time(null, null, "Closed for good: the calendar nights was removed"));
        seat(2, null);
        assertThat(step()).isEqualTo(new TurnAway(Map.of(1L, "Closed for good: the calendar nights was removed")));
        seats.clear();
        seat(1, "refused");
        seat(2, null);
        assertThat(step()).isEqualTo(new BeginWave(2, 1));
    }

    @Test
    void a_plan_is_not_done_while_a_host_waits_for_somebody_and_a_failure_that_it_allows_is_told() {
        policy = Map.of("stopAfter", 5, "cellStopAfter", 50, "cellStopPercent", 100);
        wave = 2;
        for (int n = 0; n < 6; n++) {
            seat(2, "succeeded");
        }
        seat(2, "human");
        assertThat(step()).isInstanceOfSatisfying(Await.class, wait -> assertThat(wait.why())
                .isEqualTo("all but 1 hosts are done; those wait for somebody: answer their runs"));
        seats.removeLast();
        seat(2, "failed");
        assertThat(step())
                .isEqualTo(new Finish("completed", "6 of 7 hosts are done; 1 failed, which its policy allows"));
    }

    @Test
    void an_early_go_skips_neither_the_soak_nor_the_health_of_the_wave() {
        policy = Map.of("soakMinutes", 10, "go", "pilot");
        words = Map.of(1, new Word(true, "ada", null, NOW.minusSeconds(90)));
        seat(1, "succeeded");
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(Await.class, wait -> assertThat(wait.why())
                .contains("left alone"));
        policy = Map.of("soakMinutes", 0);
        Seat seat = seats.getFirst();
        seats.set(
                0,
                new Seat(
                        1,
                        1,
                        seat.longest(),
                        NOWHERE,
                        seat.cells(),
                        "succeeded",
                        List.of(),
                        NOW,
                        true,
                        NOW,
                        false,
                        OPEN));
        assertThat(step()).isInstanceOf(Pause.class);
    }

    @Test
    void a_mirror_serves_no_more_at_once_than_the_policy_says() {
        policy = Map.of("perMirror", 1);
        seat(1, null, new Place("R750", null, null, null, null, "ams-relay"), OPEN);
        seat(1, null, new Place("R750", null, null, null, null, "ams-relay"), OPEN);
        seat(1, null, new Place("R750", null, null, null, null, "fra-relay"), OPEN);
        assertThat(admitted()).containsExactly(1L, 3L);
    }

    @Test
    void what_a_place_wants_counts_for_its_own_hosts_whatever_the_plan_says() {
        policy = Map.of("perSite", 2, "perCluster", "table");
        crowd = new Crowd(
                Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of("east", new Cluster(8, false, null)));
        limits = Map.of(1L, new Limits(1, null, null, null), 2L, new Limits(1, null, null, null));
        seat(1, null, new Place("R750", null, "ams", null, null), OPEN);
        seat(1, null, new Place("R750", null, "ams", null, null), OPEN);
        seat(1, null, new Place("R750", null, "fra", null, null), OPEN);
        seat(1, null, new Place("R750", null, "fra", null, null), OPEN);
        assertThat(admitted()).containsExactly(1L, 3L, 4L);
        seats.clear();
        seat(1, null, new Place("R750", "east", null, null, null), OPEN);
        seat(1, null, new Place("R750", "east", null, null, null), OPEN);
        limits = Map.of();
        assertThat(admitted()).hasSize(2);
        Limits one = new Limits(null, null, null, "one");
        limits = Map.of(1L, one, 2L, one);
        assertThat(admitted()).hasSize(1);
    }

    @Test
    void while_the_last_host_of_a_wave_is_at_work_the_next_wave_waits_for_it() {
        seat(1, "succeeded");
        seat(1, "working");
        seat(2, null);
        assertThat(step()).isEqualTo(new Await(NOW.plusSeconds(60), "1 hosts of wave 1 are being updated"));
    }

    @Test
    void a_failure_in_the_pilot_closes_its_version_on_its_model_and_the_others_go_on() {
        seat(1, "failed");
        seat(1, "succeeded", new Place("R640", null, null, null, null), OPEN);
        seat(2, null);
        seat(2, null, new Place("R640", null, null, null, null), OPEN);
        assertThat(step()).isEqualTo(new BeginWave(2, 1));
        wave = 2;
        assertThat(admitted()).containsExactly(4L);
        seats.set(
                3,
                new Seat(
                        4,
                        2,
                        Duration.ofMinutes(40),
                        new Place("R640", null, null, null, null),
                        Map.of("bios", "BIOS 2.2 on R640"),
                        "succeeded",
                        List.of(),
                        NOW,
                        false,
                        null,
                        false,
                        OPEN));
        assertThat(step())
                .isEqualTo(
                        new Finish(
                                "failed",
                                "done but for what was stopped: BIOS 2.2 on R750 failed on 1 of 1 hosts; 1 hosts were not started"));
    }

    @Test
    void where_the_pilot_is_all_that_there_was_to_learn_from_it_stops_there() {
        seat(1, "failed");
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(Finish.class, finish -> assertThat(finish.why())
                .startsWith("stopped after its pilot: BIOS 2.2 on R750 failed on 1 of 1 hosts"));
    }

    @Test
    void failures_that_no_cell_explains_stop_the_whole() {
        policy = Map.of("cellStopAfter", 50, "cellStopPercent", 100, "stopAfter", 2);
        wave = 2;
        seat(2, "failed");
        seat(2, "human");
        seat(2, "succeeded");
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(Finish.class, finish -> assertThat(finish.why())
                .startsWith("stopped: 2 of 4 hosts failed"));
    }

    @Test
    void a_wave_is_left_alone_looked_at_and_asked_about_before_the_next() {
        policy = Map.of("soakMinutes", 10, "go", "pilot");
        seat(1, "succeeded");
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(Await.class, wait -> assertThat(wait.until())
                .isEqualTo(NOW.minusSeconds(60).plus(Duration.ofMinutes(10))));
        policy = Map.of("soakMinutes", 0, "go", "pilot");
        assertThat(step()).isInstanceOfSatisfying(PlanDecision.Ask.class, ask -> assertThat(ask.why())
                .contains("has to say go"));
        words = Map.of(1, new Word(true, "ada", null, NOW));
        assertThat(step()).isEqualTo(new BeginWave(2, 1));
        words = Map.of(1, new Word(false, "ada", "alarms", NOW));
        assertThat(step()).isEqualTo(new Pause("stopped after the pilot by ada: alarms"));
    }

    @Test
    void a_host_that_is_less_healthy_than_before_pauses_it_until_somebody_says_go() {
        seat(1, "succeeded");
        Seat seat = seats.getFirst();
        seats.set(
                0,
                new Seat(
                        1,
                        1,
                        seat.longest(),
                        NOWHERE,
                        seat.cells(),
                        "succeeded",
                        List.of(),
                        seat.endedAt(),
                        true,
                        null,
                        false,
                        OPEN));
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(Pause.class, pause -> assertThat(pause.why())
                .startsWith("1 hosts of the pilot are less healthy than before: host 1"));
        words = Map.of(1, new Word(true, "ada", "a fan, known", NOW));
        assertThat(step()).isEqualTo(new BeginWave(2, 1));
    }

    @Test
    void a_host_whose_health_nobody_knows_is_not_taken_for_a_healthy_one() {
        policy = Map.of("soakMinutes", 1);
        seat(1, "succeeded");
        Seat seat = seats.getFirst();
        seats.set(
                0,
                new Seat(
                        1,
                        1,
                        seat.longest(),
                        NOWHERE,
                        seat.cells(),
                        "succeeded",
                        List.of(),
                        seat.endedAt(),
                        null,
                        NOW,
                        false,
                        OPEN));
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(Pause.class, pause -> assertThat(pause.why())
                .startsWith(
                        "after the pilot it is not known of 1 hosts whether they are as healthy as before: host 1"));
        words = Map.of(1, new Word(true, "ada", "I looked", NOW));
        assertThat(step()).isEqualTo(new BeginWave(2, 1));
        words = Map.of();
        policy = Map.of("soakMinutes", 0);
        assertThat(step()).as("without a soak nobody is looked at").isEqualTo(new BeginWave(2, 1));
    }

    private void soaked(int number, Boolean newFault) {
        seats.add(new Seat(
                seats.size() + 1L,
                number,
                Duration.ofMinutes(40),
                NOWHERE,
                Map.of("bios", "BIOS 2.2 on R750"),
                "succeeded",
                List.of(),
                NOW.minusSeconds(3600),
                newFault,
                NOW,
                false,
                OPEN));
    }

    @Test
    void one_of_many_whose_health_nobody_can_read_is_told_and_does_not_hold_up_the_others() {
        policy = Map.of("soakMinutes", 10, "stopAfter", 3);
        soaked(1, null);
        soaked(1, false);
        soaked(1, false);
        seat(2, null);
        assertThat(step()).isInstanceOfSatisfying(BeginWave.class, begin -> assertThat(begin.but())
                .isEqualTo("after the pilot it is not known of 1 hosts whether they are as healthy as before: host 1"));
        soaked(2, null);
        wave = 2;
        seats.set(3, seats.get(1));
        soaked(2, false);
        soaked(2, false);
        seat(3, null);
        assertThat(step()).as("two of all, three stop it").isInstanceOf(BeginWave.class);
        soaked(2, null);
        assertThat(step()).as("three of all").isInstanceOf(Pause.class);
        words = Map.of(2, new Word(true, "ada", "I looked at all of them", NOW));
        assertThat(step()).isEqualTo(new BeginWave(3, 1));
    }

    @Test
    void a_wave_does_not_wait_for_a_host_that_waits_for_somebody_which_counts_as_failed() {
        policy = Map.of("soakMinutes", 10, "cellStopAfter", 50, "cellStopPercent", 100, "stopAfter", 2);
        soaked(1, false);
        wave = 2;
        soaked(2, false);
        seat(2, "human");
        seat(3, null);
        assertThat(step()).isEqualTo(new BeginWave(3, 1));
        seat(2, "human");
        assertThat(step()).isInstanceOf(Finish.class);
    }

    @Test
    void a_host_whose_window_closed_half_way_goes_on_in_the_next() {
        wave = 2;
        seat(1, "succeeded");
        seat(2, "unfinished");
        assertThat(admitted()).containsExactly(2L);
    }
}
