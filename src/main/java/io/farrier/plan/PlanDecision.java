package io.farrier.plan;

import io.farrier.plan.PlanView.Seat;
import io.farrier.plan.PlanView.Word;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** What a running plan does next. Pure: everything that makes a plan start a host, or not, is here. */
public final class PlanDecision {

    /** Looked at again at the latest after so long, whatever happens. */
    private static final Duration GLANCE = Duration.ofSeconds(60);

    /** Until what was asked for is looked for again. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    public sealed interface Step {}

    /** Its time has come. */
    public record Begin() implements Step {}

    /** Begins the runs of these hosts. */
    public record Admit(List<Admission> hosts) implements Step {}

    /** @param until when the host has to be done */
    public record Admission(long hostId, Instant until) {}

    /** These hosts never begin, each for its reason; the others go on. */
    public record TurnAway(Map<Long, String> hosts) implements Step {}

    /** @param but what is not as it should be, and does not keep it from beginning; null: nothing */
    public record BeginWave(int wave, int hosts, String but) implements Step {

        public BeginWave(int wave, int hosts) {
            this(wave, hosts, null);
        }
    }

    /** Nothing now. The reason is for an operator who asks why nothing happens. */
    public record Await(Instant until, String why) implements Step {}

    /** Somebody, or something, has to say that the wave after this one may begin. */
    public record Ask(Instant until, int wave, String why) implements Step {}

    /** The health of these hosts is to be read anew before it goes on. */
    public record Look(List<Long> hosts, Instant until, String why) implements Step {}

    /** Somebody has to look before it goes on. */
    public record Pause(String why) implements Step {}

    /** The plan is over. @param state completed or failed */
    public record Finish(String state, String why) implements Step {}

    /** @param plan as it was when the step was decided */
    public record Taken(PlanView plan, Step step) {}

    private final PlanView plan;
    private final Instant now;
    private final UnaryOperator<Duration> pace;
    private final Cells cells;
    private final List<Seat> open;
    private final long live;
    private final long bad;
    private final int allowed;

    private PlanDecision(PlanView plan, Instant now, UnaryOperator<Duration> pace) {
        this.plan = plan;
        this.now = now;
        this.pace = pace;
        this.cells = Cells.of(plan.policy(), plan.seats());
        this.open = plan.seats().stream()
                .filter(seat -> seat.open() && cells.against(seat) == null)
                .toList();
        this.live = plan.seats().stream().filter(Seat::live).count();
        // Failures of a cell that is closed are answered for: the others go on.
        this.bad = plan.seats().stream()
                .filter(seat -> seat.bad() && !cells.explains(seat))
                .count();
        this.allowed = plan.policy().failuresAllowed(plan.seats().size());
    }

    /** @param pace from a real device's time to this hub's, for the durations that are expected */
    public static Step decide(PlanView plan, Instant now, UnaryOperator<Duration> pace) {
        return new PlanDecision(plan, now, pace).next();
    }

    /**
     * What one turn does: a step that changes nothing but the plan itself is followed at once by the next, and one that admits
     * hosts by the waiting for them, where that is what comes then.
     */
    public static List<Taken> turn(PlanView plan, Instant now, UnaryOperator<Duration> pace) {
        List<Taken> taken = new ArrayList<>();
        PlanView then = plan;
        while (then != null) {
            Step step = decide(then, now, pace);
            taken.add(new Taken(then, step));
            then = switch (step) {
                case Begin begin -> then.begun();
                case BeginWave wave -> then.at(wave.wave());
                default -> null;
            };
        }
        if (taken.getLast().step() instanceof Admit admit) {
            // Whom it admits is not counted yet where it stands; that nobody else may begin now is true all the same.
            PlanView after = taken.getLast().plan().admitted(admit);
            if (decide(after, now, pace) instanceof Await wait) {
                taken.add(new Taken(after, wait));
            }
        }
        return taken;
    }

    private Step next() {
        int size = plan.seats().size();
        if (bad >= allowed) {
            return new Finish(
                    "failed",
                    "stopped: %d of %d hosts failed or wait for a human, %d are allowed to; %d were not started"
                            .formatted(bad, size, allowed - 1, open.size()));
        }
        long humans = plan.seats().stream().filter(Seat::human).count();
        if (open.isEmpty() && live == 0 && humans > 0) {
            return glance("all but %d hosts are done; those wait for somebody: answer their runs".formatted(humans));
        }
        if (open.isEmpty() && live == 0) {
            return finished(size);
        }
        if (open.isEmpty()) {
            return glance(live + " hosts are being updated");
        }
        if (open.stream().noneMatch(seat -> seat.time().until() != null)) {
            return closed();
        }
        return plan.scheduled() ? new Begin() : wave();
    }

