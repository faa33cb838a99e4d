package io.farrier.plan;

import io.farrier.plan.PlanView.Cluster;
import io.farrier.plan.PlanView.Crowd;
import io.farrier.plan.PlanView.Seat;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How many more hosts may be begun in each place now. It is filled as hosts are admitted. Pure but for that. */
final class Room {

    private final Policy policy;
    private final Map<String, Cluster> clusters;
    private final Set<Long> away;
    private final Map<Long, Limits> limits;
    private final Map<String, Integer> taken = new HashMap<>();
    private long left;

    /** @param limits of hosts whose places say something */
    Room(Policy policy, Map<Long, Limits> limits, Crowd crowd, long live) {
        this.policy = policy;
        this.limits = limits;
        this.clusters = crowd.clusters();
        this.away = crowd.away();
        this.left = Math.max(0, policy.concurrent() - live);
        crowd.inCluster().forEach((name, n) -> taken.put("cluster " + name, n));
        crowd.atSite().forEach((name, n) -> taken.put("site " + name, n));
        crowd.inRack().forEach((name, n) -> taken.put("rack " + name, n));
        crowd.atMirror().forEach((name, n) -> taken.put("mirror " + name, n));
        crowd.inChassis().forEach((name, n) -> taken.put("chassis " + name, n));
    }

    /** Takes a place for this host, where there is one in everything that it stands in. */
    boolean take(Seat seat) {
        Place place = seat.place();
        Limits most = limits.getOrDefault(seat.hostId(), Limits.NONE).or(policy);
        // Who is away already takes no more from its cluster: it is counted there.
        boolean counted = away.contains(seat.hostId());
        boolean room = left > 0
                && free("cluster", place.cluster(), allowed(place.cluster(), most) + (counted ? 1 : 0))
                && free("site", place.site(), most.perSite())
                && free("rack", place.rack(), most.perRack())
                && free("chassis", place.chassis(), most.perRack())
                && free("mirror", place.mirror(), most.perMirror());
        if (room) {
            left--;
            if (!counted) {
                fill("cluster", place.cluster());
            }
            fill("site", place.site());
            fill("rack", place.rack());
            fill("chassis", place.chassis());
            fill("mirror", place.mirror());
        }
        return room;
    }

    /** How many of a cluster may be away at once. */
    private int allowed(String name, Limits most) {
        Cluster cluster = name == null ? null : clusters.get(name);
        return cluster == null ? 1 : atOnce(most.perCluster(), cluster);
    }

    static int atOnce(String perCluster, Cluster cluster) {
        if (perCluster.equals("one") || cluster.vsan()) {
            return 1;
        }
        int hosts = cluster.hosts();
        int table = hosts <= 3 ? 1 : hosts <= 6 ? 2 : hosts <= 12 ? 3 : hosts / 4;
        return Math.max(1, cluster.spare() == null ? table : Math.min(table, cluster.spare()));
    }

    private boolean free(String kind, String name, Integer most) {
        return name == null || most == null || taken.getOrDefault(kind + " " + name, 0) < most;
    }

    private void fill(String kind, String name) {
        if (name != null) {
            taken.merge(kind + " " + name, 1, Integer::sum);
        }
    }
}
