package io.farrier.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.compliance.Fresh;
import io.farrier.compliance.Owners;
import io.farrier.compliance.Stones;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Pace;
import io.farrier.hub.Refused;
import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.readiness.Facts;
import io.farrier.readiness.Reading;
import io.farrier.readiness.Readings;
import io.farrier.readiness.Risk;
import io.farrier.readiness.Rules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** From a plan's selector and policy to its targets: which hosts, in which wave, what is promised for each. */
@Component
public class Planning {

    /**
     * What a plan would do.
     *
     * @param excluded hosts that it would not touch, and why
     * @param times of the targets, in their order
     * @param hash of the targets; what was previewed is what is approved only if it is the same
     */
    public record Preview(
            List<Target> targets, List<When> times, List<Excluded> excluded, List<Left> left, Sum sum, String hash) {

        /** How many hosts its selector finds. */
        public int means() {
            return targets.size() + excluded.size();
        }

        /** Why none of its hosts may ever be worked on, each reason once; empty where one may, or there is none. */
        public List<String> never() {
            return times.stream().anyMatch(When::ever)
                    ? List.of()
                    : times.stream().map(When::against).distinct().toList();
        }
    }

    /**
     * When a host may be worked on.
     *
     * @param until it may now, and until then; null: not now
     * @param next when it may again; null: never that is known
     * @param against why its run would not begin now; null: it would
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record When(long hostId, Instant until, Instant next, String against) {

        boolean ever() {
            return until != null || next != null;
        }
    }

    /** A component that a plan would leave as it is, though its policy would update it, and why. */
    public record Left(long hostId, String label, String component, String why) {}

    public record Excluded(long hostId, String label, String why) {}

    /**
     * @param exceeds what makes a second person necessary, in words; empty: nothing does
     * @param approvals how many people have to approve, as the strictest policy of its hosts says, or as it exceeds what one may
     * @param fourEyes whoever drafted it can't approve it
     */
    public record Sum(
            int hosts,
            int clusters,
            int sites,
            int restarts,
            long bytes,
            List<String> exceeds,
            int approvals,
            boolean fourEyes) {}

    private final Hosts hosts;
    private final Candidates candidates;
    private final UpdateOrder.Table order;
    private final Fresh fresh;
    private final Owners owners;
    private final Stones stones;
    private final Policies policies;
    private final Routing routing;
    private final Caps caps;
    private final Estimates estimates;
    private final Times times;
    private final Pace pace;
    private final Readings readings;
    private final StoredVersions stored;
    private final Lessons lessons;
    private final ObjectMapper json;

    Planning(
            Hosts hosts,
            Candidates candidates,
            UpdateOrder.Table order,
            Fresh fresh,
            Owners owners,
            Stones stones,
            Policies policies,
            Routing routing,
            Caps caps,
            Estimates estimates,
            Times times,
            Pace pace,
            Readings readings,
            StoredVersions stored,
            Lessons lessons,
            ObjectMapper json) {
        this.hosts = hosts;
        this.candidates = candidates;
        this.order = order;
        this.fresh = fresh;
        this.owners = owners;
        this.stones = stones;
        this.policies = policies;
        this.routing = routing;
        this.caps = caps;
        this.estimates = estimates;
        this.times = times;
        this.pace = pace;
        this.readings = readings;
        this.stored = stored;
        this.lessons = lessons;
        this.json = json;
    }

    /** @throws Refused for a selector that is wrong; one that finds nothing gives a preview without targets */
    public Preview preview(Plan plan) {
        List<Long> ids = hosts.resolve(Selector.read(plan.selector()));
        if (ids.isEmpty()) {
            return new Preview(
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    caps.sum(List.of(), 0, List.of(plan.policy())),
                    Targets.hash(List.of()));
        }
        Set<Long> stale = fresh.make(ids);
        Map<Long, String> owned = owners.of(ids);
        Map<Long, List<Layers.Layer>> layers = policies.of(ids);
        List<Excluded> excluded = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        List<Candidates.Host> found = candidates.of(ids, plan);
        Map<Long, String> ways =
                routing.of(found.stream().map(Candidates.Host::bmc).toList(), plan.rollbackOf() != null);
        Estimates.Known took = estimates.of(found);
        Map<Long, Reading> looks = readings.of(ids);
        Map<Long, Map<String, String>> files = stored.of(ids);
        Map<String, Lesson> learned =
                lessons.of(
                        found.stream()
                                .flatMap(host -> Candidates.cells(
                                        host,
                                        host.findings().stream()
                                                .map(Candidates.Finding::candidate)
                                                .toList())
                                        .stream())
                                .collect(Collectors.toSet()),
                        plan.id());
        List<Target> chosen = new ArrayList<>();
        List<Policy> said = new ArrayList<>(List.of(plan.policy()));
        for (Candidates.Host host : found) {
            Layers.Wanted wanted = Layers.of(plan.policy(), layers.getOrDefault(host.id(), List.of()), json);
            List<Candidates.Unreachable> unreachable = host.unreachable(wanted.policy(), stones);
            Prerequisites.Ruling ruling = host.wanted(wanted.policy(), stones);
            List<Candidate> updates = ruling.may();
            List<Risk> risks = risks(host, updates, looks.get(host.id()), learned);
            String why = stale.contains(host.id())
                    ? "is yet to be judged anew, since what is good for it has changed: ask again in a minute"
                    : against(host, wanted.policy(), owned.get(host.id()), updates, unreachable);
            why = why == null ? against(risks, wanted.policy()) : why;
            if (why != null) {
                excluded.add(new Excluded(host.id(), host.label(), why));
            } else {
                unreachable.forEach(one -> left.add(new Left(host.id(), host.label(), one.component(), one.why())));
                said.add(wanted.policy());
                chosen.add(target(
                        host,
                        wanted,
                        UpdateOrder.order(
                                updates,
                                ruling.after(),
                                order,
                                order.below(host),
                                took.on(host, wanted.policy().profile())),
                        updates,
                        ways.get(host.id()),
                        told(risks, looks.get(host.id())),
                        plan.rollbackOf() == null
                                ? back(updates, files.getOrDefault(host.id(), Map.of()), looks.get(host.id()))
                                : updates.stream().map(WayBack::taken).toList()));
            }
        }
        List<Target> targets = waves(plan.policy(), chosen);
        return new Preview(
                targets,
                times(plan, targets),
                excluded,
                left,
                caps.sum(targets, hosts.count(), said),
                Targets.hash(targets));
    }

