package io.farrier.lab.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** The iDRAC itself: up, restarting, starting; its firmware and the Lifecycle Controller's state. Guarded by the device. */
public final class Bmc {
    private enum Phase {
        UP,
        LEAVING,
        DOWN,
        STARTING
    }

    private final Device device;
    private Phase phase = Phase.UP;
    private String firmware;
    private Instant started;
    private Instant lcReady = Instant.MIN;
    private Instant goodLoginsFrom = Instant.MIN;

    Bmc(Device device) {
        this.device = device;
    }

    void run(String firmware, Instant since) {
        this.firmware = firmware;
        this.started = since;
    }

    /** The version that runs: what was flashed shows after the restart only. */
    public String firmware() {
        return firmware;
    }

    public Instant started() {
        return started;
    }

    boolean listens() {
        return phase != Phase.DOWN;
    }

    /** Whether it serves more than its root. */
    public boolean serves() {
        return phase == Phase.UP || phase == Phase.LEAVING;
    }

    /** Just started, it says Ready and serves little else (the fault {@link Fault#READY_TOO_EARLY}). */
    public boolean claimsReady() {
        return phase == Phase.STARTING && device.faults().has(Fault.READY_TOO_EARLY);
    }

    /** The fault {@link Fault#STORM_503}: one lab minute of three; which one differs from device to device. */
    public boolean inStorm() {
        long minute = device.clock().now().getEpochSecond() / 60;
        return device.faults().has(Fault.STORM_503)
                && Math.floorMod(minute + device.plate().number(), 3) == 0;
    }

    boolean acceptsLogins() {
        return !device.clock().now().isBefore(goodLoginsFrom);
    }

    /** GetRemoteServicesAPIStatus's LCStatus. It still reads Ready just after a restart was ordered. */
    public String lcStatus() {
        if (claimsReady()) {
            return "Ready";
        }
        if (device.faults().has(Fault.LC_NOT_READY)) {
            return "NotInitialized";
        }
        if (device.faults().has(Fault.STUCK_UNTIL_RESET) || device.faults().has(Fault.STUCK_UNTIL_AC)) {
            return "InRecovery";
        }
        if (device.faults().has(Fault.STUCK_UNTIL_FORCED)) {
            return "InUse";
        }
        if (phase == Phase.STARTING || device.clock().now().isBefore(lcReady)) {
            return "ReloadingData";
        }
        return device.host().flashing() ? "InUse" : "Ready";
    }

    /** Whether it takes update requests: jobs wait while the Lifecycle Controller is in use, and are refused before it is up. */
    public boolean takesUpdates() {
        return serves()
                && !device.faults().has(Fault.STUCK_UNTIL_FORCED)
                && (lcStatus().equals("Ready") || lcStatus().equals("InUse"));
    }

    public void restart(Tally.Cause cause, String from) {
        if (phase != Phase.UP) {
            return;
        }
        device.tally()
                .bmcReset(
                        new Tally.Reset("GracefulRestart", cause, device.clock().now(), from));
        device.log("Audit", Message.BMC_RESET, cause == Tally.Cause.ORDERED ? "User initiated" : "Firmware update");
        phase = Phase.LEAVING;
        device.after(device.timing().bmcGrace(), this::down);
    }

    void restartLifecycleController() {
        device.faults().clear(Fault.STUCK_UNTIL_FORCED);
        lcReady = device.clock().now().plus(device.timing().lcReload().multipliedBy(2));
    }

    /** All power is gone for a moment, the standby power too. */
    public void powerCut(String from) {
        device.faults().clear(Fault.STUCK_UNTIL_AC);
        device.faults().clear(Fault.STUCK_UNTIL_FORCED);
        restart(Tally.Cause.AC_CYCLE, from);
    }

    private void down() {
        phase = Phase.DOWN;
        device.sessions().clear();
        device.jobs().forgetTasks();
        device.flashing().interrupted();
        device.faults().clear(Fault.STUCK_UNTIL_RESET);
        if (device.faults().has(Fault.CERTIFICATE_CHANGES)) {
            device.door().renewIdentity();
        }
        if (device.faults().has(Fault.SSH_KEY_CHANGES)) {
            device.door().renewHostKey();
        }
        device.adjustDoor();
        device.after(device.timing().bmcDown(), this::start);
    }

    private void start() {
        phase = Phase.STARTING;
        device.adjustDoor();
        Duration starting = device.faults().has(Fault.READY_TOO_EARLY)
                ? device.faults().minutes(Fault.READY_TOO_EARLY)
                : device.timing().bmcStarting();
        device.after(starting, this::up);
    }

    private void up() {
        phase = Phase.UP;
        run(device.inventory().flashed(Part.Kind.IDRAC), device.clock().now());
        lcReady = started.plus(device.timing().lcReload());
        if (device.faults().has(Fault.BAD_LOGIN_AFTER_RESET)) {
            goodLoginsFrom = started.plus(device.faults().minutes(Fault.BAD_LOGIN_AFTER_RESET));
        }
        device.inventory().show(Set.of(Part.Kind.IDRAC, Part.Kind.LC));
        device.updates().next();
    }
}
