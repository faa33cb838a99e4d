package io.farrier.lab.device;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What clients do to the queue: delete jobs, make reboot jobs, say when jobs run. Used within {@link Device#with}. */
public record Queueing(Device device) {

    /** Deletes a job that does not run; else says why not. */
    public Optional<Message> delete(String id) {
        Optional<Job> job = device.jobs().find(id);
        if (job.isEmpty()) {
            return Optional.of(Message.INVALID_JOB);
        }
        if (running(job.get())) {
            return Optional.of(Message.RUNNING_NOT_DELETED);
        }
        device.jobs().remove(id);
        device.log("Configuration", Message.JOB_DELETED);
        return Optional.empty();
    }

    private static boolean running(Job job) {
        return job.state() == JobState.RUNNING || job.state() == JobState.DOWNLOADING;
    }

    /** Deletes everybody's jobs; by force the running ones too, and then the Lifecycle Controller restarts. */
    public void clear(boolean force) {
        if (force) {
            device.flashing().interrupted();
            device.bmc().restartLifecycleController();
        }
        device.jobs().all(job -> !running(job)).forEach(job -> device.jobs().remove(job.id()));
    }

    /** A job that applies pending BIOS settings at the next POST. */
    public Job configure(String user, String from) {
        Job.Order order =
                new Job.Order(null, null, true, user, from, device.clock().now());
        return device.jobs()
                .add(Job.fresh(
                        device.jobs().nextId("JID"),
                        Job.Type.BIOS_CONFIGURATION,
                        order,
                        null,
                        JobState.SCHEDULED,
                        Message.SCHEDULED));
    }

    /** A reboot job, which does nothing until it is given a time. */
    public Job createReboot(Job.Type type, String user, String from) {
        Job.Order order =
                new Job.Order(null, null, false, user, from, device.clock().now());
        return device.jobs()
                .add(Job.fresh(device.jobs().nextId("RID"), type, order, null, JobState.NEW, Message.REBOOT_PENDING));
    }

    /** Gives jobs their time; a reboot job among them reboots the host then. */
    public Optional<Message> setUp(List<String> ids, Job.Schedule when) {
        if (device.faults().has(Fault.SETUP_REFUSED)) {
            return Optional.of(Message.NOT_SCHEDULED);
        }
        for (String id : ids) {
            Optional<Job> job = device.jobs().find(id);
            boolean waits = job.map(Queueing::waits).orElse(false);
            if (!waits) {
                return Optional.of(Message.INVALID_JOB);
            }
        }
        for (String id : ids) {
            Job job = device.jobs().put(device.jobs().find(id).orElseThrow().scheduled(when));
            if (job.state() == JobState.DOWNLOADED) {
                device.jobs().put(job.at(JobState.SCHEDULED, Message.SCHEDULED, List.of(), 0));
            }
            if (job.type().reboot()) {
                device.jobs().put(job.at(JobState.SCHEDULED, Message.SCHEDULED, List.of(), 0));
                Duration wait = when.from() == null
                        ? Duration.ZERO
                        : Duration.between(device.clock().now(), when.from());
                device.after(wait.isNegative() ? Duration.ZERO : wait, () -> reboot(id));
            }
        }
        return Optional.empty();
    }

    /** What has its package, and reboot jobs; a package that is not here yet can be given no time. */
    private static boolean waits(Job job) {
        return switch (job.state()) {
            case DOWNLOADED, SCHEDULED -> true;
            case NEW -> job.type().reboot();
            default -> false;
        };
    }

    private void reboot(String id) {
        Instant now = device.clock().now();
        boolean begun = device.jobs().change(id, JobState.SCHEDULED, job -> job.running(now));
        if (!begun) {
            return;
        }
        Job job = device.jobs().find(id).orElseThrow();
        Instant last = device.host().lastReset();
        device.host().reboot(job.type(), job.order().from());
        device.after(
                device.timing().shutdown().multipliedBy(3), () -> device.jobs().change(id, JobState.RUNNING, j -> {
                    boolean rebooted = device.host().lastReset().isAfter(last);
                    return rebooted
                            ? j.ended(
                                    JobState.REBOOT_COMPLETED,
                                    Message.REBOOT_DONE,
                                    List.of(),
                                    device.clock().now())
                            : j.ended(
                                    JobState.REBOOT_FAILED,
                                    Message.REBOOT_FAILED,
                                    List.of(),
                                    device.clock().now());
                }));
    }
}
