package io.farrier.lab.device;

import java.util.List;

/**
 * What the devices say, by Dell's message ids (registry IDRAC 2.7): {@code %n} are arguments. Ids, texts and severities
 * are those of the registry that iDRACs carry.
 */
public enum Message {
    IDRAC_READY_NOT(
            "SWC0700",
            "Critical",
            "iDRAC is not ready. The configuration values cannot be accessed. Please retry after a few minutes."),
    PROVIDER_NOT_READY("RAC0508", "Critical", "Unable to complete the operation because the provider is not ready."),
    SESSIONS_FULL("RAC0218", "Informational", "The maximum number of user sessions is reached."),
    JOB_DONE("RED001", "Informational", "Job completed successfully."),
    DOWNLOADED("RED002", "Informational", "Package successfully downloaded."),
    DOWNLOAD_FAILED("RED006", "Warning", "Unable to download Update Package."),
    BAD_SIGNATURE("RED007", "Warning", "Unable to verify Update Package signature."),
    LICENCE_MISSING("LIC501", "Critical", "A required license is missing or expired."),
    EXPORTED("SYS043", "Informational", "Successfully exported Server Configuration Profile"),
    DUPLICATE_JOB("RED014", "Warning", "Job for this device is already present."),
    PROTOCOL_UNSUPPORTED("RED015", "Warning", "The download protocol specified is not supported."),
    WRONG_SYSTEM("RED017", "Warning", "The DUP specified is not compatible with the target system."),
    NO_SPACE("RED027", "Warning", "Insufficient space to upload the requested file."),
    UPDATE_IN_PROGRESS("RED034", "Warning", "Firmware update in progress."),
    NO_ROLLBACK("RED018", "Warning", "Reinstall or Rollback not supported for this device."),
    LC_IN_USE(
            "RED023",
            "Warning",
            "Lifecycle Controller in use. This job will start when Lifecycle Controller is available."),
    REBOOT_PENDING("RED029", "Informational", "A reboot is pending."),
    REBOOT_DONE("RED030", "Informational", "Reboot is complete."),
    REBOOT_FAILED("RED033", "Warning", "Unable to reboot system."),
    ROLLED_BACK("RED035", "Informational", "%1 Rollback successful. Earlier version:%2, Current version:%3."),
    NOT_IN_INVENTORY(
            "RED097",
            "Warning",
            "Unable to complete the firmware update operation because the specified firmware image is for a component that is not in the target system inventory or the component is disabled for performing the update."),
    DOWNLOADING("RED110", "Informational", "Downloading the %1 update package."),
    INTERRUPTED_NEW(
            "RED114",
            "Warning",
            "Unable to run the job because iDRAC restart operation interrupted the job while in the New state."),
    INTERRUPTED_DOWNLOADING(
            "RED115",
            "Warning",
            "Unable to run the job because iDRAC restart operation interrupted the job while downloading."),
    CPLD_NOT_ALONE(
            "RED149",
            "Critical",
            "Unable to create the job because a CPLD firmware job and non-CPLD job cannot be performed at the same time."),
    NO_REPOSITORY_JOB("SUP028", "Warning", "The GetRepoBasedUpdateList method did not complete successfully."),
    NOTHING_APPLIES(
            "SUP029",
            "Warning",
            "Unable to complete the operation because the catalog name entered has either unsupported firmware packages or"
                    + " same version installed on the server."),
    NO_CATALOG("RED060", "Warning", "The specified catalog file is not supported."),
    JOB_DELETED("SUP020", "Informational", "The specified job was deleted"),
    INVALID_JOB("SUP011", "Warning", "Invalid Job ID specified."),
    NOT_AN_INSTANCE("SUP024", "Warning", "InstanceID value provided for the update operation is invalid"),
    INVALID_UNTIL("SUP018", "Warning", "Invalid until time."),
    LC_NOT_READY("LC060", "Warning", "Lifecycle Controller Remote Services is not ready."),
    LC_READY("LC061", "Informational", "Lifecycle Controller Remote Services is ready."),
    STATE_NOT_SET("SYS021", "Warning", "The command failed to set RequestedState"),
    IDRAC_RESET("RAC064", "Informational", "iDRAC was successfully reset."),
    NOT_SCHEDULED("JCP002", "Warning", "Unable to schedule the job."),
    SCHEDULED("JCP001", "Informational", "Task successfully scheduled."),
    JOB_UNSUCCESSFUL("JCP003", "Warning", "The Job did not complete successfully."),
    QUEUE_FULL("JCP014", "Warning", "Maximum jobs per queue exceeded."),
    RUNNING_NOT_DELETED("JCP015", "Warning", "A running job cannot be deleted."),
    NO_PROGRESS("JCP052", "Warning", "The Job was in running state and made no progress for the allocated time."),
    CONFIG_DONE("PR19", "Informational", "Job completed successfully."),
    IN_PROGRESS("PR20", "Informational", "Job in progress."),
    FAILED("PR21", "Warning", "Job failed."),
    ALREADY_ON("PSU501", "Informational", "Server is already powered ON."),
    ALREADY_OFF("PSU502", "Informational", "Server is already powered OFF."),
    PRECONDITION(
            "SYS400",
            "Warning",
            "Unable to successfully complete the precondition check operations such as Open Data Protocol (OData) Version, If-Match request-header, and If-Not-Modified request-headers."),
    METHOD_NOT_ALLOWED(
            "SYS402", "Informational", "Unable to run the method because the requested HTTP method is not allowed."),
    NOT_FOUND("SYS403", "Critical", "Unable to complete the operation because the resource %1 entered is not found."),
    IF_MATCH_MISSING(
            "SYS404", "Warning", "Unable to complete the operation because the If-Match request header is missing."),
    BAD_JSON("SYS405", "Critical", "Unable to complete the operation because the JSON data format entered is invalid."),
    LOCKED_DOWN(
            "SYS406",
            "Informational",
            "Unable to start the configuration operation because the System Lockdown mode is enabled."),
    BAD_VALUE("SYS409", "Warning", "Unable to set the object properties because an incorrect object value is entered."),
    UPLOAD_FAILED("SYS412", "Warning", "Unable to upload the file because of unknown internal issues."),
    OK("SYS413", "Informational", "The operation successfully completed."),
    CREATED("SYS414", "Informational", "A new resource is successfully created."),
    BAD_LOGIN(
            "SYS415",
            "Warning",
            "Unable to complete the operation because an invalid username and/or password is entered, and therefore authentication failed."),
    NO_LOGIN(
            "SYS416",
            "Warning",
            "Unable to complete the operation because the username and/or password is not entered, and therefore authentication failed."),
    PROPERTY_MISSING(
            "SYS428",
            "Warning",
            "Unable to complete the operation because the property %1 is a required property and must be included in the request."),
    PROPERTY_UNKNOWN(
            "SYS429",
            "Warning",
            "Unable to complete the operation because the property %1 is not in the list of valid properties for the resource."),
    WRONG_EXTENSION(
            "SYS434", "Warning", "Unable to upload the firmware image because the file extension is not supported."),
    MORE_THAN_ONE(
            "SYS442",
            "Warning",
            "Unable to start the installation because more than one firmware inventory component URI is entered."),
    UPDATE_INITIATED("RAC987", "Informational", "Firmware update job for %1 is initiated."),
    UPDATE_NOT_INITIATED("RAC988", "Warning", "Unable to initiate the %1 firmware update."),
    NO_SUCH_JOB("RAC992", "Warning", "Invalid job: %1."),
    JOB_WAS_DELETED("RAC993", "Informational", "The job: %1 was deleted."),
    JOB_NOT_DELETED("RAC1007", "Warning", "The job %1 cannot be deleted."),
    JOB_SCHEDULED("RAC1024", "Informational", "Successfully scheduled a job."),
    JOBS_CANCELLED("RAC1032", "Informational", "%1 jobs was cancelled by the user."),
    ROLLBACK_INITIATED("RAC1056", "Informational", "Rollback operation initiated successfully."),
    ROLLBACK_NOT_INITIATED(
            "RAC1057",
            "Warning",
            "Rollback operation did not complete successfully. The component identifier specified is not valid or does not have a rollback firmware image available."),
    BAD_FILE("RAC980", "Warning", "Unable to apply the firmware update because the file type is invalid."),
    SERVER_LOCKED("RAC1201", "Warning", "Unable to complete the operation because the server is in the lockdown mode."),
    TURNING_ON("SYS1000", "Informational", "System is turning on."),
    TURNING_OFF("SYS1001", "Informational", "System is turning off."),
    RESETTING("SYS1003", "Informational", "System CPU Resetting."),
    BMC_RESET("RAC0182", "Informational", "The iDRAC firmware was rebooted with the following reason: %1."),
    LOGGED_IN("USR0030", "Informational", "Successfully logged in using %1, from %2 and %3."),
    LOGIN_FAILED("USR0031", "Informational", "Unable to log in for %1 from %2 using %3."),
    LOGGED_OFF("USR0032", "Informational", "The session for %1 from %2 using %3 is logged off."),
    UPDATED("SUP0518", "Informational", "Successfully updated the %1 firmware to version %2.");

    private final String id;
    private final String severity;
    private final String text;

    Message(String id, String severity, String text) {
        this.id = id;
        this.severity = severity;
        this.text = text;
    }

    /** Dell's id, without a registry's prefix: {@code RED001}. */
    public String id() {
        return id;
    }

    /** The registry's own word: Informational, Warning or Critical. */
    public String severity() {
        return severity;
    }

    /** The text with its {@code %1} places. */
    public String template() {
        return text;
    }

    public String text(List<String> args) {
        String filled = text;
        for (int i = 0; i < args.size(); i++) {
            filled = filled.replace("%" + (i + 1), args.get(i));
        }
        return filled;
    }

    /** With the prefix of the registry that the model carries. */
    public String registered(Models.Model model) {
        return (model.idrac8() ? "iDRAC.1.5." : model.idrac10() ? "IDRAC.2.9." : "IDRAC.2.7.") + id();
    }
}
