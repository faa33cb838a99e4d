package io.farrier.bell;

/** The long-running things that are advanced turn by turn. */
public enum Kind {
    SWEEP("sweeps", "fleet.sweep", null, "state = 'running'"),
    SYNC("catalog_syncs", "catalog.sync", null, "state = 'running'"),
    MIRROR("mirrors", "files.mirror", null, "state = 'running'"),
    CHECKUP("checkups", "health.checkup", null, "state = 'running'"),
    RECOVERY("recoveries", "recovery.step", null, "state = 'running'"),
    VCENTER("vcenters", "vcenter.sync", null, "enabled"),
    CHANGE("changes", "trigger.change", null, "not settled"),
    OME("omes", "ome.sync", null, "enabled"),
    ANSWER("subscriptions", "subscription.turn", null, "state = 'on'"),
    OPINION("opinions", "opinion.turn", null, "state in ('asked', 'intended', 'comparing')"),
    PLAN("update_plans", "plan.tick", null, "state in ('scheduled', 'running')"),
    RUN(
            "host_runs",
            "run.step",
            "run:",
            "state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled', 'unfinished')"
                    + " and (state <> 'human' or wakes_at <= now())");

    private final String table;
    private final String queue;
    private final String story;
    private final String live;

    Kind(String table, String queue, String story, String live) {
        this.table = table;
        this.queue = queue;
        this.story = story;
        this.live = live;
    }

    String table() {
        return table;
    }

    /** The queue that its bells are rung on. */
    public String queue() {
        return queue;
    }

    /** The streams of those whose state is folded from their events, without the id; null for the others. */
    String story() {
        return story;
    }

    /** The SQL condition under which a row of this kind still takes turns. */
    String live() {
        return live;
    }
}
