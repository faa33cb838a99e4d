package io.farrier.bell;

/** The long-running things that are advanced turn by turn. */
public enum Kind {
    SWEEP("sweeps", "fleet.sweep", "state = 'running'"),
    SYNC("catalog_syncs", "catalog.sync", "state = 'running'"),
    CHECKUP("checkups", "health.checkup", "state = 'running'"),
    RECOVERY("recoveries", "recovery.step", "state = 'running'"),
    PLAN("update_plans", "plan.tick", "state = 'running'"),
    RUN("host_runs", "run.step", "state not in ('succeeded', 'nothing-to-do', 'failed', 'cancelled', 'human')");

    private final String table;
    private final String queue;
    private final String live;

    Kind(String table, String queue, String live) {
        this.table = table;
        this.queue = queue;
        this.live = live;
    }

    String table() {
        return table;
    }

    /** The queue that its bells are rung on. */
    public String queue() {
        return queue;
    }

    /** The SQL condition under which a row of this kind still takes turns. */
    String live() {
        return live;
    }
}
