package io.farrier.lab.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes update jobs from New to their end. One at a time downloads or works; the others wait in New, saying RED023. Guarded
 * by the device.
 */
public final class Updates {
    private static final int TICKS = 5;

    private final Device device;
    private final JobQueue jobs;

    Updates(Device device) {
        this.device = device;
        this.jobs = device.jobs();
    }

    /** Accepts an update request: the job is there at once, its download begins when its turn comes. */
    public Job submit(Job.Order order) {
        return accept(Job.Type.FIRMWARE_UPDATE, order, null);
    }

    /** Accepts a return to the image of a {@code Previous-} member. */
    public Job rollBack(Job.Order order, Inventory.Member previous) {
        return accept(Job.Type.FIRMWARE_ROLLBACK, order, target(previous));
    }

    /** Accepts the installation of a package that was uploaded. */
    public Job install(Job.Order order, Inventory.Member available) {
        return accept(Job.Type.FIRMWARE_UPDATE, order, target(available));
    }

    /** Accepts a package that came with the request; empty while another is under way. */
    public Optional<Job> push(Job.Order order, byte[] content) {
        if (busy()) {
            return Optional.empty();
        }
        try {
            Path file = Files.write(Files.createTempFile("lab-dup", ".exe"), content);
            Job job = jobs.put(Job.fresh(
                    jobs.nextId("JID"),
                    Job.Type.FIRMWARE_UPDATE,
                    order,
                    null,
                    JobState.DOWNLOADING,
                    Message.DOWNLOADED));
            tally(job);
            device.after(device.timing().download().dividedBy(2), () -> fetched(job.id(), Optional.of(file)));
            return Optional.of(job);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Job accept(Job.Type type, Job.Order order, Job.Target target) {
        Job job = jobs.put(Job.fresh(jobs.nextId("JID"), type, order, target, JobState.NEW, Message.LC_IN_USE));
        tally(job);
        next();
        return jobs.find(job.id()).orElseThrow();
    }

    private void tally(Job job) {
        Job.Order order = job.order();
        device.tally().submitted(new Tally.Submit(order.file(), order.at(), job.id(), order.onReset(), order.from()));
    }

    private static Job.Target target(Inventory.Member member) {
        return new Job.Target(
                member.part().key(), member.version(), member.part().jobTitle(), member.instance());
    }

    /** Begins the oldest waiting job, where nothing else works. */
    void next() {
        if (busy() || !device.bmc().serves() || device.host().flashing()) {
            return;
        }
        jobs.all(JobState.NEW).stream()
                .filter(job -> !job.type().reboot())
                .findFirst()
                .ifPresent(this::begin);
    }

    private boolean busy() {
        return !jobs.all(job -> !job.type().reboot()
                        && (job.state() == JobState.DOWNLOADING || job.state() == JobState.RUNNING))
                .isEmpty();
    }

    private void begin(Job job) {
        if (job.target() != null) {
            ready(job);
            return;
        }
        jobs.change(
                job.id(),
                JobState.NEW,
                j -> j.at(
                        JobState.DOWNLOADING,
                        Message.DOWNLOADING,
                        List.of(j.order().file()),
                        0));
        Instant begun = device.clock().now();
        Download.begin(job.order().uri(), device.address(), fetched -> {
            Duration rest = device.timing()
                    .download()
                    .minus(Duration.between(begun, device.clock().now()));
            device.after(rest.isNegative() ? Duration.ZERO : rest, () -> fetched(job.id(), fetched));
        });
    }

    private void fetched(String id, Optional<Path> file) {
        Optional<Job> still = jobs.find(id).filter(job -> job.state() == JobState.DOWNLOADING);
        try {
            if (still.isPresent()) {
                examine(still.get(), file);
            }
        } finally {
            file.ifPresent(Updates::discard);
            next();
        }
    }

    static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException leftBehind) {
            file.toFile().deleteOnExit();
        }
    }

    private void examine(Job job, Optional<Path> file) {
        if (file.isEmpty()) {
            fail(job, Message.DOWNLOAD_FAILED);
            return;
        }
        Optional<Dup> signed = Dup.read(file.get());
        if (signed.isEmpty() || device.faults().has(Fault.JOB_FAILS_RED007)) {
            fail(job, Message.BAD_SIGNATURE);
            return;
        }
        Dup dup = signed.get();
        Optional<Part> part = device.inventory().match(dup);
        if (!dup.isFor(device.model())) {
            fail(job, Message.WRONG_SYSTEM);
        } else if (part.isEmpty()) {
            fail(job, Message.NOT_IN_INVENTORY);
        } else {
            ready(jobs.put(job.of(new Job.Target(
                    part.get().key(),
                    dup.version(),
                    part.get().jobTitle(),
                    Inventory.instance(
                            part.get(),
                            Inventory.Copy.INSTALLED,
                            part.get().fqdds().get(0))))));
        }
    }

