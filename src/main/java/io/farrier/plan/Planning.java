package io.farrier.plan;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.compliance.Owners;
import io.farrier.compliance.Stones;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Refused;
import io.farrier.plan.UpdateOrder.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** From a plan's selector and policy to its targets: which hosts, in which wave, what is promised for each. */
@Component
public class Planning {

    /**
     * What a plan would do.
     *
     * @param excluded hosts that it would not touch, and why
     * @param hash of the targets; what was previewed is what is approved only if it is the same
     */
    public record Preview(List<Target> targets, List<Excluded> excluded, List<Left> left, Sum sum, String hash) {}

    /** A component that a plan would leave as it is, though its policy would update it, and why. */
    public record Left(long hostId, String label, String component, String why) {}

    public record Excluded(long hostId, String label, String why) {}

    /** @param exceeds what makes a second person necessary, in words; empty: nothing does */
    public record Sum(int hosts, int clusters, int sites, int restarts, long bytes, List<String> exceeds) {}

    private final Hosts hosts;
    private final Candidates candidates;
    private final UpdateOrder.Table order;
    private final Owners owners;
    private final Stones stones;
    private final Policies policies;
    private final Routing routing;
    private final Caps caps;
    private final Estimates estimates;
    private final ObjectMapper json;

    Planning(
            Hosts hosts,
            Candidates candidates,
            UpdateOrder.Table order,
            Owners owners,
            Stones stones,
            Policies policies,
            Routing routing,
            Caps caps,
            Estimates estimates,
            ObjectMapper json) {
        this.hosts = hosts;
        this.candidates = candidates;
        this.order = order;
        this.owners = owners;
        this.stones = stones;
        this.policies = policies;
        this.routing = routing;
        this.caps = caps;
        this.estimates = estimates;
        this.json = json;
    }

    /** @throws Refused for a selector that is wrong; one that finds nothing gives a preview without targets */
    public Preview preview(Plan plan) {
        List<Long> ids = hosts.resolve(Selector.read(plan.selector()));
        if (ids.isEmpty()) {
            return new Preview(List.of(), List.of(), List.of(), caps.sum(List.of(), 0), Targets.hash(List.of()));
        }
        Map<Long, String> owned = owners.of(ids);
        Map<Long, List<Layers.Layer>> layers = policies.of(ids);
        List<Excluded> excluded = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        List<Candidates.Host> found = candidates.of(ids, plan.packages());
        Map<Long, String> ways =
                routing.of(found.stream().map(Candidates.Host::bmc).toList());
        Estimates.Known took = estimates.of(found);
        List<Target> chosen = new ArrayList<>();
        for (Candidates.Host host : found) {
            Layers.Wanted wanted = Layers.of(plan.policy(), layers.getOrDefault(host.id(), List.of()), json);
            List<Candidates.Unreachable> unreachable = host.unreachable(wanted.policy(), stones);
            List<Candidate> updates = host.wanted(wanted.policy(), stones);
            String why = against(host, wanted.policy(), owned.get(host.id()), updates, unreachable);
            if (why != null) {
                excluded.add(new Excluded(host.id(), host.label(), why));
            } else {
                unreachable.forEach(one -> left.add(new Left(host.id(), host.label(), one.component(), one.why())));
                chosen.add(target(
                        host,
                        wanted,
                        UpdateOrder.order(
                                updates,
                                order,
                                order.below(host),
                                took.on(host.place().model())),
                        updates,
                        ways.get(host.id())));
            }
        }
        List<Target> targets = waves(plan.policy(), chosen);
        return new Preview(targets, excluded, left, caps.sum(targets, hosts.count()), Targets.hash(targets));
    }

    /** Why a host is not touched; null: it may be. */
    private static String against(
            Candidates.Host host,
            Policy policy,
            String owner,
            List<Candidate> updates,
            List<Candidates.Unreachable> unreachable) {
        if (owner != null) {
            return "is managed by " + owner
                    + ", which installs tested sets; a baseline that includes its model lifts that";
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

    private static Target target(
            Candidates.Host host,
            Layers.Wanted wanted,
            UpdateOrder.Ordered ordered,
            List<Candidate> updates,
            String transport) {
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
                ordered.minutes(),
                new Target.Forecast(transport, ordered.restarts(), bytes, wanted.because(), List.of()));
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
