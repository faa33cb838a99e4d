package io.farrier.plan;

import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.hub.Halted;
import io.farrier.hub.Refused;
import io.farrier.run.Runs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** What people do with a plan: approve, start, pause, resume, cancel, retry. Each leaves the bells that it makes ring. */
@Component
public class PlanMoves {

    private final Plans plans;
    private final Seats seats;
    private final Planning planning;
    private final Runs runs;
    private final Times times;
    private final Halted halted;

    PlanMoves(Plans plans, Seats seats, Planning planning, Runs runs, Times times, Halted halted) {
        this.plans = plans;
        this.seats = seats;
        this.planning = planning;
        this.runs = runs;
        this.times = times;
        this.halted = halted;
    }

    /**
     * Freezes the target set.
     *
     * @param hash what the approver saw in the preview; null: whatever the preview says now
     * @throws Refused when there is nothing to do, when it is not what was previewed, or when a host is busy
     */
    @Transactional
    public Plan approve(long id, String hash, String who) {
        plans.hold(id);
        Plan plan = plans.byId(id);
        Planning.Preview preview = planning.preview(plan);
        if (hash != null && !preview.targets().isEmpty() && !hash.equals(preview.hash())) {
            throw Refused.conflict(
                    "The plan %s is no longer what was previewed: preview it again.".formatted(plan.name()));
        }
        return approve(plan, preview, who);
    }

    /** The same of a plan that the transaction has made, or holds, and has just previewed; and of just that. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Plan approve(Plan plan, Planning.Preview preview, String who) {
        long id = plan.id();
        if (preview.targets().isEmpty()) {
            throw Refused.conflict(
                    "The plan %s would update nothing: its selector finds no host with something to install."
                            .formatted(plan.name()));
        }
        notBusy(id, preview.targets().stream().map(Target::hostId).toList());
        List<String> exceeds = preview.sum().exceeds();
        int needed = preview.sum().approvals();
        boolean fourEyes = preview.sum().fourEyes();
        List<String> approved = plans.approvals(id, preview.hash(), who).stream()
                .filter(person -> needed == 1 && !fourEyes || !person.equals(plan.createdBy()))
                .toList();
        if (approved.size() < needed) {
            plans.event(
                    id,
                    "plan.half-approved",
                    "The plan %s was approved by %s and needs %d more who did not draft it%s."
                            .formatted(
                                    plan.name(),
                                    who,
                                    needed - approved.size(),
                                    exceeds.isEmpty() ? "" : ", as it exceeds " + String.join("; ", exceeds)),
                    who,
                    Map.of("hash", preview.hash(), "exceeds", exceeds));
            return plan;
        }
        return plans.approve(plan, preview.targets(), preview.hash(), String.join(" and ", approved));
    }

    @Transactional
    public List<Ring> start(long id, String who) {
        Plan plan = plans.byId(id);
        notHalted();
        neverClosed(plan);
        return started(id, who);
    }

    /** The same of one that the transaction has just approved by a preview. */
    @Transactional(propagation = Propagation.MANDATORY)
    public List<Ring> start(Plan plan, Planning.Preview preview, String who) {
        notHalted();
        if (!preview.never().isEmpty()) {
            throw neverOpen(plan, preview.never().getFirst());
        }
        return started(plan.id(), who);
    }

    private List<Ring> started(long id, String who) {
        return ring(plans.move(
                id,
                List.of("approved"),
                "scheduled",
                "plan.started",
                "was started and begins when its window is open",
                who));
    }

    private void notHalted() {
        halted.now().ifPresent(halt -> {
            throw Refused.conflict("The world is halted by %s: %s. Lift it first, with DELETE /halt."
                    .formatted(halt.who(), halt.reason()));
        });
    }

    private void neverClosed(Plan plan) {
        Collection<PlanView.Time> times =
                this.times.of(plan, plans.hosts(plan.id()), this.times.now()).values();
        if (!times.isEmpty() && times.stream().allMatch(time -> time.until() == null && time.next() == null)) {
            throw neverOpen(plan, times.iterator().next().why());
        }
    }

    private static Refused neverOpen(Plan plan, String why) {
        return Refused.conflict(
                "None of the hosts of the plan %s may ever be worked on. Of the first: %s".formatted(plan.name(), why));
    }

    @Transactional
    public void pause(long id, String who) {
        plans.move(
                id,
                List.of("scheduled", "running"),
                "paused",
                "plan.paused",
                "was paused: hosts under way go on, none begins",
                who);
    }

    @Transactional
    public List<Ring> resume(long id, String who) {
        notHalted();
        return ring(plans.move(id, List.of("paused"), "running", "plan.resumed", "goes on", who));
    }

    @Transactional
    public List<Ring> cancel(long id, String who) {
        String why = "was cancelled by " + who;
        runs.hold(id);
        plans.move(
                id,
                List.of("draft", "approved", "scheduled", "running", "paused"),
                "cancelled",
                "plan.cancelled",
                why,
                who);
        return runs.cancel(id, "its plan " + why, who);
    }

    /** Of a wave that is done: the next may begin, or must not. Where the plan paused over it, it goes on. */
    @Transactional
    public List<Ring> say(long id, int wave, boolean go, String reason, String who) {
        plans.say(id, wave, go, reason, who);
        return go && plans.byId(id).state().equals("paused")
                ? resume(id, who)
                : List.of(Ring.now(Kind.PLAN, new Bell(id, plans.turn(id))));
    }

    /** Hosts whose run failed or was cancelled get one more. */
    @Transactional
    public List<Ring> retryFailed(long id, String who) {
        Plan plan = plans.byId(id);
        notHalted();
        int hosts = seats.retryFailed(id);
        if (hosts == 0) {
            throw Refused.conflict("The plan %s has no host whose run failed.".formatted(plan.name()));
        }
        return ring(plans.move(
                id,
                List.of("completed", "failed", "cancelled", "running", "paused"),
                "running",
                "plan.retried",
                "tries %d hosts again".formatted(hosts),
                who));
    }

    private void notBusy(long id, List<Long> hostIds) {
        List<String> taken = seats.taken(id, hostIds);
        if (!taken.isEmpty()) {
            List<String> first = new ArrayList<>(taken.subList(0, Math.min(5, taken.size())));
            throw Refused.conflict(
                    "%d of its hosts are in another plan already: %s%s. Wait for that plan, or leave them out."
                            .formatted(taken.size(), String.join(", ", first), taken.size() > 5 ? " …" : ""));
        }
    }

    private static List<Ring> ring(Plans.Moved moved) {
        return List.of(Ring.now(Kind.PLAN, moved.bell()));
    }
}
