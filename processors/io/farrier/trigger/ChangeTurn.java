package io.farrier.trigger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turn;
import io.farrier.bell.Turns;
import io.farrier.hub.Headers;
import io.farrier.hub.Life;
import io.farrier.hub.Pace;
import io.farrier.plan.PlanMoves;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** One turn of a change. It touches no device, so all of it is one commit: claim, load, decide, record. */
@Component("changeTurn")
class ChangeTurn {

    /** Exchange property: the bell, for whoever is told that its turn threw. */
    static final String BELL = "farrierBell";

    private static final String CHANGE = "farrierChange";
    private static final String STEP = "farrierChangeStep";
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Turns turns;
    private final Changes changes;
    private final ChangePlan plans;
    private final PlanMoves moves;
    private final Life life;
    private final Pace pace;
    private final ObjectMapper json;

    ChangeTurn(
            Turns turns, Changes changes, ChangePlan plans, PlanMoves moves, Life life, Pace pace, ObjectMapper json) {
        this.turns = turns;
        this.changes = changes;
        this.plans = plans;
        this.moves = moves;
        this.life = life;
        this.pace = pace;
        this.json = json;
    }

    public void claim(Exchange exchange) throws JsonProcessingException {
        Bell bell = json.readValue(exchange.getMessage().getBody(String.class), Bell.class);
        exchange.setProperty(BELL, bell);
        exchange.getMessage().removeHeaders("*");
        exchange.getMessage().setBody(List.of());
        turns.claim(Kind.CHANGE, bell, life.id(), pace.lease())
                .ifPresent(turn -> exchange.setProperty(Headers.TURN, turn));
    }

    public void load(Exchange exchange, @ExchangeProperty(Headers.TURN) Turn turn) {
        exchange.setProperty(CHANGE, changes.byId(turn.id()));
    }

    public void decide(Exchange exchange, @ExchangeProperty(CHANGE) Changes.Row change) {
        exchange.setProperty(STEP, ChangeDecision.decide(change.said(), change.made(), plans.halt()));
    }

    public List<Ring> record(
            @ExchangeProperty(Headers.TURN) Turn turn,
            @ExchangeProperty(CHANGE) Changes.Row change,
            @ExchangeProperty(STEP) ChangeDecision.Step step) {
        List<Ring> rings = new ArrayList<>();
        String who = "change " + change.number();
        // When to look again; null: when another message comes.
        Instant again = null;
        switch (step) {
            case ChangeDecision.Rest rest ->
                changes.stands(change, rest.state(), rest.why(), true, told(rest.state()), plan(change));
            case ChangeDecision.Make make -> again = made(plans.make(change, turn.now()), change, turn, rings);
            case ChangeDecision.Start start -> {
                rings.addAll(moves.start(change.planId(), who));
                changes.stands(
                        change,
                        "planned",
                        "is accepted and begins in its window",
                        true,
                        "change.accepted",
                        plan(change));
            }
            case ChangeDecision.Move move -> {
                List<String> against = plans.move(change, move.window(), turn.now());
                if (against.isEmpty()) {
                    rings.addAll(plans.wake(change.planId()));
                    changes.stands(
                            change,
                            "planned",
                            "is rescheduled: its window is from %s to %s"
                                    .formatted(
                                            move.window().opensAt(),
                                            move.window().closesAt()),
                            false,
                            "change.rescheduled",
                            plan(change));
                    again = turn.now();
                } else {
                    String why = "can't be done in its new window: " + String.join("; ", against);
                    rings.addAll(moves.cancel(change.planId(), who));
                    changes.stands(change, "refused", why, true, "change.refused", plan(change));
                }
            }
            case ChangeDecision.Cancel cancel -> {
                rings.addAll(moves.cancel(change.planId(), who));
                if (cancel.anew()) {
                    changes.stands(change, "waiting", cancel.why(), false, "change.withdrawn", plan(change));
                    again = turn.now();
                } else {
                    changes.stands(change, "cancelled", cancel.why(), true, "change.cancelled", plan(change));
                }
            }
            case ChangeDecision.Await wait -> {
                changes.stands(change, wait.state(), wait.why(), false, "change.waits", plan(change));
                again = turn.now().plus(pace.of(LOOK_AGAIN));
            }
        }
        return released(turn, again, rings);
    }

    private Instant made(ChangePlan.Outcome outcome, Changes.Row change, Turn turn, List<Ring> rings) {
        switch (outcome) {
            case ChangePlan.Refusal refusal -> {
                changes.stands(change, "refused", "is refused: " + refusal.why(), true, "change.refused", Map.of());
                return null;
            }
            case ChangePlan.Halt halt -> {
                changes.stands(change, "waiting", halt.why(), false, "change.waits", Map.of());
                return turn.now().plus(pace.of(LOOK_AGAIN));
            }
            case ChangePlan.Made made -> {
                rings.addAll(made.rings());
                boolean starts = !made.rings().isEmpty();
                changes.stands(
                        change,
                        "planned",
                        starts
                                ? "is accepted: %d hosts, in its window".formatted(made.hosts())
                                : "needs the approval of another person: " + made.waits(),
                        starts,
                        starts ? "change.accepted" : "change.waits",
                        Map.of("plan", made.planId(), "hosts", made.hosts()));
                return starts ? null : turn.now().plus(pace.of(LOOK_AGAIN));
            }
        }
    }

    private List<Ring> released(Turn turn, Instant again, List<Ring> rings) {
        turns.release(turn, again == null ? turn.now() : again, 0);
        if (again != null) {
            rings.add(new Ring(
                    Kind.CHANGE.queue(), new Bell(turn.id(), turn.turn()), again.isAfter(turn.now()) ? again : null));
        }
        return rings;
    }

    private static String told(String state) {
        return switch (state) {
            case "refused" -> "change.refused";
            case "cancelled" -> "change.cancelled";
            case "waiting" -> "change.waits";
            default -> null;
        };
    }

    private static Map<String, Object> plan(Changes.Row change) {
        return change.planId() == null ? Map.of() : Map.of("plan", change.planId());
    }
}
