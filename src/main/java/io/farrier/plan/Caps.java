package io.farrier.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How much one person alone may approve ({@code farrier.plan.caps}); a plan that would do more needs a second.
 *
 * @param hosts at most
 * @param clusters of which hosts are touched, at most
 * @param sites at most
 * @param share of the whole fleet in percent; counts from ten hosts on
 */
@ConfigurationProperties("farrier.plan.caps")
record Caps(int hosts, int clusters, int sites, int share) {

    /** A fleet is hardly one below this. */
    private static final int SMALL = 10;

    /** @param policies the plan's and what is wanted of each of its hosts */
    Planning.Sum sum(List<Target> targets, long fleet, List<Policy> policies) {
        int inClusters = distinct(targets, Place::cluster);
        int atSites = distinct(targets, Place::site);
        List<String> exceeds = new ArrayList<>();
        more(exceeds, targets.size(), hosts, "hosts");
        more(exceeds, inClusters, clusters, "clusters");
        more(exceeds, atSites, sites, "sites");
        if (targets.size() > SMALL && targets.size() * 100L > fleet * share) {
            exceeds.add("%d of %d hosts, %d%% of the fleet are allowed".formatted(targets.size(), fleet, share));
        }
        return new Planning.Sum(
                targets.size(),
                inClusters,
                atSites,
                targets.stream().mapToInt(t -> t.forecast().restarts()).sum(),
                targets.stream()
                        .map(t -> t.forecast().bytes())
                        .filter(Objects::nonNull)
                        .mapToLong(Long::longValue)
                        .sum(),
                exceeds,
                exceeds.isEmpty()
                        ? policies.stream().mapToInt(Policy::approvals).max().orElse(1)
                        : 2,
                policies.stream().anyMatch(Policy::fourEyes));
    }

    private static void more(List<String> exceeds, int count, int allowed, String what) {
        if (count > allowed) {
            exceeds.add("%d %s, %d are allowed".formatted(count, what, allowed));
        }
    }

    private static int distinct(List<Target> targets, Function<Place, String> key) {
        return (int) targets.stream()
                .map(Target::place)
                .map(key)
                .filter(Objects::nonNull)
                .distinct()
                .count();
    }
}
