package io.farrier.lab.device;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * A job of the device's queue.
 *
 * @param id {@code JID_} or {@code RID_} and twelve digits
 * @param target what it updates; null until the package has been read
 * @param taskGone whether its task can no longer be read although the job can
 */
public record Job(
        String id, Type type, Order order, Target target, Progress progress, Schedule schedule, boolean taskGone) {

    /** The job types of DellJob that the lab has. */
    public enum Type {
        FIRMWARE_UPDATE("FirmwareUpdate"),
        FIRMWARE_ROLLBACK("FirmwareRollback"),
        REPOSITORY_UPDATE("RepositoryUpdate"),
        BIOS_CONFIGURATION("BIOSConfiguration"),
        EXPORT_CONFIGURATION("ExportConfiguration"),
        REBOOT_FORCED("RebootForce"),
        REBOOT_NO_FORCE("RebootNoForce"),
        POWER_CYCLE("PowerCycle");

        private final String dell;

        Type(String dell) {
            this.dell = dell;
        }

        public String dell() {
            return dell;
        }

        boolean reboot() {
            return this == REBOOT_FORCED || this == REBOOT_NO_FORCE || this == POWER_CYCLE;
        }
    }

    /**
     * What was asked for.
     *
     * @param uri where the package is fetched from; null for a job that fetches none
     * @param file the package's file name
     * @param onReset whether it waits for a reset that somebody else orders
     * @param held whether it stays Downloaded until SetupJobQueue gives it a time, as what WS-MAN's InstallFromURI brings
     *     does; what the device installs while the host runs is never held
     * @param waits whether what needs a reset of the host waits for somebody else's, as after racadm's update without
     *     --reboot; what needs none is installed at once
     */
    public record Order(
            String uri,
            String file,
            boolean onReset,
            boolean held,
            boolean waits,
            String user,
            String from,
            Instant at) {
        public Order(String uri, String file, boolean onReset, boolean held, String user, String from, Instant at) {
            this(uri, file, onReset, held, false, user, from, at);
        }

        public Order(String uri, String file, boolean onReset, String user, String from, Instant at) {
            this(uri, file, onReset, false, false, user, from, at);
        }

        /** The host is left alone, but what needs no reset of it is installed at once. */
        public static Order waiting(String uri, String file, String user, String from, Instant at) {
            return new Order(uri, file, false, false, true, user, from, at);
        }
    }

    /** What it does: to which part, which version; {@code title} as the job's name shows it. */
    public record Target(String part, String version, String title, String instance) {}

    public record Progress(
            JobState state, Message message, List<String> args, int percent, Instant running, Instant ended) {
        public String text() {
            return message.text(args);
        }
    }

    /** @param from not before; null: now. @param until not after; null: for ever */
    public record Schedule(Instant from, Instant until) {
        private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

        /**
         * As SetupJobQueue takes it: {@code 20260131235959}, TIME_NOW, TIME_NA.
         *
         * @throws DateTimeParseException for what is neither a time nor the word for none
         */
        public static Schedule of(String from, String until) {
            return new Schedule(stamp(from, "TIME_NOW"), stamp(until, "TIME_NA"));
        }

        private static Instant stamp(String given, String none) {
            return given.equals(none) ? null : LocalDateTime.parse(given, STAMP).toInstant(ZoneOffset.UTC);
        }
    }

    static final Schedule NOW = new Schedule(null, null);

    static Job fresh(String id, Type type, Order order, Target target, JobState state, Message message) {
        return new Job(id, type, order, target, new Progress(state, message, List.of(), 0, null, null), NOW, false);
    }

    public JobState state() {
        return progress.state();
    }

    /** The name as the OEM job shows it. */
    public String name() {
        return switch (type) {
            case FIRMWARE_UPDATE -> target == null ? "Firmware Update" : "Firmware Update: " + target.title();
            case FIRMWARE_ROLLBACK -> "Firmware Rollback: " + target.title();
            case REPOSITORY_UPDATE -> "Repository Update";
            case EXPORT_CONFIGURATION -> "Export: Server Configuration Profile";
            case BIOS_CONFIGURATION -> "Configure: BIOS.Setup.1-1";
            case REBOOT_FORCED -> "Reboot: Graceful OS shutdown with powercycle on timeout";
            case REBOOT_NO_FORCE -> "Reboot: Graceful OS shutdown without powercycle on timeout";
            case POWER_CYCLE -> "Reboot: PowerCycle";
        };
    }

    /** The name as DMTF's job and task show it, which is another. */
    public String dmtfName() {
        return switch (type) {
            case FIRMWARE_UPDATE -> target == null ? "update:new" : "update:" + target.instance();
            case FIRMWARE_ROLLBACK -> "rollback:" + target.instance();
            case BIOS_CONFIGURATION -> "ConfigBIOS:BIOS.Setup.1-1";
            case REPOSITORY_UPDATE, EXPORT_CONFIGURATION, REBOOT_FORCED, REBOOT_NO_FORCE, POWER_CYCLE -> name();
        };
    }

    Job at(JobState state, Message message, List<String> args, int percent) {
        return with(new Progress(state, message, args, percent, progress.running(), progress.ended()));
    }

    Job running(Instant now) {
        return with(new Progress(JobState.RUNNING, Message.IN_PROGRESS, List.of(), 1, now, null));
    }

    Job ended(JobState state, Message message, List<String> args, Instant now) {
        return with(new Progress(state, message, args, 100, progress.running(), now));
    }

    Job of(Target found) {
        return new Job(id, type, order, found, progress, schedule, taskGone);
    }

    Job scheduled(Schedule when) {
        return new Job(id, type, order, target, progress, when, taskGone);
    }

    Job withoutTask() {
        return new Job(id, type, order, target, progress, schedule, true);
    }

    private Job with(Progress now) {
        return new Job(id, type, order, target, now, schedule, taskGone);
    }
}
