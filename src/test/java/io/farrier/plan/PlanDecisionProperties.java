package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.PlanDecision.Admission;
import io.farrier.plan.PlanDecision.Admit;
import io.farrier.plan.PlanDecision.Await;
import io.farrier.plan.PlanDecision.BeginWave;
import io.farrier.plan.PlanDecision.Finish;
import io.farrier.plan.PlanDecision.Step;
import io.farrier.plan.PlanView.Cluster;
import io.farrier.plan.PlanView.Crowd;
import io.farrier.plan.PlanView.Seat;
import io.farrier.plan.PlanView.Time;
import io.farrier.plan.PlanView.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever has become of a plan's hosts, there is a next step, and it keeps to what was approved. */
class PlanDecisionProperties {

    private static final Instant NOW = Instant.parse("2026-03-01T01:00:00Z");
    private static final Crowd CROWD = new Crowd(
            Map.of(), Map.of("ams", 1), Map.of(), Map.of(), Map.of(), Map.of("vc/east", new Cluster(8, false, 1)));

    @Property(tries = 3000)
    void there_is_always_a_next_step_and_what_waits_is_looked_at_again(@ForAll("plans") PlanView plan) {
        Step step = decide(plan);
        if (step instanceof Await wait) {
            assertThat(wait.until()).isAfterOrEqualTo(NOW);
            assertThat(wait.why()).isNotBlank();
        }
    }

    @Property(tries = 3000)
    void only_who_waits_in_this_wave_and_may_be_done_in_time_is_admitted_and_no_place_is_overfull(
            @ForAll("plans") PlanView plan) {
        if (!(decide(plan) instanceof Admit admit)) {
            return;
        }
        Map<Long, Seat> seats = plan.seats().stream().collect(Collectors.toMap(Seat::hostId, Function.identity()));
        assertThat(admit.hosts()).isNotEmpty().extracting(Admission::hostId).doesNotHaveDuplicates();
        for (Admission host : admit.hosts()) {
            Seat seat = seats.get(host.hostId());
            assertThat(seat.open()).isTrue();
            assertThat(seat.busy()).isFalse();
            assertThat(seat.wave()).isEqualTo(plan.wave());
            assertThat(NOW.plus(seat.longest())).isBeforeOrEqualTo(host.until());
            assertThat(host.until()).isEqualTo(seat.time().until());
        }
        long live = plan.seats().stream().filter(Seat::live).count();
        assertThat(live + admit.hosts().size())
                .isLessThanOrEqualTo(Math.max(live, plan.policy().concurrent()));
        assertThat(admit.hosts().stream()
                        .map(host -> seats.get(host.hostId()).place().cluster())
                        .filter("vc/east"::equals))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(admit.hosts().stream()
                        .map(host -> seats.get(host.hostId()).place().site())
                        .filter("ams"::equals))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Property(tries = 3000)
    void no_wave_begins_while_a_host_of_this_one_is_at_work_and_no_plan_completes_while_any_is(
            @ForAll("plans") PlanView plan) {
        Step step = decide(plan);
        if (step instanceof BeginWave begin) {
            assertThat(plan.seats())
                    .filteredOn(seat -> seat.wave() == plan.wave())
                    .noneMatch(Seat::live);
            assertThat(begin.wave()).isNotEqualTo(plan.wave());
            assertThat(begin.hosts()).isPositive();
        }
        if (step instanceof Finish finish && finish.state().equals("completed")) {
            assertThat(plan.seats()).noneMatch(Seat::live).noneMatch(Seat::open);
        }
    }

    @Property(tries = 3000)
    void a_wave_waits_for_who_is_at_work_in_it_and_never_for_who_waits_for_somebody(@ForAll("plans") PlanView plan) {
        boolean atWork = plan.seats().stream().anyMatch(seat -> seat.wave() == plan.wave() && seat.live());
        if (decide(plan) instanceof Await wait && wait.why().contains("hosts of wave")) {
            assertThat(atWork).isTrue();
        }
    }

    @Property(tries = 3000)
    void who_can_t_be_read_holds_up_the_others_where_it_is_half_of_the_wave_or_as_many_as_stop_the_plan_and_only_there(
            @ForAll("plans") PlanView plan) {
        List<Seat> unknown = plan.seats().stream()
                .filter(seat -> seat.wave() <= plan.wave() && plan.policy().soakMinutes() > 0)
                .filter(seat -> seat.endedAt() != null && seat.newFault() == null)
                .filter(seat -> !seat.bad() && !seat.open())
                .filter(seat -> plan.words().entrySet().stream()
                        .noneMatch(said ->
                                said.getKey() >= seat.wave() && said.getValue().knows(seat)))
                .toList();
        long here = unknown.stream().filter(seat -> seat.wave() == plan.wave()).count();
        long looked = plan.seats().stream()
                .filter(seat -> seat.wave() == plan.wave() && seat.endedAt() != null)
                .count();
        Cells cells = Cells.of(plan.policy(), plan.seats());
        long bad = plan.seats().stream()
                .filter(seat -> seat.bad() && !cells.explains(seat))
                .count();
        boolean holds = here > 0 && 2 * here >= looked
                || !unknown.isEmpty()
                        && bad + unknown.size()
                                >= plan.policy().failuresAllowed(plan.seats().size());
        Step step = decide(plan);
        if (step instanceof BeginWave begin && plan.wave() > 0) {
            assertThat(holds).isFalse();
            assertThat(begin.but() == null).isEqualTo(unknown.isEmpty());
        }
        if (step instanceof PlanDecision.Pause pause && pause.why().contains("not known")) {
            assertThat(holds).isTrue();
        }
    }

    @Property(tries = 2_000)
    void a_turn_ends_with_what_is_waited_for_or_done_and_begins_with_what_would_be_decided_alone(
            @ForAll("plans") PlanView plan) {
        List<PlanDecision.Taken> turn = PlanDecision.turn(plan, NOW, duration -> duration);
        assertThat(turn.getFirst().step()).isEqualTo(decide(plan));
        assertThat(turn.getLast().step()).isNotInstanceOfAny(PlanDecision.Begin.class, BeginWave.class);
        assertThat(turn).hasSizeLessThanOrEqualTo(4);
    }

    @Property(tries = 2_000)
    void where_a_turn_waits_for_those_whom_it_admits_nobody_else_may_begin_once_they_are_counted(
            @ForAll("plans") PlanView plan) {
        List<PlanDecision.Taken> turn = PlanDecision.turn(plan, NOW, duration -> duration);
        Step before = turn.size() < 2 ? null : turn.get(turn.size() - 2).step();
        if (before instanceof PlanDecision.Admit admit) {
            PlanView after = turn.getLast().plan();
            assertThat(decide(counted(after, admit))).isEqualTo(turn.getLast().step());
        }
    }

    /** As the next turn would see it. */
    private static PlanView counted(PlanView plan, PlanDecision.Admit admit) {
        Map<String, Integer> sites = new HashMap<>(plan.crowd().atSite());
        Map<String, Integer> clusters = new HashMap<>(plan.crowd().inCluster());
        for (PlanDecision.Admission host : admit.hosts()) {
            Seat seat = plan.seats().stream()
                    .filter(one -> one.hostId() == host.hostId())
                    .findFirst()
                    .orElseThrow();
            if (seat.place().site() != null) {
                sites.merge(seat.place().site(), 1, Integer::sum);
            }
            if (seat.place().cluster() != null) {
                clusters.merge(seat.place().cluster(), 1, Integer::sum);
            }
        }
        Crowd crowd = plan.crowd();
        return new PlanView(
                plan.id(),
                plan.name(),
                plan.policy(),
                plan.scheduled(),
                plan.wave(),
                plan.seats(),
                plan.words(),
                new Crowd(clusters, sites, crowd.inRack(), crowd.inChassis(), crowd.atMirror(), crowd.clusters()),
                plan.limits());
    }

    private static Step decide(PlanView plan) {
        return PlanDecision.decide(plan, NOW, duration -> duration);
    }

    @Provide
    Arbitrary<PlanView> plans() {
        Arbitrary<Policy> policy = Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(0, 10),
                        Arbitraries.of("none", "pilot", "each"))
                .as((concurrent, stopAfter, soak, go) -> new ObjectMapper()
                        .convertValue(
                                Map.of(
                                        "concurrent", concurrent,
                                        "stopAfter", stopAfter,
                                        "soakMinutes", soak,
                                        "perSite", 2,
                                        "go", go),
                                Policy.class));
        Arbitrary<List<Seat>> seats = seat().list().ofMinSize(1).ofMaxSize(9).map(drawn -> {
            List<Seat> numbered = new ArrayList<>();
            drawn.forEach(make -> numbered.add(make.apply(numbered.size() + 1L)));
            return numbered;
        });
        Arbitrary<Map<Integer, Word>> words = Arbitraries.of(
                Map.of(),
                Map.of(1, new Word(true, "ada", null, NOW)),
                Map.of(1, new Word(false, "ada", "alarms", NOW)));
        return Combinators.combine(
                        policy,
                        Arbitraries.of(true, false),
                        seats,
                        words,
                        Arbitraries.integers().between(0, 3))
                .as((said, scheduled, all, word, wave) ->
                        new PlanView(7, "night", said, scheduled && wave == 0, wave, all, word, CROWD));
    }

