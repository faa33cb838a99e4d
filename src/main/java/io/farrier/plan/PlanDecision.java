package io.farrier.plan;

import io.farrier.plan.PlanView.Seat;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a running plan does next. Pure: everything that makes a plan start a host, or not, is here. */
public final class PlanDecision {

    /** Looked at again at the latest after so long, whatever happens. */
    private static final Duration GLANCE = Duration.ofSeconds(60);

    public sealed interface Step {}

    /** Begins the runs of these hosts. */
    public record Admit(List<Long> hosts) implements Step {}

    public record BeginWave(int wave, int hosts) implements Step {}

    /** Nothing now. The reason is for an operator who asks why nothing happens. */
    public record Await(Instant until, String why) implements Step {}

    /** The plan is over. @param state completed or failed */
    public record Finish(String state, String why) implements Step {}

    private PlanDecision() {}

    /** @param pace from a real device's time to this hub's, for the durations that are expected */
    public static Step decide(PlanView plan, Instant now, UnaryOperator<Duration> pace) {
        List<Seat> seats = plan.seats();
        long bad = seats.stream().filter(Seat::bad).count();
        long live = seats.stream().filter(Seat::live).count();
        long open = seats.stream().filter(Seat::open).count();
        int allowed = plan.policy().failuresAllowed(seats.size());
        if (bad >= allowed) {
            return new Finish(
                    "failed",
                    "stopped: %d of %d hosts failed or wait for a human, %d are allowed to; %d were not started"
                            .formatted(bad, seats.size(), allowed - 1, open));
        }
        if (open == 0 && live == 0) {
            return new Finish("completed", "all %d hosts are done".formatted(seats.size()));
        }
        if (plan.window() == null) {
            return new Await(now.plus(GLANCE), "it has no window");
        }
        if (now.isBefore(plan.window().opensAt())) {
            return new Await(
                    plan.window().opensAt(),
                    "the window %s is not open yet".formatted(plan.window().name()));
        }
        return open == 0 ? glance(now, live + " hosts are being updated") : admission(plan, live, now, pace);
    }

    private static Step admission(PlanView plan, long live, Instant now, UnaryOperator<Duration> pace) {
        List<Seat> wave =
                plan.seats().stream().filter(seat -> seat.wave() == plan.wave()).toList();
        boolean waveDone = wave.stream().noneMatch(seat -> seat.open() || seat.live());
        long badPilots = wave.stream().filter(Seat::bad).count();
        if (waveDone && plan.wave() == 1 && badPilots > 0) {
            return new Finish(
                    "failed",
                    "stopped after its pilot: %d of %d hosts failed or wait for a human; %d were not started"
                            .formatted(
                                    badPilots,
                                    wave.size(),
                                    plan.seats().stream().filter(Seat::open).count()));
        }
        if (waveDone) {
            int next = plan.wave() + 1;
            long hosts =
                    plan.seats().stream().filter(seat -> seat.wave() == next).count();
            return new BeginWave(next, (int) hosts);
        }
        Duration left = Duration.between(now, plan.window().closesAt());
        List<Seat> fitting = wave.stream()
                .filter(Seat::open)
                .filter(seat -> pace.apply(seat.expected()).compareTo(left) <= 0)
                .toList();
        long waiting = wave.stream().filter(Seat::open).count();
        if (fitting.isEmpty() && waiting > 0) {
            return live > 0
                    ? glance(now, "what is left would not finish before the window closes")
                    : new Finish(
                            "failed",
                            "the window %s closes before the %d hosts that were not started could finish"
                                    .formatted(
                                            plan.window().name(),
                                            plan.seats().stream()
                                                    .filter(Seat::open)
                                                    .count()));
        }
        List<Long> admitted = fitting.stream()
                .filter(seat -> !seat.busy())
                .limit(Math.max(0, plan.policy().concurrent() - live))
                .map(Seat::hostId)
                .toList();
        return admitted.isEmpty()
                ? glance(now, live + " hosts are being updated, " + waiting + " of this wave wait")
                : new Admit(admitted);
    }

    private static Step glance(Instant now, String why) {
        return new Await(now.plus(GLANCE), why);
    }
}
