package io.farrier.lab.device;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The device's job store: survives its resets, holds at most 256. Guarded by the device. */
public final class JobQueue {
    public static final int MOST = 256;

    /** StartAutoDeleteAtThreshold: from here on the oldest jobs that have ended make room. */
    private static final int CROWDED = 128;

    private final Device device;
    private final Map<String, Job> jobs = new LinkedHashMap<>();
    private long lastNumber;

    JobQueue(Device device) {
        this.device = device;
    }

    /** The next id: twelve digits that grow with the device's time. */
    String nextId(String prefix) {
        lastNumber = Math.max(lastNumber + 1, device.clock().now().toEpochMilli() / 10 % 1_000_000_000_000L);
        return "%s_%012d".formatted(prefix, lastNumber);
    }

    Job put(Job job) {
        jobs.put(job.id(), job);
        device.changed();
        return job;
    }

    /** A new job; an old one that has ended may make room for it. */
    Job add(Job job) {
        if (jobs.size() >= CROWDED) {
            all(old -> old.state().ended()).stream().findFirst().ifPresent(old -> jobs.remove(old.id()));
        }
        return put(job);
    }

    /** Changes a job that still exists and is in the state given. */
    boolean change(String id, JobState from, UnaryOperator<Job> change) {
        Job job = jobs.get(id);
        if (job == null || job.state() != from) {
            return false;
        }
        put(change.apply(job));
        return true;
    }

    public Optional<Job> find(String id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Oldest first. */
    public List<Job> all() {
        return new ArrayList<>(jobs.values());
    }

    List<Job> all(JobState state) {
        return all(job -> job.state() == state);
    }

    List<Job> all(Predicate<Job> which) {
        return jobs.values().stream().filter(which).toList();
    }

    void remove(String id) {
        jobs.remove(id);
        device.changed();
    }

    public boolean full() {
        return jobs.size() >= MOST;
    }

    /** Whether a job can be read as a task: from its start until some minutes after its end. */
    public boolean hasTask(Job job) {
        if (job.taskGone()) {
            return false;
        }
        if (device.faults().has(Fault.TASK_PURGED_EARLY)
                && job.state() != JobState.NEW
                && job.state() != JobState.DOWNLOADING) {
            return false;
        }
        Instant ended = job.progress().ended();
        return ended == null
                || ended.plus(device.timing().taskKept()).isAfter(device.clock().now());
    }

    /** A restart of the BMC forgets the tasks. */
    void forgetTasks() {
        jobs.replaceAll((id, job) -> job.withoutTask());
    }

    void restore(List<Job> kept) {
        kept.forEach(job -> jobs.put(job.id(), job));
        lastNumber = kept.stream()
                .mapToLong(job -> Long.parseLong(job.id().substring(4)))
                .max()
                .orElse(0);
    }
}
