package io.farrier.lab.device;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One virtual server with its iDRAC. Its parts are guarded by the device: whoever reads or changes them does so within
 * {@link #with}.
 */
public final class Device {
    /** What the device's address does when the BMC goes or gets another certificate. */
    public interface Listener {
        void open();

        void shut();

        void renewIdentity();

        void renewHostKey();

        /** A fault came or went that shuts one door and leaves the others. */
        void adjust();
    }

    record Account(String user, String password) {}

    /** What it is, for ever. */
    public record Plate(int number, String address, int port, ServiceTag tag, String mac, Models.Model model) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Plate plate;
    private final LabClock clock;
    private final Timing timing;
    private final Account account;
    private final Faults faults = new Faults();
    private final Tally tally;
    private final LcLog lcLog = new LcLog();
    private final Subscribers subscribers = new Subscribers(this);
    private final Sessions sessions;
    private final Inventory inventory;
    private final JobQueue jobs;
    private final Host host;
    private final Bmc bmc;
    private final Flashing flashing;
    private final Updates updates;
    private final Staging staging;
    private final Repository repository;
    private Listener listener;
    private boolean open;
    private boolean lockdown;
    private volatile boolean dirty;
    private Runnable whenChanged = () -> {};

    Device(Plate plate, List<Part> parts, LabClock clock, Timing timing, Account account, Tally tally) {
        this.plate = plate;
        this.clock = clock;
        this.timing = timing;
        this.account = account;
        this.tally = tally;
        this.sessions = new Sessions(this);
        this.inventory = new Inventory(this, parts);
        this.jobs = new JobQueue(this);
        this.host = new Host(this);
        this.bmc = new Bmc(this);
        this.flashing = new Flashing(this);
        this.updates = new Updates(this);
        this.staging = new Staging(this);
        this.repository = new Repository(this);
    }

    /** Does something with the device that nobody else disturbs. */
    public <T> T with(Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }

    void after(Duration lab, Runnable step) {
        afterWall(clock.wall(lab), step);
    }

    void afterWall(Duration wall, Runnable step) {
        clock.afterWall(
                wall,
                () -> with(() -> {
                    step.run();
                    changed();
                    return null;
                }));
    }

    /** Gives the device its place on the network and starts it. */
    public void listen(Listener place) {
        with(() -> {
            listener = place;
            adjustDoor();
            return null;
        });
    }

    void adjustDoor() {
        boolean wanted = bmc.listens() && !faults.has(Fault.REFUSES_CONNECTION);
        if (listener != null && wanted != open) {
            open = wanted;
            if (wanted) {
                listener.open();
            } else {
                listener.shut();
            }
        }
    }

    /** Sets or clears a fault; what it does at once, it does now. */
    public void fault(Fault fault, boolean present, Double value) {
        with(() -> {
            if (present) {
                faults.set(fault, value == null ? fault.usual() : value);
            } else {
                faults.clear(fault);
            }
            switch (fault) {
                case REFUSES_CONNECTION -> adjustDoor();
                case SSH_DEAD, SSH_OLD -> {
                    if (listener != null) {
                        listener.adjust();
                    }
                }
                case FOREIGN_JOB -> foreignJob(present);
                case LC_NOT_READY -> {
                    if (present) {
                        says(Message.LC_NOT_READY);
                        after(faults.minutes(fault), () -> faults.clear(fault));
                    }
                }
                default -> {}
            }
            changed();
            return null;
        });
    }

    private void foreignJob(boolean present) {
        jobs.all(job -> job.type() == Job.Type.BIOS_CONFIGURATION
                        && !job.state().ended())
                .forEach(job -> jobs.remove(job.id()));
        if (present) {
            new Queueing(this).configure("svc-config", "192.0.2.77");
        }
    }

    /** Whether this upload is to break off: as often as the fault says. */
    public boolean cuts() {
        double times = faults.all().getOrDefault(Fault.PUSH_CUT, 0.0);
        if (times > 1) {
            faults.set(Fault.PUSH_CUT, times - 1);
        } else {
            faults.clear(Fault.PUSH_CUT);
        }
        return times >= 1;
    }

    void log(String category, Message message, String... args) {
        LcLog.Entry entry = lcLog.add(clock.now(), category, message, args);
        subscribers.tell(message.registered(plate.model()), entry);
    }

    /** Something about its health that it says by itself. */
    public void says(Message message) {
        log("System Health", message);
    }

    /** Something that must survive a restart of the lab is another than it was. */
    void changed() {
        if (!dirty) {
            dirty = true;
            whenChanged.run();
        }
    }

    void whenChanged(Runnable told) {
        whenChanged = told;
    }

    void saved() {
        dirty = false;
    }

    Account account() {
        return faults.has(Fault.WRONG_PASSWORD)
                ? new Account(account.user(), account.password() + " and another")
                : account;
    }

    /** Whether System Lockdown mode is on, by attribute or by fault. */
    public boolean lockdown() {
        return lockdown || faults.has(Fault.LOCKDOWN);
    }

    public void lockdown(boolean on) {
        lockdown = on;
        changed();
    }

    Listener door() {
        return listener;
    }

    public Plate plate() {
        return plate;
    }

    public String address() {
        return plate.address();
    }

    public Models.Model model() {
        return plate.model();
    }

    public LabClock clock() {
        return clock;
    }

    public Timing timing() {
        return timing;
    }

    public Faults faults() {
        return faults;
    }

    public Tally tally() {
        return tally;
    }

    public Subscribers subscribers() {
        return subscribers;
    }

    public LcLog lcLog() {
        return lcLog;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Inventory inventory() {
        return inventory;
    }

    public JobQueue jobs() {
        return jobs;
    }

    public Host host() {
        return host;
    }

    public Bmc bmc() {
        return bmc;
    }

    public Updates updates() {
        return updates;
    }

    Flashing flashing() {
        return flashing;
    }

    public Repository repository() {
        return repository;
    }

    public Staging staging() {
        return staging;
    }

    State state() {
        return with(() -> new State(
                plate.tag().tag(),
                clock.now(),
                inventory.components(),
                inventory.collected(),
                inventory.updated(),
                jobs.all(),
                host.on(),
                host.settled(),
                host.lastReset(),
                lockdown,
                lcLog.entries(),
                tally));
    }

    /** Takes up a former life. What was under way in it was broken off, as by a loss of power. */
    void restore(State state) {
        inventory.restore(state.components(), state.collected(), state.updated());
        jobs.restore(state.jobs());
        host.restore(state.on(), state.lastReset());
        lcLog.restore(state.lcLog());
        lockdown = state.lockdown();
        bmc.run(inventory.flashed(Part.Kind.IDRAC), clock.now());
        inventory.show(Set.of(Part.Kind.IDRAC, Part.Kind.LC));
        flashing.interrupted();
        if (!state.settled()) {
            host.post();
        }
    }
}
