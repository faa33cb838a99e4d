package io.farrier.lab.racadm;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Host;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Queueing;
import io.farrier.lab.device.Tally;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * RACADM's command language over the device's one state, whatever way the command came. Guarded by the device.
 *
 * @param user who is logged in
 * @param from the client's address
 * @param uploads the files that came by putfile; none over SSH
 */
record Racadm(Device device, String user, String from, Map<String, Path> uploads) {
    private static final List<String> EXTENSIONS = List.of(".exe", ".d7", ".d9", ".pm");
    private static final Map<String, Job.Type> REBOOTS = Map.of(
            "pwrcycle", Job.Type.POWER_CYCLE,
            "graceful", Job.Type.REBOOT_NO_FORCE,
            "forced", Job.Type.REBOOT_FORCED);
    private static final Map<String, Host.ResetType> ACTIONS = Map.of(
            "powerup", Host.ResetType.ON,
            "powerdown", Host.ResetType.FORCE_OFF,
            "powercycle", Host.ResetType.POWER_CYCLE,
            "hardreset", Host.ResetType.FORCE_RESTART,
            "graceshutdown", Host.ResetType.GRACEFUL_SHUTDOWN);
    private static final Output SYNTAX = Output.error("Invalid subcommand syntax.");

    Output run(String line) {
        Words words = Words.of(line);
        String command = words.at(0);
        boolean early = device.bmc().claimsReady() && command.equals("getremoteservicesstatus");
        if (!device.bmc().serves() && !early || device.bmc().inStorm()) {
            return Output.error(Message.IDRAC_READY_NOT);
        }
        return switch (command) {
            case "getsysinfo" -> told(Texts::system);
            case "getversion" -> told(Texts::version);
            case "getsvctag" -> told(d -> d.plate().tag().tag() + "\n");
            case "swinventory" -> told(Texts::software);
            case "getremoteservicesstatus" -> told(Texts::status);
            case "jobqueue" -> jobQueue(words);
            case "update" -> update(words);
            case "rollback" -> rollBack(words);
            case "serveraction" -> serverAction(words);
            case "racreset" -> reset();
            default -> Output.error("Invalid subcommand specified.");
        };
    }

    private Output told(Function<Device, String> text) {
        device.tally().read();
        return Output.of(text.apply(device));
    }

    private void wrote(String what) {
        device.tally().wrote("RACADM", what);
    }

    private Output jobQueue(Words words) {
        return switch (words.at(1)) {
            case "view" -> view(words);
            case "create" -> create(words);
            case "delete" -> delete(words);
            default -> SYNTAX;
        };
    }

    private Output view(Words words) {
        Optional<String> id = words.after("-i");
        List<Job> jobs = device.jobs().all().stream()
                .filter(job -> id.isEmpty() || job.id().equals(id.get()))
                .toList();
        if (id.isPresent() && jobs.isEmpty()) {
            return Output.error(Message.NO_SUCH_JOB, id.get());
        }
        return told(d -> Texts.jobs(jobs));
    }

    /** With a device's name it makes a configuration job; with -r a reboot job, which begins at once. */
    private Output create(Words words) {
        String reboot = words.after("-r").orElse("none");
        String target = words.at(2).startsWith("-") ? "" : words.at(2);
        if (!reboot.equals("none") && !REBOOTS.containsKey(reboot) || target.isEmpty() && reboot.equals("none")) {
            return SYNTAX;
        }
        if (!target.isEmpty() && !target.equals("BIOS.Setup.1-1")) {
            return Output.error("No pending data found for " + target);
        }
        wrote("jobqueue create");
        Queueing queue = new Queueing(device);
        StringBuilder text =
                new StringBuilder(Message.JOB_SCHEDULED.id() + ": " + Message.JOB_SCHEDULED.template() + "\n");
        if (!target.isEmpty()) {
            text.append("Commit JID = ")
                    .append(queue.configure(user, from).id())
                    .append("\n");
        }
        if (!reboot.equals("none")) {
            Job job = queue.createReboot(REBOOTS.get(reboot), user, from);
            Optional<Message> refused = queue.setUp(List.of(job.id()), Job.Schedule.of("TIME_NOW", "TIME_NA"));
            if (refused.isPresent()) {
                queue.delete(job.id());
                return Output.error(refused.get());
            }
            text.append("Reboot JID = ").append(job.id()).append("\n");
        }
        return Output.of(text.toString());
    }

