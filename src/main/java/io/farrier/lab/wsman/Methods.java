package io.farrier.lab.wsman;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Host;
import io.farrier.lab.device.Inventory;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.Message;
import io.farrier.lab.device.Queueing;
import io.farrier.lab.device.Tally;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of the services, each answered by what stands in its {@code _OUTPUT}. Guarded by the device.
 *
 * @param user who is logged in
 * @param from the client's address
 */
record Methods(Device device, String user, String from) {
    private static final String DONE = "0";
    private static final String FAILED = "2";
    private static final String JOB_CREATED = "4096";
    private static final List<String> EXTENSIONS = List.of(".exe", ".d7", ".d9", ".pm");

    /** CreateRebootJob's numbers. */
    private static final Map<String, Job.Type> REBOOTS = Map.of(
            "1", Job.Type.POWER_CYCLE,
            "2", Job.Type.REBOOT_NO_FORCE,
            "3", Job.Type.REBOOT_FORCED);

    /** RequestStateChange's numbers, as many of CIM's as an iDRAC takes. */
    private static final Map<String, Host.ResetType> STATES = Map.of(
            "2", Host.ResetType.ON,
            "3", Host.ResetType.FORCE_OFF,
            "11", Host.ResetType.FORCE_RESTART);

    /** RequestPowerStateChange's numbers (DSP1027). */
    private static final Map<String, Host.ResetType> POWER = Map.of(
            "2", Host.ResetType.ON,
            "5", Host.ResetType.POWER_CYCLE,
            "8", Host.ResetType.FORCE_OFF,
            "9", Host.ResetType.POWER_CYCLE,
            "10", Host.ResetType.FORCE_RESTART,
            "12", Host.ResetType.GRACEFUL_SHUTDOWN);

    private static final Map<String, String> LC = Map.of(
            "Ready",
            "0",
            "NotInitialized",
            "1",
            "ReloadingData",
            "2",
            "Disabled",
            "3",
            "InRecovery",
            "4",
            "InUse",
            "5");
    private static final Map<String, String> SERVER = Map.of(
            "PoweredOff", "0",
            "InPOST", "1",
            "OutOfPOST", "2",
            "CollectingSystemInventory", "3",
            "AutomatedTaskExecution", "4");

    /** @throws SoapFault for a method that the class does not have */
    List<Tag> invoke(Asked asked, String method) {
        return switch (asked.className() + "." + method) {
            case "DCIM_SoftwareInstallationService.InstallFromURI" -> install(asked);
            case "DCIM_SoftwareInstallationService.InstallFromSoftwareIdentity" -> rollBack(asked);
            case "DCIM_JobService.CreateRebootJob" -> reboot(asked);
            case "DCIM_JobService.SetupJobQueue" -> setUp(asked);
            case "DCIM_JobService.DeleteJobQueue" -> delete(asked);
            case "DCIM_LCService.GetRemoteServicesAPIStatus" -> status();
            case "DCIM_ComputerSystem.RequestStateChange" ->
                power(STATES.get(asked.parameter("RequestedState").orElse("")), "RequestedState");
            case "DCIM_CSPowerManagementService.RequestPowerStateChange" ->
                power(POWER.get(asked.parameter("PowerState").orElse("")), "PowerState");
            case "DCIM_iDRACCardService.iDRACReset" -> reset();
            default ->
                throw SoapFault.sender(
                        "wsa:ActionNotSupported", "The class " + asked.className() + " has no method " + method + ".");
        };
    }

    /** Questions, which change nothing. */
    static boolean reads(String method) {
        return method.startsWith("Get");
    }

    private List<Tag> install(Asked asked) {
        String uri = asked.parameter("URI").orElse("");
        Optional<Message> closed = closed();
        if (closed.isPresent()) {
            return refused(closed.get());
        }
        if (identity(asked, Inventory.Copy.INSTALLED).isEmpty()) {
            return refused(Message.NOT_AN_INSTANCE);
        }
        if (!uri.startsWith("http://") && !uri.startsWith("https://")) {
            return refused(Message.PROTOCOL_UNSUPPORTED);
        }
        String path = uri.split("[?#]")[0];
        String file = path.substring(path.lastIndexOf('/') + 1);
        if (EXTENSIONS.stream().noneMatch(file.toLowerCase(Locale.ROOT)::endsWith)) {
            return refused(Message.WRONG_EXTENSION);
        }
        Job job = device.updates()
                .submit(new Job.Order(
                        uri, file, false, true, user, from, device.clock().now()));
        return created("Job", job);
    }

