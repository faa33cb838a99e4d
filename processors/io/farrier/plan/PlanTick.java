package io.farrier.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Halted;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Pace;
import io.farrier.readiness.Readings;
import io.farrier.run.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** One turn of a plan. It touches no device, so all of it is one commit: claim, load, decide, record. */
@Component("planTick")
class PlanTick {

    /** Exchange property: the bell, for whoever is told that its turn threw. */
    static final String BELL = "farrierBell";

    private static final String VIEW = "farrierPlan";
    private static final String STEPS = "farrierPlanSteps";

    private final Turns turns;
    private final Plans plans;
    private final Seats seats;
    private final Runs runs;
    private final Readings readings;
    private final Lessons lessons;
    private final Halted halted;
    private final Life life;
    private final Pace pace;
    private final ObjectMapper json;

    PlanTick(
            Turns turns,
            Plans plans,
            Seats seats,
            Runs runs,
            Readings readings,
            Lessons lessons,
            Halted halted,
            Life life,
            Pace pace,
            ObjectMapper json) {
        this.turns = turns;
        this.plans = plans;
        this.seats = seats;
        this.runs = runs;
        this.readings = readings;
        this.lessons = lessons;
        this.halted = halted;
        this.life = life;
        this.pace = pace;
        this.json = json;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.setProperty(BELL, bell);
        exchange.getMessage().removeHeaders("*");
        // Not null: a JMS message without a body would read its bell again.
        exchange.getMessage().setBody(List.of());
        turns.claim(Kind.PLAN, bell, life.id(), pace.lease())
                .ifPresent(turn -> exchange.setProperty(Headers.TURN, turn));
    }

    public void load(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) {
        exchange.setProperty(VIEW, seats.view(plans.byId(turn.id()), turn.now()));
    }

    public void decide(
            Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn, @ExchangeProperty(VIEW) PlanView plan) {
        exchange.setProperty(STEPS, PlanDecision.turn(plan, turn.now(), pace::of));
    }

    public List<Ring> record(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(VIEW) PlanView before,
            @ExchangeProperty(STEPS) List<PlanDecision.Taken> steps) {
        List<Ring> rings = new ArrayList<>();
        learn(before);
        Instant due = turn.now();
        PlanDecision.Pause halt = halt(steps);
        for (PlanDecision.Taken taken : steps) {
            PlanDecision.Step step = halt != null && begins(taken) ? halt : taken.step();
            due = record(turn, taken.plan(), step, rings);
            if (due == null) {
                return rings;
            }
            if (step instanceof PlanDecision.Admit admit
                    && rings.size() < admit.hosts().size()) {
                // Somebody was not begun after all: what comes then is another decision.
                break;
            }
        }
        turns.release(turn, due, 0);
        boolean later = due.isAfter(turn.now());
        rings.add(new Ring(Kind.PLAN.queue(), new Bell(turn.id(), turn.turn()), later ? due : null));
        return rings;
    }