    private Output delete(Words words) {
        String id = words.has("--all") ? "JID_CLEARALL" : words.after("-i").orElse("");
        Queueing queue = new Queueing(device);
        if (id.isEmpty()) {
            return SYNTAX;
        }
        wrote("jobqueue delete");
        if (id.startsWith("JID_CLEARALL")) {
            int before = device.jobs().all().size();
            queue.clear(id.endsWith("_FORCE"));
            return Output.said(
                    Message.JOBS_CANCELLED,
                    String.valueOf(before - device.jobs().all().size()));
        }
        return queue.delete(id)
                .map(why ->
                        Output.error(why == Message.INVALID_JOB ? Message.NO_SUCH_JOB : Message.JOB_NOT_DELETED, id))
                .orElseGet(() -> Output.said(Message.JOB_WAS_DELETED, id));
    }

    private Output update(Words words) {
        String file = words.after("-f").orElse("");
        if (file.isEmpty()) {
            return SYNTAX;
        }
        wrote("update");
        if (device.lockdown()) {
            return Output.error(Message.SERVER_LOCKED);
        }
        if (!device.bmc().takesUpdates()) {
            return Output.error(Message.PROVIDER_NOT_READY);
        }
        if (device.jobs().full()) {
            return Output.error(Message.QUEUE_FULL);
        }
        if (EXTENSIONS.stream().noneMatch(file.toLowerCase(Locale.ROOT)::endsWith)) {
            return Output.error(Message.BAD_FILE);
        }
        Optional<Job> job = uploads.containsKey(file)
                ? device.updates().push(order(null, file, words), uploads.remove(file))
                : uri(words, file).map(uri -> device.updates().submit(order(uri, file, words)));
        return job.map(taken -> Output.of("""
                RAC987: %s
                This firmware update job may take several minutes to complete depending on
                the component or components being updated. To view the progress of the
                job, run the "racadm jobqueue view" command.
                """.formatted(Message.UPDATE_INITIATED.text(List.of(file)))))
                .orElseGet(() -> Output.error(Message.UPDATE_NOT_INITIATED, file));
    }

    private Job.Order order(String uri, String file, Words words) {
        var now = device.clock().now();
        return words.has("--reboot")
                ? new Job.Order(uri, file, false, user, from, now)
                : Job.Order.waiting(uri, file, user, from, now);
    }

    /** {@code -e host/folder -t HTTP}; of the other kinds of shares the lab has none. */
    private static Optional<String> uri(Words words, String file) {
        String scheme = words.after("-t").orElse("").toLowerCase(Locale.ROOT);
        if (!List.of("http", "https").contains(scheme)) {
            return Optional.empty();
        }
        return words.after("-e").map(place -> scheme + "://" + place + "/" + file);
    }

    private Output rollBack(Words words) {
        Optional<Inventory.Member> previous = device.inventory().members().stream()
                .filter(member -> member.copy() == Inventory.Copy.PREVIOUS)
                .filter(member -> member.fqdd().equals(words.at(1)))
                .findFirst();
        wrote("rollback");
        if (device.lockdown()) {
            return Output.error(Message.SERVER_LOCKED);
        }
        if (previous.isEmpty()) {
            return Output.error(Message.ROLLBACK_NOT_INITIATED);
        }
        device.updates().rollBack(order(null, previous.get().id(), words), previous.get());
        return Output.said(Message.ROLLBACK_INITIATED);
    }

    private Output serverAction(Words words) {
        String action = words.at(1);
        if (action.equals("powerstatus")) {
            return told(d -> "Server power status: " + (d.host().on() ? "ON" : "OFF") + "\n");
        }
        Host.ResetType type = ACTIONS.get(action);
        if (type == null) {
            return SYNTAX;
        }
        wrote("serveraction " + action);
        boolean off = !device.host().on() && type != Host.ResetType.ON;
        Optional<Message> refused =
                off ? Optional.of(Message.ALREADY_OFF) : device.host().reset(type, Tally.Cause.ORDERED, from);
        return refused.map(why -> new Output(1, why.template() + "\n"))
                .orElseGet(() -> Output.of("Server power operation initiated successfully\n"));
    }

    private Output reset() {
        wrote("racreset");
        device.bmc().restart(Tally.Cause.ORDERED, from);
        return Output.of("""
                RAC reset operation initiated successfully. It may take a few
                minutes for the RAC to come online again.
                """);
    }
}