    private List<Tag> rollBack(Asked asked) {
        Optional<Message> closed = closed();
        if (closed.isPresent()) {
            return refused(closed.get());
        }
        Optional<Inventory.Member> previous = identity(asked, Inventory.Copy.PREVIOUS);
        if (previous.isEmpty()) {
            return refused(Message.NO_ROLLBACK);
        }
        Job.Order order = new Job.Order(
                null,
                previous.get().id(),
                false,
                true,
                user,
                from,
                device.clock().now());
        return created("Job", device.updates().rollBack(order, previous.get()));
    }

    /** Why it takes no update at all; empty where it does. */
    private Optional<Message> closed() {
        if (device.lockdown()) {
            return Optional.of(Message.LOCKED_DOWN);
        }
        if (!device.bmc().takesUpdates()) {
            return Optional.of(Message.LC_NOT_READY);
        }
        return device.jobs().full() ? Optional.of(Message.QUEUE_FULL) : Optional.empty();
    }

    /** The identity that the parameter Target refers to. */
    private Optional<Inventory.Member> identity(Asked asked, Inventory.Copy copy) {
        return asked.reference("Target").flatMap(id -> device.inventory().members().stream()
                .filter(member -> member.copy() == copy && member.instance().equals(id))
                .findFirst());
    }

    private List<Tag> reboot(Asked asked) {
        Job.Type type = REBOOTS.get(asked.parameter("RebootJobType").orElse(""));
        return type == null
                ? refused(Message.BAD_VALUE)
                : created("RebootJobID", new Queueing(device).createReboot(type, user, from));
    }

    private List<Tag> setUp(Asked asked) {
        List<String> jobs = asked.parameters("JobArray");
        if (jobs.isEmpty()) {
            return refused(Message.INVALID_JOB);
        }
        try {
            Job.Schedule when = Job.Schedule.of(
                    asked.parameter("StartTimeInterval").orElse("TIME_NOW"),
                    asked.parameter("UntilTime").orElse("TIME_NA"));
            return new Queueing(device)
                    .setUp(jobs, when)
                    .map(Methods::refused)
                    .orElseGet(() -> said(DONE, Message.SCHEDULED));
        } catch (DateTimeParseException malformed) {
            return refused(Message.INVALID_UNTIL);
        }
    }

    private List<Tag> delete(Asked asked) {
        String which = asked.parameter("JobID").orElse("");
        Queueing queue = new Queueing(device);
        Optional<Message> refused = Optional.empty();
        switch (which) {
            case "JID_CLEARALL" -> queue.clear(false);
            case "JID_CLEARALL_FORCE" -> queue.clear(true);
            default -> refused = queue.delete(which);
        }
        return refused.map(Methods::refused).orElseGet(() -> said(DONE, Message.JOB_DELETED));
    }

    private List<Tag> status() {
        String lifecycle = device.bmc().lcStatus();
        boolean ready = lifecycle.equals("Ready");
        Message message = ready ? Message.LC_READY : Message.LC_NOT_READY;
        return List.of(
                value("LCStatus", LC.get(lifecycle)),
                value("Message", message.template()),
                value("MessageID", message.id()),
                value("RTStatus", ready ? "0" : "1"),
                value("ReturnValue", DONE),
                value("ServerStatus", SERVER.get(device.host().serverStatus())),
                value("Status", ready ? "0" : "1"));
    }

    private List<Tag> power(Host.ResetType type, String parameter) {
        boolean obeyed = type != null
                && device.host().reset(type, Tally.Cause.ORDERED, from).isEmpty();
        return obeyed
                ? List.of(value("ReturnValue", DONE))
                : List.of(
                        value("Message", Message.STATE_NOT_SET.template()),
                        value("MessageArguments", parameter),
                        value("MessageID", Message.STATE_NOT_SET.id()),
                        value("ReturnValue", FAILED));
    }

    private List<Tag> reset() {
        device.bmc().restart(Tally.Cause.ORDERED, from);
        return said(DONE, Message.IDRAC_RESET);
    }

    private static List<Tag> created(String name, Job job) {
        Tag reference = Tag.of(
                "wsa:EndpointReference",
                Soap.reference(
                        "http://schemas.dell.com/wbem/wscim/1/cim-schema/2/DCIM_LifecycleJob",
                        List.of(Soap.selector("InstanceID", job.id()), Soap.selector("__cimnamespace", "root/dcim"))));
        return List.of(Tag.of("n1:" + name, reference), value("ReturnValue", JOB_CREATED));
    }

    private static List<Tag> refused(Message why) {
        return said(FAILED, why);
    }

    private static List<Tag> said(String returnValue, Message message) {
        return List.of(
                value("Message", message.template()),
                value("MessageID", message.id()),
                value("ReturnValue", returnValue));
    }

    private static Tag value(String name, String text) {
        return Tag.text("n1:" + name, text);
    }
}
