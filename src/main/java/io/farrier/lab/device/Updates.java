package io.farrier.lab.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes update requests, fetches their packages and looks at them. One job at a time downloads or works; the others wait in
 * New, saying RED023. Guarded by the device.
 */
public final class Updates {
    private final Device device;
    private final JobQueue jobs;
    private final Flashing flashing;

    Updates(Device device) {
        this.device = device;
        this.jobs = device.jobs();
        this.flashing = device.flashing();
    }

    /** Accepts an update request: the job is there at once, its download begins when its turn comes. */
    public Job submit(Job.Order order) {
        return accept(Job.Type.FIRMWARE_UPDATE, order, null);
    }

    /** Accepts a look at a catalog. */
    Job repository(Job.Order order) {
        return accept(Job.Type.REPOSITORY_UPDATE, order, null);
    }

    /** Collects the configuration, which takes about a minute; nothing else begins meanwhile. */
    public Job export(Job.Order order) {
        Job job = jobs.add(Job.fresh(
                        jobs.nextId("JID"), Job.Type.EXPORT_CONFIGURATION, order, null, JobState.NEW, Message.LC_IN_USE)
                .running(device.clock().now()));
        device.after(Duration.ofMinutes(1), () -> {
            jobs.change(
                    job.id(),
                    JobState.RUNNING,
                    still -> still.ended(
                            JobState.COMPLETED,
                            Message.EXPORTED,
                            List.of(),
                            device.clock().now()));
            next();
        });
        return job;
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
    public Optional<Job> push(Job.Order order, Path content) {
        if (busy()) {
            return Optional.empty();
        }
        try {
            Path file = Files.createTempFile("lab-dup", ".exe");
            Files.move(content, file, StandardCopyOption.REPLACE_EXISTING);
            Job job = jobs.add(Job.fresh(
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
        Job job = jobs.add(Job.fresh(jobs.nextId("JID"), type, order, target, JobState.NEW, Message.LC_IN_USE));
        if (type != Job.Type.REPOSITORY_UPDATE) {
            tally(job);
        }
        next();
        return jobs.find(job.id()).orElseThrow();
    }

    private void tally(Job job) {
        Job.Order order = job.order();
        boolean waits = order.onReset() || order.held() || order.waits();
        device.tally().submitted(new Tally.Submit(order.file(), order.at(), job.id(), waits, order.from()));
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
        boolean catalog = job.type() == Job.Type.REPOSITORY_UPDATE;
        fetch(job.order().uri(), fetched -> {
            if (catalog) {
                device.repository().fetched(job.id(), fetched);
            } else {
                fetched(job.id(), fetched);
            }
        });
    }

    /** Gets a file as the device's network lets it, in no less time than a device takes. */
    void fetch(String uri, Consumer<Optional<Path>> then) {
        if (device.faults().has(Fault.CANNOT_FETCH)) {
            device.after(device.timing().download(), () -> then.accept(Optional.empty()));
            return;
        }
        Instant begun = device.clock().now();
        Download.begin(uri, device.address(), fetched -> {
            Duration rest = device.timing()
                    .download()
                    .minus(Duration.between(begun, device.clock().now()));
            device.after(rest.isNegative() ? Duration.ZERO : rest, () -> then.accept(fetched));
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
            flashing.fail(job, Message.DOWNLOAD_FAILED);
            return;
        }
        Optional<Dup> signed = Dup.read(file.get());
        if (signed.isEmpty() || device.faults().has(Fault.JOB_FAILS_RED007)) {
            flashing.fail(job, Message.BAD_SIGNATURE);
            return;
        }
        Dup dup = signed.get();
        Optional<Part> part = device.inventory().match(dup);
        if (!dup.isFor(device.model())) {
            flashing.fail(job, Message.WRONG_SYSTEM);
        } else if (part.isEmpty()) {
            flashing.fail(job, Message.NOT_IN_INVENTORY);
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
        List<Job> waiting = jobs.all(other -> other.target() != null
                && (other.state() == JobState.SCHEDULED || other.state() == JobState.DOWNLOADED));
        if (waiting.stream().anyMatch(other -> other.target().part().equals(part.key()))) {
            flashing.fail(job, Message.DUPLICATE_JOB);
            return;
        }
        boolean cpldWaits = waiting.stream()
                .anyMatch(
                        other -> device.inventory().part(other.target().part()).kind() == Part.Kind.CPLD);
        if (cpldWaits || (part.kind() == Part.Kind.CPLD && !waiting.isEmpty())) {
            flashing.fail(job, Message.CPLD_NOT_ALONE);
            return;
        }
        if (part.kind().direct() && !job.order().onReset()) {
            flashing.work(job, ended -> {
                if (part.kind() == Part.Kind.IDRAC && ended.state() == JobState.COMPLETED) {
                    device.bmc().restart(Tally.Cause.UPDATE, null);
                } else {
                    next();
                }
            });
            return;
        }
        if (job.order().held()) {
            jobs.put(job.at(JobState.DOWNLOADED, Message.DOWNLOADED, List.of(), 0));
            return;
        }
        jobs.put(job.at(JobState.SCHEDULED, Message.SCHEDULED, List.of(), 0));
        device.log("Updates", Message.SCHEDULED);
        if (!job.order().onReset() && !job.order().waits() && device.host().on()) {
            // Immediate: the device reboots the host by itself, and asks nobody.
            device.host().reset(Host.ResetType.FORCE_RESTART, Tally.Cause.IMMEDIATE, null);
        }
    }
}