    private static Arbitrary<Function<Long, Seat>> seat() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 3),
                        Arbitraries.of("R750", "R640"),
                        Arbitraries.of("vc/east", null),
                        Arbitraries.of("ams", null),
                        Arbitraries.of(
                                        "admitted",
                                        "running",
                                        "succeeded",
                                        "nothing-to-do",
                                        "failed",
                                        "cancelled",
                                        "unfinished",
                                        "refused",
                                        "human")
                                .injectNull(0.5),
                        Arbitraries.of(
                                new Time(NOW.plus(Duration.ofHours(4)), null, null),
                                new Time(NOW.plus(Duration.ofMinutes(5)), NOW.plus(Duration.ofDays(1)), null),
                                new Time(null, NOW.plus(Duration.ofDays(1)), "closed"),
                                new Time(null, null, "over")),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 5))
                .as((wave, model, cluster, site, state, time, flag, drawn) -> id -> new Seat(
                        id,
                        wave,
                        Duration.ofMinutes(40),
                        new Place(model, cluster, site, null, null),
                        Map.of("bios", "BIOS 2.2 on " + model),
                        state,
                        flag ? List.of("bios") : List.of(),
                        state == null || state.equals("human") || state.equals("running")
                                ? null
                                : NOW.minusSeconds(drawn < 4 ? 3600 : 60),
                        drawn < 2 ? null : flag,
                        flag ? NOW : null,
                        drawn % 2 == 0,
                        time));
    }
}
