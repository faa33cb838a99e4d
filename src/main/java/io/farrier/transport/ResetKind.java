package io.farrier.transport;

/** How a host is started, stopped or restarted; the names are Redfish's {@code ResetType}. */
public enum ResetKind {
    ON("On"),
    GRACEFUL_RESTART("GracefulRestart"),
    GRACEFUL_SHUTDOWN("GracefulShutdown"),
    FORCE_RESTART("ForceRestart"),
    FORCE_OFF("ForceOff");

    private final String redfish;

    ResetKind(String redfish) {
        this.redfish = redfish;
    }

    public String redfish() {
        return redfish;
    }
}