    private Step finished(int size) {
        long shut = plan.seats().stream()
                .filter(seat -> seat.open() && cells.against(seat) != null)
                .count();
        boolean pilot = plan.wave() == 1 && plan.seats().stream().noneMatch(Seat::good);
        long refused = plan.seats().stream().filter(Seat::refused).count();
        long failed = plan.seats().stream().filter(Seat::bad).count();
        if (shut == 0 && refused > 0) {
            return new Finish(
                    "failed",
                    "%d of %d hosts are done; %d were turned away, each with its reason"
                            .formatted(size - refused, size, refused));
        }
        return shut == 0
                ? new Finish(
                        "completed",
                        failed == 0
                                ? "all %d hosts are done".formatted(size)
                                : "%d of %d hosts are done; %d failed, which its policy allows"
                                        .formatted(size - failed, size, failed))
                : new Finish(
                        "failed",
                        "%s: %s; %d hosts were not started"
                                .formatted(
                                        pilot ? "stopped after its pilot" : "done but for what was stopped",
                                        cells.closed().stream()
                                                .map(Cells.Closed::says)
                                                .collect(Collectors.joining("; ")),
                                        shut));
    }

    /** No host that is left may be worked on now. */
    private Step closed() {
        Opening soonest = open.stream()
                .map(Seat::time)
                .filter(time -> time.next() != null)
                .min(Comparator.comparing(PlanView.Time::next))
                .map(time -> new Opening(time.next(), time.why()))
                .orElse(null);
        if (soonest != null) {
            return new Await(soonest.next(), soonest.why());
        }
        return live > 0
                ? glance("what is left has no window any more")
                : new Finish(
                        "failed",
                        "%s; %d hosts were not started"
                                .formatted(open.getFirst().time().why(), open.size()));
    }

    private record Opening(Instant next, String why) {}

    private Step wave() {
        List<Seat> wave =
                plan.seats().stream().filter(seat -> seat.wave() == plan.wave()).toList();
        List<Seat> waiting =
                open.stream().filter(seat -> seat.wave() == plan.wave()).toList();
        if (!waiting.isEmpty()) {
            return admission(waiting);
        }
        long atWork = wave.stream().filter(Seat::live).count();
        return atWork == 0
                ? between(wave)
                : glance("%d hosts of wave %d are being updated".formatted(atWork, plan.wave()));
    }

    /**
     * A wave is done: it is left alone for a while, looked at, and if all is well the next begins. A host that waits for somebody
     * is over for its wave: it counts as one that failed, and nobody waits for it.
     */
    private Step between(List<Seat> wave) {
        int next = open.stream().mapToInt(Seat::wave).min().orElseThrow();
        BeginWave begin = new BeginWave(
                next, (int) open.stream().filter(seat -> seat.wave() == next).count());
        if (plan.wave() == 0) {
            return begin;
        }
        Word word = plan.words().get(plan.wave());
        String name = plan.wave() == 1 ? "the pilot" : "wave " + plan.wave();
        if (word != null && !word.go()) {
            return new Pause("stopped after %s by %s: %s".formatted(name, word.who(), word.reason()));
        }
        Instant soaked = wave.stream()
                .map(Seat::endedAt)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .map(ended ->
                        ended.plus(pace.apply(Duration.ofMinutes(plan.policy().soakMinutes()))))
                .orElse(now);
        if (plan.policy().soakMinutes() > 0 && now.isBefore(soaked)) {
            return new Await(soaked, name + " is done, and is left alone until then");
        }
        Step look = look(wave, soaked, name);
        if (look != null) {
            return look;
        }
        List<String> faults = wave.stream()
                .filter(seat -> Boolean.TRUE.equals(seat.newFault()))
                .filter(seat -> word == null || !word.knows(seat))
                .map(seat -> "host " + seat.hostId())
                .toList();
        if (!faults.isEmpty()) {
            return new Pause("%d hosts of %s are less healthy than before: %s. Look at them; go on by saying go"
                    .formatted(faults.size(), name, String.join(", ", faults.subList(0, Math.min(5, faults.size())))));
        }
        List<Seat> unknown = unknown();
        long here = unknown.stream().filter(seat -> seat.wave() == plan.wave()).count();
        long looked = wave.stream().filter(seat -> seat.endedAt() != null).count();
        if (!unknown.isEmpty() && (2 * here >= looked && here > 0 || bad + unknown.size() >= allowed)) {
            return new Pause("%s. Look at them; go on by saying go".formatted(unsure(unknown, name)));
        }
        boolean asks = plan.policy().go().equals("each") || plan.policy().go().equals("pilot") && plan.wave() == 1;
        return asks && word == null
                ? new Ask(now.plus(GLANCE), plan.wave(), name + " is done, and somebody has to say go")
                : unknown.isEmpty() ? begin : new BeginWave(begin.wave(), begin.hosts(), unsure(unknown, name));
    }

