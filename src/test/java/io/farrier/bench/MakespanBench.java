package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.plan.Place;
import io.farrier.plan.Plan;
import io.farrier.plan.PlanDecision;
import io.farrier.plan.PlanView;
import io.farrier.plan.Planning;
import io.farrier.plan.Plans;
import io.farrier.plan.Policy;
import io.farrier.plan.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long a rollout takes beside the shortest that its own limits allow. The plan is made by the hub and admitted by its own
 * rule, on a clock that is not the wall's; what a run takes is drawn around what the preview expects.
 */
@Tag("bench")
@Tag("makespan")
class MakespanBench {

    private static final int HOSTS = 1_000;
    private static final int CONCURRENT = 100;
    private static final int PER_RACK = 8;
    private static final double MOST = 1.1;
    private static final Map<String, Object> POLICY = Map.of(
            "waves",
            List.of("5%", "25%"),
            "concurrent",
            CONCURRENT,
            "perRack",
            PER_RACK,
            "soakMinutes",
            0,
            "unquiesced",
            true);

    private record Run(Target target, Duration takes, Instant ends) {}

    @Test
    void a_thousand_hosts_in_sixty_clusters_and_twenty_racks() throws Exception {
        try (WarmHub hub =
                WarmHub.start("makespan", "--farrier.plan.caps.hosts=100000", "--farrier.plan.caps.share=100")) {
            Fleet.make(hub, HOSTS, 60, 20);
            ObjectMapper json = hub.the(ObjectMapper.class);
            Plan plan = hub.the(Plans.class)
                    .add(
                            new Plans.Draft(
                                    "makespan",
                                    json.valueToTree(Map.of("generations", List.of("15G"))),
                                    json.valueToTree(POLICY),
                                    null),
                            "bench");
            List<Target> targets = hub.the(Planning.class).preview(plan).targets();
            assertThat(targets).hasSize(HOSTS);
            Random random = new Random(7);
            Map<Long, Duration> takes = targets.stream()
                    .collect(Collectors.toMap(Target::hostId, target -> target.expected()
                            .multipliedBy((long) (70 + 60 * random.nextDouble()))
                            .dividedBy(100)));
            Duration took = simulate(plan.policy(), targets, takes);
            Duration bound = bound(targets, takes);
            System.out.printf(
                    Locale.ROOT,
                    "makespan: %,d hosts, %d at once, one of each of 60 clusters, %d of each of 20 racks, in waves of %s and the rest:"
                            + " %d min; no order needs less than %d min: ratio %.3f%n",
                    HOSTS,
                    CONCURRENT,
                    PER_RACK,
                    plan.policy().waves(),
                    took.toMinutes(),
                    bound.toMinutes(),
                    (double) took.toSeconds() / bound.toSeconds());
            assertThat((double) took.toSeconds() / bound.toSeconds()).isLessThanOrEqualTo(MOST);
        }
    }

    private static Duration simulate(Policy policy, List<Target> targets, Map<Long, Duration> takes) {
        Instant began = Instant.parse("2026-01-01T00:00:00Z");
        Instant now = began;
        Map<Long, String> states = new HashMap<>();
        Map<Long, Target> byId = targets.stream().collect(Collectors.toMap(Target::hostId, Function.identity()));
        PriorityQueue<Run> live = new PriorityQueue<>(Comparator.comparing(Run::ends));
        int wave = 0;
        while (true) {
            PlanView view = view(policy, targets, states, live, wave, began);
            switch (PlanDecision.decide(view, now, duration -> duration)) {
                case PlanDecision.BeginWave begin -> wave = begin.wave();
                case PlanDecision.Admit admit -> {
                    for (PlanDecision.Admission host : admit.hosts()) {
                        Duration length = takes.get(host.hostId());
                        live.add(new Run(byId.get(host.hostId()), length, now.plus(length)));
                        states.put(host.hostId(), "working");
                    }
                }
                case PlanDecision.Finish finish -> {
                    assertThat(finish.state()).as(finish.why()).isEqualTo("completed");
                    return Duration.between(began, now);
                }
                default -> {
                    // Whoever ends rings the plan's bell.
                    Run next = live.remove();
                    now = next.ends();
                    states.put(next.target().hostId(), "succeeded");
                }
            }
        }
    }

    private static PlanView view(
            Policy policy,
            List<Target> targets,
            Map<Long, String> states,
            Collection<Run> live,
            int wave,
            Instant began) {
        PlanView.Time always = new PlanView.Time(began.plus(Duration.ofDays(365)), null, null);
        List<PlanView.Seat> seats = new ArrayList<>();
        for (Target target : targets) {
            seats.add(new PlanView.Seat(
                    target.hostId(),
                    target.wave(),
                    target.longest(),
                    target.place(),
                    Map.of(),
                    states.get(target.hostId()),
                    List.of(),
                    null,
                    false,
                    null,
                    false,
                    always));
        }
        PlanView.Crowd crowd = new PlanView.Crowd(
                count(live, Place::cluster), Map.of(), count(live, Place::rack), Map.of(), Map.of(), Map.of());
        return new PlanView(1, "makespan", policy, false, wave, seats, Map.of(), crowd);
    }

    private static Map<String, Integer> count(Collection<Run> live, Function<Place, String> key) {
        return live.stream()
                .collect(Collectors.toMap(run -> key.apply(run.target().place()), run -> 1, Integer::sum));
    }

    /** For each wave, as one begins when the one before has ended: what its busiest cluster, its busiest rack and all of it need. */
    private static Duration bound(List<Target> targets, Map<Long, Duration> takes) {
        Map<Integer, List<Target>> waves = targets.stream().collect(Collectors.groupingBy(Target::wave));
        return waves.values().stream()
                .map(wave -> {
                    long all = seconds(wave, takes) / CONCURRENT;
                    long cluster = most(wave, takes, Place::cluster);
                    long rack = most(wave, takes, Place::rack) / PER_RACK;
                    long host = wave.stream()
                            .mapToLong(target -> takes.get(target.hostId()).toSeconds())
                            .max()
                            .orElseThrow();
                    return Duration.ofSeconds(Math.max(Math.max(all, host), Math.max(cluster, rack)));
                })
                .reduce(Duration.ZERO, Duration::plus);
    }

    private static long most(List<Target> wave, Map<Long, Duration> takes, Function<Place, String> key) {
        return wave.stream().collect(Collectors.groupingBy(target -> key.apply(target.place()))).values().stream()
                .mapToLong(group -> seconds(group, takes))
                .max()
                .orElseThrow();
    }

    private static long seconds(List<Target> targets, Map<Long, Duration> takes) {
        return targets.stream()
                .mapToLong(target -> takes.get(target.hostId()).toSeconds())
                .sum();
    }
}
