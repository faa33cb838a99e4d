package io.farrier.transport;

/** What a transport can be asked to do; the route {@code <transport>.<operation>} does it. */
public enum Operation {
    IDENTIFY("identify", false),
    INVENTORY("inventory", false),
    HEALTH("health", false),
    READY("ready", false),
    CONDITION("condition", false),
    JOB("job", false),
    POWER("power", false),
    DRY_RUN("dry-run", false),
    EXPLAIN("explain", false),
    PROFILE("profile", true),
    SUBMIT("submit", true),
    ROLLBACK("rollback", true),
    STAGE("stage", true),
    RESET("reset", true),
    RESET_BMC("reset-bmc", true),
    CLEAR("clear", true),
    FORCE_CLEAR("force-clear", true),
    VIRTUAL_AC("virtual-ac", true);

    private final String word;
    private final boolean writes;

    Operation(String word, boolean writes) {
        this.word = word;
        this.writes = writes;
    }

    public String word() {
        return word;
    }

    /** Whether it changes the device: such an operation belongs to a run and has a committed intent. */
    public boolean writes() {
        return writes;
    }
}
