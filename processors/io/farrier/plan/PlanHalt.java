package io.farrier.plan;

import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Bodies;
import io.farrier.hub.Halts;
import io.farrier.hub.Headers;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import io.farrier.ledger.Entry;
import io.farrier.ledger.Ledger;
import io.farrier.run.Runs;
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

    public Page<Halts.Halt> list(@Header("after") long after, @Header("limit") int limit) {
        return Page.of(halts.page(after, limit), limit, Halts.Halt::id);
    }

    /** A commit of its own: from here on every gate is shut, however many runs there are to tell. */
    public Halts.Halt begin(@Body String body, @Header(Headers.WHO) String who) {
        String reason = body == null || body.isBlank()
                ? null
                : bodies.read(body, Asked.class).reason();
        return halts.begin(reason == null || reason.isBlank() ? "no reason was given" : reason, who)
                .or(halts::now)
                .orElseThrow(() -> Refused.conflict("Somebody lifted the halt just now: halt again."));
    }

    /** A commit of its own too: a run that ends has its own row before its plan's, so nobody may hold a plan and want a run. */
    @Transactional
    public void pause(@Header(Headers.WHO) String who) {
        for (Plan plan : plans.underWay()) {
            plans.move(
                    plan.id(),
                    List.of("scheduled", "running"),
                    "paused",
                    "plan.paused",
                    "was paused: the world was halted by " + who,
                    who);
        }
    }

    /** Every run ends at its next safe point; what is being flashed is seen to its end. */
    @Transactional
    public Queued halt(@Body Halts.Halt halt, @Header(Headers.WHO) String who) {
        List<Ring> rings = runs.halt("the world was halted by %s: %s".formatted(who, halt.reason()), who);
        ledger.append(Entry.of(
                        "halts",
                        "world.halted",
                        "The world was halted by %s: %s. Every plan is paused, %d hosts end at their next safe point."
                                .formatted(who, halt.reason(), rings.size()))
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
