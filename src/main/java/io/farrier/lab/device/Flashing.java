package io.farrier.lab.device;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The work of jobs: what runs while the host runs, what runs in its POST, and what breaks it off. Guarded by the device. */
final class Flashing {
    private static final int TICKS = 5;

    private final Device device;
    private final JobQueue jobs;

    Flashing(Device device) {
        this.device = device;
        this.jobs = device.jobs();
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

    /** Works at one job and then tells how it ended. Where it is broken off, nothing is told. */
    void work(Job job, Consumer<Job> ended) {
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
        } else if (spoilt(job)) {
            ended.accept(fail(job, Message.FAILED));
        } else {
            ended.accept(complete(job));
        }
    }

    private boolean spoilt(Job job) {
        return job.target() != null
                && device.faults().has(Fault.BIOS_JOB_FAILS)
                && device.inventory().part(job.target().part()).kind() == Part.Kind.BIOS;
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
        }
        if (part.kind() == Part.Kind.DIRECT) {
            device.inventory().show(Set.of(Part.Kind.DIRECT));
        }
        device.log("Updates", Message.UPDATED, target.title(), target.version());
        return jobs.put(job.ended(
                JobState.COMPLETED, Message.JOB_DONE, List.of(), device.clock().now()));
    }

    Job fail(Job job, Message why) {
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

    /** The BMC or its Lifecycle Controller restarts: what it was doing is broken off; what is scheduled stays. */
    void interrupted() {
        jobs.all(job -> job.state() == JobState.NEW && !job.type().reboot())
                .forEach(job -> fail(job, Message.INTERRUPTED_NEW));
        jobs.all(JobState.DOWNLOADING).forEach(job -> fail(job, Message.INTERRUPTED_DOWNLOADING));
        jobs.all(job -> job.state() == JobState.RUNNING && !job.type().reboot())
                .forEach(job -> fail(job, Message.JOB_UNSUCCESSFUL));
        device.host().flashAbandoned();
    }
}