    /**
     * Hosts of which it is not known whether they are as healthy as before, in this wave and those before it, unless somebody has
     * said go since. Without a soak nobody is looked at.
     */
    private List<Seat> unknown() {
        return plan.seats().stream()
                .filter(seat -> plan.policy().soakMinutes() > 0 && seat.wave() <= plan.wave())
                .filter(seat -> seat.endedAt() != null && seat.newFault() == null && !seat.bad() && !seat.open())
                .filter(seat -> plan.words().entrySet().stream()
                        .noneMatch(said ->
                                said.getKey() >= seat.wave() && said.getValue().knows(seat)))
                .toList();
    }

    private static String unsure(List<Seat> unknown, String name) {
        return "after %s it is not known of %d hosts whether they are as healthy as before: host %s%s"
                .formatted(
                        name,
                        unknown.size(),
                        unknown.stream()
                                .limit(5)
                                .map(seat -> Long.toString(seat.hostId()))
                                .collect(Collectors.joining(", host ")),
                        unknown.size() > 5 ? " …" : "");
    }

    /** After the soak what was last known is too old: null where all of them were read since, or nothing is soaked. */
    private Step look(List<Seat> wave, Instant soaked, String name) {
        List<Long> unseen = wave.stream()
                .filter(seat -> plan.policy().soakMinutes() > 0 && seat.endedAt() != null)
                .filter(seat -> seat.lookedAt() == null || seat.lookedAt().isBefore(soaked))
                .map(Seat::hostId)
                .toList();
        return unseen.isEmpty()
                ? null
                : new Look(
                        unseen,
                        now.plus(LOOK),
                        "%s was left alone long enough; the health of %d of its hosts is read anew"
                                .formatted(name, unseen.size()));
    }

    private Step admission(List<Seat> waiting) {
        Map<Long, String> never = new TreeMap<>();
        waiting.forEach(seat -> {
            String why = seat.never(now, pace.apply(seat.longest()));
            if (why != null) {
                never.put(seat.hostId(), why);
            }
        });
        // Where no host at all has a future, the plan itself is over, and says why.
        if (!never.isEmpty() && open.stream().anyMatch(seat -> seat.never(now, pace.apply(seat.longest())) == null)) {
            return new TurnAway(never);
        }
        List<Seat> fitting =
                waiting.stream().filter(seat -> against(seat) == null).toList();
        if (fitting.isEmpty()) {
            return unfit(waiting);
        }
        Room room = new Room(plan.policy(), plan.limits(), plan.crowd(), live);
        List<Admission> admitted = new ArrayList<>();
        for (Seat seat : Spread.longestFirst(
                fitting, seat -> seat.place().cluster(), seat -> seat.longest().toSeconds())) {
            if (!seat.busy() && room.take(seat)) {
                admitted.add(new Admission(seat.hostId(), seat.time().until()));
            }
        }
        return admitted.isEmpty() ? glance(crowded(waiting, fitting)) : new Admit(admitted);
    }

    /** Why nobody begins though there is time. */
    private String crowded(List<Seat> waiting, List<Seat> fitting) {
        long busy = fitting.stream().filter(Seat::busy).count();
        long humans = plan.seats().stream().filter(Seat::human).count();
        return "%d hosts are being updated, %d of this wave wait for a place%s%s"
                .formatted(
                        live,
                        waiting.size(),
                        busy == 0 ? "" : "; %d are being updated by another plan".formatted(busy),
                        humans == 0
                                ? ""
                                : "; %d hosts that wait for somebody keep theirs: answer their runs".formatted(humans));
    }

    private String against(Seat seat) {
        return seat.time().against(now, pace.apply(seat.longest()));
    }

    /** What waits may not be worked on now, or would not be done in time. */
    private Step unfit(List<Seat> waiting) {
        Seat first = waiting.stream()
                .filter(seat -> seat.time().next() != null)
                .min(Comparator.comparing(seat -> seat.time().next()))
                .orElse(waiting.getFirst());
        String why =
                "none of the %d hosts that wait may begin; of the first: %s".formatted(waiting.size(), against(first));
        if (first.time().next() != null) {
            return new Await(first.time().next(), why);
        }
        return live > 0
                ? glance(why)
                : new Finish("failed", "%s; %d hosts were not started".formatted(why, open.size()));
    }

    private Step glance(String why) {
        return new Await(now.plus(GLANCE), why);
    }
}
