package io.farrier.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.fleet.Selector;
import io.farrier.hub.Bodies;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Page;
import io.farrier.hub.Refused;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The API's operations on plans. */
@Component("planApi")
class PlanApi {

    record Approval(String hash) {}

    record Said(Integer wave, Boolean go, String reason) {}

    private final Plans plans;
    private final Planning planning;
    private final PlanMoves moves;
    private final Templates templates;
    private final Reversals reversals;
    private final Bodies bodies;
    private final TransactionTemplate undone;

    PlanApi(
            Plans plans,
            Planning planning,
            PlanMoves moves,
            Templates templates,
            Reversals reversals,
            Bodies bodies,
            PlatformTransactionManager transactions) {
        this.undone = new TransactionTemplate(transactions);
        this.templates = templates;
        this.reversals = reversals;
        this.plans = plans;
        this.planning = planning;
        this.moves = moves;
        this.bodies = bodies;
    }

    public Page<Plan> list(
            @Header("state") String state,
            @Header("sort") String sort,
            @Header("after") long after,
            @Header("limit") int limit) {
        return Page.of(plans.page(state, sort, after, limit), limit, Plan::id);
    }

    public Plan get(@Header("id") long id) {
        return plans.byId(id);
    }

    /** A {@link Made}; with {@code preview} a {@link Planning.Preview} of what the plan would do, and no plan. */
    public Object draft(@Body String body, @Header(Headers.WHO) String who) {
        ObjectNode draft = bodies.read(body, ObjectNode.class);
        JsonNode preview = draft.remove("preview");
        if (preview != null && !preview.isBoolean()) {
            throw Refused.invalid("preview must be true or false.");
        }
        Plans.Draft asked = templates.applied(reversals.named(draft));
        Selector.read(asked.selector());
        if (preview != null && preview.asBoolean()) {
            return previewed(asked, who);
        }
        Plan plan = plans.add(asked, who);
        return new Made("/plans/" + plan.id(), plan);
    }

    /** The same plan as would be drafted, taken back once it was looked at. */
    private Planning.Preview previewed(Plans.Draft asked, String who) {
        Planning.Preview shown = undone.execute(status -> {
            status.setRollbackOnly();
            return planning.preview(plans.add(asked, who));
        });
        if (shown.targets().isEmpty() && shown.excluded().isEmpty()) {
            throw Refused.invalid(
                    "The selector means no host, so this plan would do nothing; an empty one means none, too.");
        }
        return shown;
    }

    public Planning.Preview preview(@Header("id") long id) {
        return planning.preview(plans.byId(id));
    }

    /** @throws Refused without the hash of a preview: what nobody has looked at is not approved */
    public Plan approve(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        String hash = bodies.read(body, Approval.class).hash();
        if (hash == null || hash.isBlank()) {
            throw Refused.invalid(
                    "Approve what was previewed: POST /plans/%d/preview and send its hash.".formatted(id));
        }
        return moves.approve(id, hash, who);
    }

    public Queued start(@Header("id") long id, @Header(Headers.WHO) String who) {
        return queued(id, moves.start(id, who));
    }

    public Plan pause(@Header("id") long id, @Header(Headers.WHO) String who) {
        moves.pause(id, who);
        return plans.byId(id);
    }

    public Queued resume(@Header("id") long id, @Header(Headers.WHO) String who) {
        return queued(id, moves.resume(id, who));
    }

    public Queued cancel(@Header("id") long id, @Header(Headers.WHO) String who) {
        return queued(id, moves.cancel(id, who));
    }

    public Queued retryFailed(@Header("id") long id, @Header(Headers.WHO) String who) {
        return queued(id, moves.retryFailed(id, who));
    }

    public Queued say(@Header("id") long id, @Body String body, @Header(Headers.WHO) String who) {
        Said said = bodies.read(body, Said.class);
        if (said.wave() == null) {
            throw Refused.invalid("Say of which wave: the one that is done.");
        }
        boolean go = said.go() == null || said.go();
        return queued(id, moves.say(id, said.wave(), go, said.reason(), who));
    }

    public List<Templates.Template> templates() {
        return templates.all();
    }

    public Templates.Template template(@Header("name") String name) {
        return templates.byName(name);
    }

    public Templates.Template putTemplate(
            @Header("name") String name, @Body String body, @Header(Headers.WHO) String who) {
        return templates.put(name, bodies.read(body, ObjectNode.class), who);
    }

    public void deleteTemplate(@Header("name") String name, @Header(Headers.WHO) String who) {
        templates.delete(name, who);
    }

    private Queued queued(long id, List<Ring> bells) {
        return new Queued("/plans/" + id, plans.byId(id), bells);
    }
}
