package io.farrier.plan;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Bodies;
import io.farrier.hub.Halts;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.run.Runs;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Stops the world: nothing is submitted or reset any more, on any hub, until somebody lifts it. */
@Component("planHalt")
class PlanHalt {

    record Asked(String reason) {}

    private final Halts halts;
    private final Plans plans;
    private final Runs runs;
    private final Ledger ledger;
    private final Bodies bodies;

    PlanHalt(Halts halts, Plans plans, Runs runs, Ledger ledger, Bodies bodies) {
        this.halts = halts;
        this.plans = plans;
        this.runs = runs;
        this.ledger = ledger;
        this.bodies = bodies;
    }

    public List<Halts.Halt> list() {
        return halts.all();
    }

    /** Every plan that runs is paused, and every run ends at its next safe point; what is being flashed is seen to its end. */
    @Transactional
    public Queued halt(@Body String body, @Header(Headers.WHO) String who) {
        String reason = body == null || body.isBlank()
                ? null
                : bodies.read(body, Asked.class).reason();
        String why = reason == null || reason.isBlank() ? "no reason was given" : reason;
        Halts.Halt halt = halts.begin(why, who).or(halts::now).orElseThrow();
        List<Ring> rings = new ArrayList<>();
        int paused = 0;
        for (Plan plan : plans.underWay()) {
            plans.move(
                    plan.id(),
                    List.of("scheduled", "running"),
                    "paused",
                    "plan.paused",
                    "was paused: the world was halted by " + who,
                    who);
            paused++;
        }
        List<Ring> told = runs.halt("the world was halted by %s: %s".formatted(who, why), who);
        rings.addAll(told);
        ledger.append(Entry.of(
                        "halts",
                        "world.halted",
                        "The world was halted by %s: %s. %d plans were paused, %d hosts end at their next safe point."
                                .formatted(who, why, paused, told.size()))
                .by(who)
                .with(halt));
        return new Queued("/halt", halt, rings);
    }

    /** Plans stay paused until somebody resumes them. */
    @Transactional
    public Halts.Halt lift(@Header(Headers.WHO) String who) {
        Halts.Halt halt = halts.lift(who).orElseThrow(() -> Refused.conflict("The world is not halted."));
        ledger.append(Entry.of(
                        "halts",
                        "world.lifted",
                        "The halt was lifted by %s. Plans that were paused stay so until they are resumed."
                                .formatted(who))
                .by(who)
                .with(halt));
        return halt;
    }
}
