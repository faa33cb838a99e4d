package io.farrier.lab.device;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The menu of faults. Each is a thing that real devices do; docs/lab.md tells where it was seen. */
public enum Fault {
    REFUSES_CONNECTION("nothing listens on the device's address", "", 0),
    SLOW("every answer comes late", "wall seconds", 3),
    STORM_503("in one lab minute of every three each request is answered 503", "", 0),
    TASK_PURGED_EARLY("a task is gone (404) as soon as its download has ended; the job stays", "", 0),
    COMPLETED_BUT_OLD_VERSION("a job says Completed, and the component keeps its old version", "", 0),
    INVENTORY_LAGS("the inventory shows a new version only some time after the job", "lab minutes", 10),
    CSIOR_OFF("no inventory is collected at POST, so the inventory stays as old as it is", "", 0),
    JOB_FAILS_RED007("each update job fails after its download: signature not verified", "", 0),
    BIOS_JOB_FAILS("the job of a BIOS package fails while it is installed (PR21); other packages go on", "", 0),
    STUCK_AT_40("an update job stays at Running 40 % and then fails with JCP052", "lab minutes", 30),
    BAD_LOGIN_AFTER_RESET("401 to good credentials for a while after each BMC reset", "lab minutes", 3),
    SESSION_CAP_REACHED("other people hold every session (RAC0218)", "", 0),
    CERTIFICATE_CHANGES("the certificate is a new one after each BMC reset", "", 0),
    LC_NOT_READY("the Lifecycle Controller is not ready, and update requests are refused", "lab minutes", 15),
    READY_TOO_EARLY("after a BMC reset it says Ready while other requests still fail (503)", "lab minutes", 3),
    SUBMIT_ANSWER_DELAYED("an update is accepted at once and answered late", "wall seconds", 20),
    LOCKDOWN("System Lockdown mode is on: every update is refused", "", 0),
    FOREIGN_JOB("somebody else's configuration job is scheduled in the queue", "", 0),
    WRONG_PASSWORD("the device's password is not the one that the lab's clients were given", "", 0),
    CANNOT_FETCH("the BMC reaches no server that it is told to fetch from: RED006", "", 0),
    PUSH_CUT("the connection breaks off in the middle of an upload", "times", 1),
    STUCK_UNTIL_RESET(
            "the Lifecycle Controller stays in recovery, and says not ready, until the BMC is restarted", "", 0),
    STUCK_UNTIL_FORCED(
            "a job that is not in the queue any more keeps the Lifecycle Controller in use until the queue is cleared by force",
            "",
            0),
    STUCK_UNTIL_AC(
            "the Lifecycle Controller stays in recovery, also after restarts of the BMC, until the server has had no power",
            "",
            0),
    GRACEFUL_IGNORED("the operating system does not shut down when asked to", "", 0),
    REDFISH_DEAD("every request to Redfish is answered 404; the other services go on", "", 0),
    RACADM_DEAD("every request to remote RACADM (/cgi-bin) is answered 404; the other services go on", "", 0),
    RACADM_CUT("what RACADM says breaks off in the middle, over HTTPS and over SSH", "", 0),
    SSH_DEAD("nothing listens on the SSH port; the other services go on", "", 0),
    SSH_KEY_CHANGES("the SSH host key is a new one after each BMC reset", "", 0),
    SSH_OLD("SSH knows the key exchange and the host keys of iDRAC7 and 8 only", "", 0),
    IPMI_DEAD("IPMI over LAN answers nothing; the other services go on", "", 0),
    SETUP_REFUSED("jobs are given no time: SetupJobQueue fails", "", 0),
    WSMAN_DEAD("every request to WS-MAN is answered 404; the other services go on", "", 0),
    WSMAN_TRUNCATED("each WS-MAN answer breaks off in the middle of its XML", "", 0),
    WSMAN_BOMB("each WS-MAN answer is a document of entities that would grow without end", "", 0),
    WSMAN_ENCODING("each WS-MAN answer says UTF-8 and is Latin-1", "", 0),
    WSMAN_UNPRINTABLE("there are control characters in the values of WS-MAN answers", "", 0);

    private final String description;
    private final String unit;
    private final double usual;

    Fault(String description, String unit, double usual) {
        this.description = description;
        this.unit = unit;
        this.usual = usual;
    }

    public String description() {
        return description;
    }

    /** What its value counts; empty where it takes none. */
    public String unit() {
        return unit;
    }

    /** Its value where none is given. */
    public double usual() {
        return usual;
    }

    /** As it is written in settings and at the control door: {@code inventory-lags}. */
    @JsonValue
    public String word() {
        return switch (this) {
            case STORM_503 -> "503-storm";
            case STUCK_AT_40 -> "stuck-at-40-then-jcp052";
            case BAD_LOGIN_AFTER_RESET -> "401-after-reset";
            default -> name().toLowerCase(Locale.ROOT).replace('_', '-');
        };
    }

    /** @throws IllegalArgumentException for a word that is not on the menu, naming those that are */
    @JsonCreator
    public static Fault of(String word) {
        return Arrays.stream(values())
                .filter(fault -> fault.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No fault is called \"" + word + "\". There are: "
                        + Arrays.stream(values()).map(Fault::word).collect(Collectors.joining(", "))));
    }
}