    /** When it is due again; null: its turns are over. */
    private Instant record(Turn turn, PlanView plan, PlanDecision.Step step, List<Ring> rings) {
        Instant due = turn.now();
        switch (step) {
            case PlanDecision.Admit admit -> {
                Map<Long, String> drifted = drifted(plan, admit);
                for (PlanDecision.Admission host : admit.hosts()) {
                    if (drifted.containsKey(host.hostId())) {
                        continue;
                    }
                    runs.admit(
                                    plan.id(),
                                    host.hostId(),
                                    plan.wave(),
                                    seats.admitted(plan.id(), host.hostId(), host.until()))
                            .ifPresent(rings::add);
                }
            }
            case PlanDecision.TurnAway away -> away.hosts().forEach((host, why) -> turnAway(plan, host, why));
            case PlanDecision.Begin begin -> plans.begin(plan.id(), plan.name());
            case PlanDecision.BeginWave wave -> {
                seats.wave(plan.id(), wave.wave());
                plans.event(
                        plan.id(),
                        "plan.wave",
                        "The plan %s begins %s with %d hosts%s."
                                .formatted(
                                        plan.name(),
                                        wave.wave() == 1 ? "its pilot wave" : "wave " + wave.wave(),
                                        wave.hosts(),
                                        wave.but() == null ? "" : ", though " + wave.but()),
                        "farrier",
                        Map.of("wave", wave.wave(), "hosts", wave.hosts()));
            }
            case PlanDecision.Await wait -> {
                due = wait.until();
                plans.waits(plan.id(), wait.why());
            }
            case PlanDecision.Ask ask -> {
                due = ask.until();
                if (plans.waits(plan.id(), ask.why())) {
                    plans.event(
                            plan.id(),
                            "plan.asks",
                            "The plan %s waits: %s.".formatted(plan.name(), ask.why()),
                            "farrier",
                            Map.of("wave", ask.wave()));
                }
            }
            case PlanDecision.Look look -> {
                due = look.until();
                readings.want(look.hosts());
                plans.waits(plan.id(), look.why());
            }
            case PlanDecision.Pause pause -> {
                turns.release(turn, due, 0);
                plans.move(
                        plan.id(),
                        List.of("scheduled", "running"),
                        "paused",
                        "plan.paused",
                        "paused: " + pause.why(),
                        "farrier");
                return null;
            }
            case PlanDecision.Finish finish -> {
                turns.release(turn, due, 0);
                plans.move(
                        plan.id(),
                        List.of("scheduled", "running"),
                        finish.state(),
                        "plan." + finish.state(),
                        finish.state() + ": " + finish.why(),
                        "farrier");
                return null;
            }
        }
        return due;
    }

    /** What fails too often is told once, with why, and kept for the plans that come after. */
    private void learn(PlanView plan) {
        lessons.learn(plan.id(), Cells.of(plan.policy(), plan.seats()).closed())
                .forEach(learned -> plans.event(
                        plan.id(),
                        "plan.cell-closed",
                        "No more hosts of the plan %s get %s: it failed on %d of %d%s."
                                .formatted(
                                        plan.name(),
                                        learned.cell(),
                                        learned.bad(),
                                        learned.ended(),
                                        learned.why() == null
                                                ? ""
                                                : ": " + learned.why().replaceFirst("\\.$", "")),
                        "farrier",
                        learned));
    }

    /**
     * Who was started or resumed in the moment of a halt is paused here: whoever halts waits for the turns before it, so it is
     * enough to look once. Null: nothing keeps it from beginning.
     */
    private PlanDecision.Pause halt(List<PlanDecision.Taken> steps) {
        return steps.stream().noneMatch(PlanTick::begins)
                ? null
                : halted.now()
                        .map(halt -> new PlanDecision.Pause(
                                "the world was halted by %s: %s".formatted(halt.who(), halt.reason())))
                        .orElse(null);
    }

    private static boolean begins(PlanDecision.Taken taken) {
        return taken.step() instanceof PlanDecision.Admit
                || taken.step() instanceof PlanDecision.Begin
                || taken.step() instanceof PlanDecision.BeginWave;
    }

    /** Whoever is no longer what was approved is turned away, and the plan says so. */
    private Map<Long, String> drifted(PlanView plan, PlanDecision.Admit admit) {
        Map<Long, String> drifted = seats.drifted(
                plan, admit.hosts().stream().map(PlanDecision.Admission::hostId).toList());
        drifted.forEach((host, why) -> turnAway(plan, host, "it is no longer what was approved: " + why));
        return drifted;
    }

    private void turnAway(PlanView plan, long host, String why) {
        seats.refuse(plan.id(), host, why);
        plans.event(
                plan.id(),
                "plan.refused",
                "Host %d of the plan %s was not begun: %s.".formatted(host, plan.name(), why),
                "farrier",
                Map.of("host", host, "why", why));
    }
}