    private List<When> times(Plan plan, List<Target> targets) {
        Instant now = times.now();
        Map<Long, PlanView.Time> may =
                times.of(plan, targets.stream().map(Target::hostId).toList(), now);
        return targets.stream()
                .map(target -> {
                    PlanView.Time time = may.get(target.hostId());
                    return new When(
                            target.hostId(), time.until(), time.next(), time.against(now, pace.of(target.longest())));
                })
                .toList();
    }

    /** Why a host is not touched; null: it may be. */
    private static String against(
            Candidates.Host host,
            Policy policy,
            String owner,
            List<Candidate> updates,
            List<Candidates.Unreachable> unreachable) {
        if (owner != null) {
            return owner;
        }
        if (updates.isEmpty() && unreachable.isEmpty()) {
            return "has nothing that this policy would update";
        }
        if (updates.isEmpty()) {
            return "can't be brought to what is wanted: "
                    + unreachable.stream()
                            .map(one -> one.component() + ": " + one.why())
                            .collect(Collectors.joining("; "));
        }
        if (host.kind().problem() != null) {
            return "can't be brought to a standstill as things are: "
                    + host.kind().problem();
        }
        if (host.kind().name() == null && !policy.unquiesced()) {
            return "nothing brings it to a standstill, and its policy does not say that it may be restarted as it is"
                    + " (unquiesced)";
        }
        return null;
    }

    /** What the last look found, what the packages themselves bring with them, and what other plans have learned of them. */
    private static List<Risk> risks(
            Candidates.Host host, List<Candidate> updates, Reading look, Map<String, Lesson> learned) {
        List<String> packages = host.findings().stream()
                .filter(finding -> finding.tpm() && updates.contains(finding.candidate()))
                .map(finding -> finding.candidate().name())
                .toList();
        Facts facts = look == null ? null : look.facts();
        List<Risk> risks = new ArrayList<>(Rules.tpm(facts, packages));
        risks.addAll(Lesson.risks(Candidates.cells(host, updates), learned));
        if (look != null) {
            risks.addAll(look.risks());
        }
        return risks;
    }

    private static String against(List<Risk> risks, Policy policy) {
        String why = risks.stream()
                .filter(risk -> risk.against(policy.acknowledged()))
                .map(Risk::sentence)
                .collect(Collectors.joining("; "));
        return why.isEmpty() ? null : why;
    }

    private static List<String> told(List<Risk> risks, Reading look) {
        List<String> told = new ArrayList<>(risks.stream().map(Risk::sentence).toList());
        if (look == null) {
            told.add("it was not asked yet whether it is ready: POST /hosts/{id}/readiness asks now");
        }
        return told;
    }

    private static List<String> back(List<Candidate> updates, Map<String, String> files, Reading look) {
        Map<String, String> kept = look == null || look.facts().condition() == null
                ? null
                : look.facts().condition().kept();
        return updates.stream().map(update -> WayBack.of(update, files, kept)).toList();
    }

    private static Target target(
            Candidates.Host host,
            Layers.Wanted wanted,
            UpdateOrder.Ordered ordered,
            List<Candidate> updates,
            String transport,
            List<String> risks,
            List<String> back) {
        List<Long> sizes = host.findings().stream()
                .filter(finding -> updates.contains(finding.candidate()))
                .map(Candidates.Finding::bytes)
                .toList();
        Long bytes = sizes.stream().anyMatch(Objects::isNull)
                ? null
                : Long.valueOf(sizes.stream().mapToLong(Long::longValue).sum());
        return new Target(
                host.id(),
                host.label(),
                0,
                host.place(),
                ordered.promises(),
                ordered.expected(),
                ordered.longest(),
                wanted.policy().reset(),
                host.kind().name(),
                wanted.policy().profile(),
                ordered.minutes(),
                new Target.Forecast(transport, ordered.restarts(), bytes, wanted.because(), risks, back));
    }

    private static List<Target> waves(Policy policy, List<Target> chosen) {
        List<Target> spread = Spread.of(chosen, Target::place);
        List<Integer> sizes = Waves.sizes(policy.waves(), spread.size());
        List<Target> targets = new ArrayList<>(spread.size());
        int place = 0;
        for (int wave = 0; wave < sizes.size(); wave++) {
            for (int n = 0; n < sizes.get(wave); n++) {
                targets.add(spread.get(place++).in(wave + 1));
            }
        }
        return targets;
    }
}
