package io.farrier.plan;

import io.farrier.compliance.Owners;
import io.farrier.compliance.Stones;
import io.farrier.fleet.Hosts;
import io.farrier.fleet.Selector;
import io.farrier.hub.Refused;
import io.farrier.run.Promise;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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
    public record Preview(List<Target> targets, List<Excluded> excluded, List<Left> left, String hash) {}

    /** A component that a plan would leave as it is, though its policy would update it, and why. */
    public record Left(long hostId, String label, String component, String why) {}

    public record Excluded(long hostId, String label, String why) {}

    private final Hosts hosts;
    private final Candidates candidates;
    private final UpdateOrder.Table order;
    private final Owners owners;
    private final Stones stones;

    Planning(Hosts hosts, Candidates candidates, UpdateOrder.Table order, Owners owners, Stones stones) {
        this.owners = owners;
        this.stones = stones;
        this.hosts = hosts;
        this.candidates = candidates;
        this.order = order;
    }

    /** @throws Refused for a selector that is wrong; one that finds nothing gives a preview without targets */
    public Preview preview(Plan plan) {
        Selector selector = Selector.read(plan.selector());
        List<Long> ids = hosts.resolve(selector);
        Map<Long, String> owned = owners.of(ids);
        List<Excluded> excluded = new ArrayList<>();
        List<Candidates.Host> chosen = new ArrayList<>();
        List<Left> left = new ArrayList<>();
        for (Candidates.Host found : ids.isEmpty() ? List.<Candidates.Host>of() : candidates.of(ids, plan.policy())) {
            Candidates.Host host = found.steppingOn(stones);
            if (host.cluster() != null) {
                excluded.add(new Excluded(
                        host.id(),
                        host.label(),
                        "belongs to the vSphere cluster " + host.cluster()
                                + ", and this hub can't take hosts into maintenance yet"));
            } else if (owned.containsKey(host.id())) {
                excluded.add(new Excluded(
                        host.id(),
                        host.label(),
                        "is managed by " + owned.get(host.id())
                                + ", which installs tested sets; a baseline that includes its model lifts that"));
            } else if (host.candidates().isEmpty()) {
                excluded.add(new Excluded(host.id(), host.label(), nothing(host)));
            } else {
                chosen.add(host);
                host.unreachable()
                        .forEach(one -> left.add(new Left(host.id(), host.label(), one.component(), one.why())));
            }
        }
        List<Integer> sizes = Waves.sizes(plan.policy().waves(), chosen.size());
        List<Target> targets = new ArrayList<>();
        for (int place = 0; place < chosen.size(); place++) {
            Candidates.Host host = chosen.get(place);
            UpdateOrder.Ordered ordered = UpdateOrder.order(host.candidates(), order, order.below(host));
            targets.add(new Target(
                    host.id(), host.label(), Waves.of(place, sizes), ordered.promises(), ordered.expected()));
        }
        return new Preview(targets, excluded, left, hash(targets));
    }

    private static String nothing(Candidates.Host host) {
        return host.unreachable().isEmpty()
                ? "has nothing that this policy would update"
                : "can't be brought to what is wanted: "
                        + host.unreachable().stream()
                                .map(one -> one.component() + ": " + one.why())
                                .collect(Collectors.joining("; "));
    }

    /** The same for the same hosts, waves and versions, whatever the time. */
    static String hash(List<Target> targets) {
        StringBuilder text = new StringBuilder();
        for (Target target : targets) {
            text.append(target.hostId()).append('/').append(target.wave()).append('\n');
            for (Promise promise : target.promises()) {
                text.append("  ")
                        .append(promise.key())
                        .append('=')
                        .append(promise.version())
                        .append('/')
                        .append(promise.packageId())
                        .append('/')
                        .append(promise.batch())
                        .append('\n');
            }
        }
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
