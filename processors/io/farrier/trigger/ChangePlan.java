package io.farrier.trigger;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.bell.Turns;
import io.farrier.hub.Halted;
import io.farrier.hub.Pace;
import io.farrier.hub.Refused;
import io.farrier.plan.Plan;
import io.farrier.plan.PlanMoves;
import io.farrier.plan.Planning;
import io.farrier.plan.Plans;
import io.farrier.plan.Policy;
import io.farrier.plan.Target;
import io.farrier.trigger.Said.Opening;
import io.farrier.window.Window;
import io.farrier.window.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes a change a plan, by the same steps as a person would: window, draft, preview, approval of just that, start. */
@Component("changePlan")
class ChangePlan {

    sealed interface Outcome {}

    record Refusal(String why) implements Outcome {}

    /** The world was halted while it was made. */
    record Halt(String why) implements Outcome {}

    /** @param rings none where another person has to approve it first */
    record Made(long planId, int hosts, String waits, List<Ring> rings) implements Outcome {}

    private final Plans plans;
    private final Planning planning;
    private final PlanMoves moves;
    private final Windows windows;
    private final Changes changes;
    private final Turns turns;
    private final Halted halted;
    private final Pace pace;
    private final ObjectMapper json;
    private final TransactionTemplate attempt;
    private final int cap;
    private final Set<String> states;

    ChangePlan(
            Plans plans,
            Planning planning,
            PlanMoves moves,
            Windows windows,
            Changes changes,
            Turns turns,
            Halted halted,
            Pace pace,
            ObjectMapper json,
            PlatformTransactionManager transactions,
            @Value("${farrier.trigger.cap}") int cap,
            @Value("${farrier.trigger.states}") Set<String> states) {
        this.plans = plans;
        this.planning = planning;
        this.moves = moves;
        this.windows = windows;
        this.changes = changes;
        this.turns = turns;
        this.halted = halted;
        this.pace = pace;
        this.json = json;
        this.attempt = new TransactionTemplate(transactions);
        this.attempt.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.cap = cap;
        this.states = new TreeSet<>(states);
    }

    /** Nothing is left of it where it is refused. */
    Outcome make(Changes.Row change, Instant now) {
        try {
            return attempt.execute(savepoint -> made(change, now));
        } catch (Refused e) {
            String halt = halt();
            return halt == null ? new Refusal(e.getMessage()) : new Halt(halt);
        }
    }

    /** Why nothing is begun now; null: no halt holds. */
    String halt() {
        return halted.now()
                .map(halt -> "waits until the halt of %s is lifted: %s".formatted(halt.who(), halt.reason()))
                .orElse(null);
    }

    private Made made(Changes.Row change, Instant now) {
        Said.Approved approved = change.said().approved().said();
        Opening span = change.said().window().said();
        String who = "change " + change.number();
        String name =
                "%s of %s%s".formatted(who, change.source(), change.planId() == null ? "" : ", turn " + change.turn());
        Window window = windows.add(name, span.opensAt(), span.closesAt(), who);
        Plan plan = plans.add(
                new Plans.Draft(name, approved.targets(), approved.packages(), approved.policy(), window.id(), null),
                who);
        Planning.Preview preview = planning.preview(plan);
        List<String> against = ChangeGate.against(facts(change, plan, preview), states, now);
        if (!against.isEmpty()) {
            throw Refused.conflict(String.join("; ", against));
        }
        Plan done = moves.approve(plan, preview, approved.approval().by() + " in " + who);
        changes.planned(change.id(), plan.id(), window.id(), change.said().digest());
        int size = preview.targets().size();
        return done.state().equals("approved")
                ? new Made(plan.id(), size, null, moves.start(done, preview, who))
                : new Made(
                        plan.id(),
                        size,
                        preview.sum().exceeds().isEmpty()
                                ? "its policy wants two"
                                : String.join("; ", preview.sum().exceeds()),
                        List.of());
    }

    /** Gives its plan another window. Returns what is against that; then it has the window that it had, if the window can't be. */
    List<String> move(Changes.Row change, Opening to, Instant now) {
        try {
            attempt.executeWithoutResult(savepoint ->
                    windows.move(change.windowId(), to.opensAt(), to.closesAt(), "change " + change.number()));
        } catch (Refused e) {
            return List.of(e.getMessage());
        }
        return against(change, now);
    }

    /** What the gate says against a change whose plan is there already and has another window now. */
    private List<String> against(Changes.Row change, Instant now) {
        Plan plan = plans.byId(change.planId());
        return plan.state().equals("running") || plan.state().equals("paused")
                ? List.of()
                : ChangeGate.against(facts(change, plan, planning.preview(plan)), states, now);
    }

    /** A plan whose window was moved looks at once what that means. */
    List<Ring> wake(long planId) {
        return turns.bell(Kind.PLAN, planId)
                .map(bell -> List.of(Ring.now(Kind.PLAN, new Bell(bell.id(), bell.turn()))))
                .orElse(List.of());
    }

    private ChangeGate.Facts facts(Changes.Row change, Plan plan, Planning.Preview preview) {
        Said.Approved approved = change.said().approved().said();
        Opening window = change.said().window().said();
        return new ChangeGate.Facts(
                approved,
                window,
                preview.means(),
                approved.cap() == null ? cap : Math.min(cap, approved.cap()),
                preview.targets().size(),
                pace.of(preview.targets().stream()
                        .map(Target::longest)
                        .max(Comparator.naturalOrder())
                        .orElse(Duration.ZERO)),
                pace.of(expected(plan.policy(), preview.targets())),
                closed(preview));
    }

    /** By calendars and blackouts. */
    private static List<String> closed(Planning.Preview preview) {
        return preview.never().stream()
                .map(why -> "none of its hosts may be worked on in its window: " + why)
                .limit(3)
                .toList();
    }

    /** Wave after wave, as many hosts at once as its policy allows, and what each wave is left alone for. */
    private static Duration expected(Policy policy, List<Target> targets) {
        Map<Integer, List<Target>> waves = targets.stream().collect(Collectors.groupingBy(Target::wave));
        Duration sum = Duration.ofMinutes((long) policy.soakMinutes() * Math.max(0, waves.size() - 1));
        for (List<Target> wave : waves.values()) {
            Duration slowest = wave.stream()
                    .map(Target::expected)
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
            sum = sum.plus(slowest.multipliedBy((wave.size() + policy.concurrent() - 1) / policy.concurrent()));
        }
        return sum;
    }
}
