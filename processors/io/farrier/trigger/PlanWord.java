package io.farrier.trigger;

import io.farrier.bell.Ring;
import io.farrier.hub.Refused;
import io.farrier.plan.Plan;
import io.farrier.plan.PlanMoves;
import io.farrier.plan.Plans;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Says of a plan's wave what a message says of it, where nothing newer was said. */
@Component("planWord")
class PlanWord {

    private final Words words;
    private final Plans plans;
    private final PlanMoves moves;

    PlanWord(Words words, Plans plans, PlanMoves moves) {
        this.words = words;
        this.plans = plans;
        this.moves = moves;
    }

    /** A monitoring system answers for a wave; it does not undo what somebody has decided. */
    private static void notPaused(Plan plan) {
        String reason = String.valueOf(plan.reason());
        boolean itself = reason.startsWith("paused: ") && !reason.contains("the world was halted");
        if (plan.state().equals("paused") && !itself) {
            throw new Unclear("can't be heeded: the plan %s %s. POST /plans/%d/resume is for a person"
                    .formatted(plan.name(), reason, plan.id()));
        }
    }

    /** @throws Unclear where no plan is meant, or nothing can be said of it now. Empty: it is no news */
    Optional<List<Ring>> fold(Message message, Said.Go said) {
        long plan = words.plan(message)
                .orElseThrow(() -> new Unclear(
                        "is about no plan: number is the id of a plan, or the number of a change of %s that became one"
                                .formatted(message.source())));
        if (words.overtaken(plan, said.wave(), message)) {
            return Optional.empty();
        }
        if (said.go()) {
            notPaused(plans.byId(plan));
        }
        try {
            List<Ring> rings = moves.say(plan, said.wave(), said.go(), said.reason(), message.source());
            words.stamp(plan, said.wave(), message);
            return Optional.of(rings);
        } catch (Refused e) {
            throw new Unclear("can't be heeded: " + e.getMessage());
        }
    }
}
