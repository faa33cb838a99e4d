package io.farrier.lab.device;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** The server behind the BMC: its power, its POST, in which staged jobs run, its operating system. Guarded by the device. */
public final class Host {
    private static final Duration POWER_SWITCH = Duration.ofSeconds(5);

    private enum Phase {
        OFF,
        POST,
        COLLECTING,
        RUNNING
    }

    /** ComputerSystem.Reset's ResetType. */
    public enum ResetType {
        ON("On"),
        FORCE_OFF("ForceOff"),
        FORCE_RESTART("ForceRestart"),
        GRACEFUL_RESTART("GracefulRestart"),
        GRACEFUL_SHUTDOWN("GracefulShutdown"),
        PUSH_POWER_BUTTON("PushPowerButton"),
        NMI("Nmi"),
        POWER_CYCLE("PowerCycle");

        private final String word;

        ResetType(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        public static Optional<ResetType> of(String word) {
            return Arrays.stream(values())
                    .filter(type -> type.word.equals(word))
                    .findFirst();
        }
    }

    private final Device device;
    private Phase phase = Phase.RUNNING;
    private boolean flashing;
    private Instant lastReset;
    /** Grows with every change of course; a timed step of an older one does nothing. */
    private int course;

    Host(Device device) {
        this.device = device;
    }

    void restore(boolean on, Instant lastReset) {
        this.lastReset = lastReset;
        this.phase = on ? Phase.RUNNING : Phase.OFF;
    }

    public boolean on() {
        return phase != Phase.OFF;
    }

    boolean settled() {
        return phase == Phase.OFF || phase == Phase.RUNNING;
    }

    /** Whether jobs run during POST. */
    boolean flashing() {
        return flashing;
    }

    public Instant lastReset() {
        return lastReset;
    }

    /** GetRemoteServicesAPIStatus's ServerStatus. */
    public String serverStatus() {
        return switch (phase) {
            case OFF -> "PoweredOff";
            case POST -> flashing ? "AutomatedTaskExecution" : "InPOST";
            case COLLECTING -> "CollectingSystemInventory";
            case RUNNING -> "OutOfPOST";
        };
    }

    /** Obeys, and says why not where it does not. */
    public Optional<Message> reset(ResetType type, Tally.Cause cause, String from) {
        boolean mustBeOff = type == ResetType.ON;
        if (type != ResetType.PUSH_POWER_BUTTON && mustBeOff == on()) {
            return Optional.of(on() ? Message.ALREADY_ON : Message.ALREADY_OFF);
        }
        if (type != ResetType.NMI) {
            device.tally()
                    .hostReset(
                            new Tally.Reset(type.word(), cause, device.clock().now(), from));
        }
        switch (type) {
            case ON -> then(POWER_SWITCH, this::post);
            case FORCE_OFF -> then(POWER_SWITCH, this::off);
            case FORCE_RESTART -> then(POWER_SWITCH, this::post);
            case POWER_CYCLE ->
                then(POWER_SWITCH, () -> {
                    off();
                    then(POWER_SWITCH, this::post);
                });
            case GRACEFUL_RESTART -> shutDown(this::post);
            case GRACEFUL_SHUTDOWN -> shutDown(this::off);
            case PUSH_POWER_BUTTON -> {
                if (on()) {
                    shutDown(this::off);
                } else {
                    then(POWER_SWITCH, this::post);
                }
            }
            case NMI -> {}
        }
        return Optional.empty();
    }

    /** After all power was gone, when the BMC is back. */
    public void powerReturns(String from) {
        device.tally()
                .hostReset(new Tally.Reset(
                        "VirtualAcCycle", Tally.Cause.AC_CYCLE, device.clock().now(), from));
        then(device.timing().bmcGrace(), this::post);
    }

    /** A reboot job's way: gracefully, and by force where that is allowed and the operating system does not obey. */
    void reboot(Job.Type type, String from) {
        device.tally()
                .hostReset(new Tally.Reset(
                        type.dell(), Tally.Cause.REBOOT_JOB, device.clock().now(), from));
        boolean ignored = device.faults().has(Fault.GRACEFUL_IGNORED);
        if (!on() || type == Job.Type.POWER_CYCLE || (ignored && type == Job.Type.REBOOT_FORCED)) {
            then(ignored && on() ? device.timing().shutdown().multipliedBy(2) : POWER_SWITCH, this::post);
        } else {
            shutDown(this::post);
        }
    }

    private void shutDown(Runnable next) {
        if (!device.faults().has(Fault.GRACEFUL_IGNORED)) {
            then(phase == Phase.RUNNING ? device.timing().shutdown() : POWER_SWITCH, next);
        }
    }

    private void off() {
        leavesService();
        device.flashing().powerLost();
        device.log("System Health", Message.TURNING_OFF);
        flashing = false;
        phase = Phase.OFF;
        device.changed();
    }

    void post() {
        leavesService();
        device.flashing().powerLost();
        device.log("System Health", Message.TURNING_ON);
        phase = Phase.POST;
        lastReset = device.clock().now();
        device.changed();
        then(device.timing().post().dividedBy(2), () -> {
            int here = course;
            flashing = true;
            device.flashing().runStaged(virtualAcCycle -> {
                if (here == course) {
                    flashing = false;
                    posted(virtualAcCycle);
                }
            });
        });
    }

    private void posted(boolean virtualAcCycle) {
        if (virtualAcCycle) {
            device.tally()
                    .hostReset(new Tally.Reset(
                            "VirtualAcCycle",
                            Tally.Cause.AC_CYCLE,
                            device.clock().now(),
                            null));
            device.bmc().restart(Tally.Cause.AC_CYCLE, null);
            off();
            then(device.timing().bmcGrace(), this::post);
            return;
        }
        then(device.timing().post().dividedBy(2), () -> {
            if (device.faults().has(Fault.CSIOR_OFF)) {
                boot();
                return;
            }
            phase = Phase.COLLECTING;
            then(device.timing().collect(), () -> {
                device.inventory().collect();
                boot();
            });
        });
    }

    /** Nobody flashes any more: POST goes on without. */
    void flashAbandoned() {
        if (flashing) {
            flashing = false;
            posted(false);
        }
    }

    private void leavesService() {
        if (phase == Phase.RUNNING) {
            device.tally().down(device.clock().now());
        }
    }

    private void boot() {
        phase = Phase.RUNNING;
        device.tally().up(device.clock().now());
        device.changed();
        device.updates().next();
    }

    private void then(Duration time, Runnable step) {
        int here = ++course;
        device.after(time, () -> {
            if (here == course) {
                step.run();
            }
        });
    }
}