    /** The package is here and right: works at once, or stays Scheduled for the host's next POST. */
    private void ready(Job job) {
        Part part = device.inventory().part(job.target().part());
        List<Job> waiting = jobs.all(other -> other.state() == JobState.SCHEDULED && other.target() != null);
        if (waiting.stream().anyMatch(other -> other.target().part().equals(part.key()))) {
            fail(job, Message.DUPLICATE_JOB);
            return;
        }
        boolean cpldWaits = waiting.stream()
                .anyMatch(
                        other -> device.inventory().part(other.target().part()).kind() == Part.Kind.CPLD);
        if (cpldWaits || (part.kind() == Part.Kind.CPLD && !waiting.isEmpty())) {
            fail(job, Message.CPLD_NOT_ALONE);
            return;
        }
        if (part.kind().direct() && !job.order().onReset()) {
            work(job, ended -> {
                if (part.kind() == Part.Kind.IDRAC && ended.state() == JobState.COMPLETED) {
                    device.bmc().restart(Tally.Cause.UPDATE, null);
                } else {
                    next();
                }
            });
            return;
        }
        jobs.put(job.at(JobState.SCHEDULED, Message.SCHEDULED, List.of(), 0));
        device.log("Updates", Message.SCHEDULED);
        if (!job.order().onReset() && device.host().on()) {
            // Immediate: the device reboots the host by itself, and asks nobody.
            device.host().reset(Host.ResetType.FORCE_RESTART, Tally.Cause.IMMEDIATE, null);
        }
    }

    /** Runs in POST what is scheduled and due, one job after the other, and then tells whether the power must be cut. */
    void runStaged(Consumer<Boolean> done) {
        Instant now = device.clock().now();
        Deque<Job> due = new ArrayDeque<>();
        for (Job job :
                jobs.all(job -> job.state() == JobState.SCHEDULED && !job.type().reboot())) {
            Job.Schedule when = job.schedule();
            if (when.until() != null && now.isAfter(when.until())) {
                fail(job, Message.JOB_UNSUCCESSFUL);
            } else if (when.from() == null || !now.isBefore(when.from())) {
                due.add(job);
            }
        }
        runStaged(due, new HashSet<>(), done);
    }

    private void runStaged(Deque<Job> due, Set<Part.Kind> flashed, Consumer<Boolean> done) {
        Job job = due.poll();
        if (job == null) {
            done.accept(flashed.contains(Part.Kind.CPLD));
            if (flashed.contains(Part.Kind.IDRAC)) {
                device.bmc().restart(Tally.Cause.UPDATE, null);
            }
            return;
        }
        work(job, ended -> {
            if (ended.target() != null && ended.state() == JobState.COMPLETED) {
                flashed.add(device.inventory().part(ended.target().part()).kind());
            }
            runStaged(due, flashed, done);
        });
    }

    private void work(Job job, Consumer<Job> ended) {
        Instant began = device.clock().now();
        Part.Kind kind = job.target() == null
                ? Part.Kind.OTHER
                : device.inventory().part(job.target().part()).kind();
        Duration wall = device.timing().jobTakes() != null
                ? device.timing().jobTakes()
                : device.clock().wall(device.timing().work(kind));
        if (jobs.change(job.id(), job.state(), j -> j.running(began))) {
            device.afterWall(wall.dividedBy(TICKS), () -> tick(job.id(), began, wall, 1, ended));
        }
    }

    private void tick(String id, Instant began, Duration wall, int tick, Consumer<Job> ended) {
        Optional<Job> running = jobs.find(id)
                .filter(job -> job.state() == JobState.RUNNING
                        && began.equals(job.progress().running()));
        if (running.isEmpty()) {
            return;
        }
        Job job = running.get();
        if (tick == 2 && device.faults().has(Fault.STUCK_AT_40) && job.target() != null) {
            jobs.put(job.at(JobState.RUNNING, Message.IN_PROGRESS, List.of(), 40));
            device.after(device.faults().minutes(Fault.STUCK_AT_40), () -> jobs.find(id)
                    .filter(j -> j.state() == JobState.RUNNING)
                    .ifPresent(j -> ended.accept(fail(j, Message.NO_PROGRESS))));
        } else if (tick < TICKS) {
            jobs.put(job.at(JobState.RUNNING, Message.IN_PROGRESS, List.of(), tick * 100 / TICKS));
            device.afterWall(wall.dividedBy(TICKS), () -> tick(id, began, wall, tick + 1, ended));
        } else {
            ended.accept(complete(job));
        }
    }

    private Job complete(Job job) {
        Job.Target target = job.target();
        if (target == null) {
            return jobs.put(job.ended(
                    JobState.COMPLETED,
                    Message.CONFIG_DONE,
                    List.of(),
                    device.clock().now()));
        }
        Part part = device.inventory().part(target.part());
        if (!device.faults().has(Fault.COMPLETED_BUT_OLD_VERSION)) {
            device.inventory().flash(part, target.version());
            if (part.kind() == Part.Kind.DIRECT) {
                device.inventory().show(Set.of(Part.Kind.DIRECT));
            }
        }
        device.log("Updates", Message.UPDATED, target.title(), target.version());
        return jobs.put(job.ended(
                JobState.COMPLETED, Message.JOB_DONE, List.of(), device.clock().now()));
    }

    private Job fail(Job job, Message why) {
        device.log("Updates", why);
        return jobs.put(
                job.ended(JobState.FAILED, why, List.of(), device.clock().now()));
    }

    /** The host lost its power or was reset: what ran in its POST is broken off. */
    void powerLost() {
        if (device.host().flashing()) {
            jobs.all(job -> job.state() == JobState.RUNNING && !job.type().reboot())
                    .forEach(job -> fail(job, Message.JOB_UNSUCCESSFUL));
        }
    }

    /** The BMC restarts: what it was doing is broken off; what is scheduled stays. */
    void interrupted() {
        jobs.all(job -> job.state() == JobState.NEW && !job.type().reboot())
                .forEach(job -> fail(job, Message.INTERRUPTED_NEW));
        jobs.all(JobState.DOWNLOADING).forEach(job -> fail(job, Message.INTERRUPTED_DOWNLOADING));
        jobs.all(job -> job.state() == JobState.RUNNING && !job.type().reboot())
                .forEach(job -> fail(job, Message.JOB_UNSUCCESSFUL));
    }
}
