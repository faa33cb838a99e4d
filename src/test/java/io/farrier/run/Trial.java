package io.farrier.run;

import static io.farrier.run.Trial.Needs.ANY;
import static io.farrier.run.Trial.Needs.BIOS;
import static io.farrier.run.Trial.Needs.BMC;
import static io.farrier.run.Trial.Needs.STAGED;
import static io.farrier.run.Trial.Needs.WSMAN;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import java.util.List;
import java.util.Optional;

/**
 * One fault and how a run on a host that has it must end.
 *
 * @param value as the lab counts it for this fault; null: what is usual
 * @param needs what the plan must promise, so that the fault is met at all
 * @param anew the hub has to log in again, as it does where no session is left
 * @param state in which the run settles
 * @param reason what an operator reads must contain this
 */
record Trial(Fault fault, Double value, Needs needs, boolean anew, String state, String reason) {

    enum Needs {
        ANY,
        /** Something that is staged for the host's next start. */
        STAGED,
        /** A BIOS. */
        BIOS,
        /** The BMC's own firmware, after which the BMC restarts. */
        BMC,
        /** Something that is staged, on a device that has WS-MAN. */
        WSMAN;

        boolean metBy(List<Promise> promises, boolean idrac10) {
            return switch (this) {
                case ANY -> true;
                case STAGED -> promises.stream().anyMatch(promise -> !promise.direct());
                case WSMAN -> !idrac10 && STAGED.metBy(promises, false);
                case BIOS ->
                    promises.stream().anyMatch(promise -> promise.fqdd().startsWith("BIOS"));
                case BMC -> promises.stream().anyMatch(Promise::bmc);
            };
        }
    }

    /** The lab's whole menu. */
    static final List<Trial> MENU = List.of(
            new Trial(Fault.REFUSES_CONNECTION, null, ANY, false, "human", "refused the connection"),
            new Trial(Fault.SLOW, 0.3, ANY, false, "succeeded", "read back"),
            new Trial(Fault.STORM_503, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.TASK_PURGED_EARLY, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.COMPLETED_BUT_OLD_VERSION, null, STAGED, false, "failed", "says that it is done"),
            new Trial(Fault.INVENTORY_LAGS, null, STAGED, false, "succeeded", "read back"),
            new Trial(Fault.CSIOR_OFF, null, STAGED, false, "human", "unproven"),
            new Trial(Fault.JOB_FAILS_RED007, null, ANY, false, "failed", "RED007"),
            new Trial(Fault.BIOS_JOB_FAILS, null, BIOS, false, "failed", "PR21"),
            new Trial(Fault.STUCK_AT_40, null, ANY, false, "failed", "JCP052"),
            new Trial(Fault.BAD_LOGIN_AFTER_RESET, null, BMC, false, "succeeded", "read back"),
            new Trial(Fault.SESSION_CAP_REACHED, null, ANY, true, "succeeded", "read back"),
            new Trial(Fault.CERTIFICATE_CHANGES, null, BMC, false, "human", "certificate"),
            new Trial(Fault.LC_NOT_READY, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.READY_TOO_EARLY, null, BMC, false, "succeeded", "read back"),
            new Trial(Fault.SUBMIT_ANSWER_DELAYED, 7.0, ANY, false, "succeeded", "read back"),
            new Trial(Fault.LOCKDOWN, null, ANY, false, "failed", "lockdown"),
            new Trial(Fault.FOREIGN_JOB, null, ANY, false, "human", "another owner"),
            new Trial(Fault.WRONG_PASSWORD, null, ANY, true, "failed", "correct the credential"),
            new Trial(Fault.CANNOT_FETCH, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.PUSH_CUT, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.STUCK_UNTIL_RESET, null, ANY, false, "human", "InRecovery"),
            new Trial(Fault.STUCK_UNTIL_FORCED, null, ANY, false, "human", "InUse"),
            new Trial(Fault.STUCK_UNTIL_AC, null, ANY, false, "human", "InRecovery"),
            new Trial(Fault.GRACEFUL_IGNORED, null, STAGED, false, "human", "did not go down"),
            // Another transport does it, and its jobs want to be staged.
            new Trial(Fault.REDFISH_DEAD, null, WSMAN, false, "succeeded", "read back"),
            new Trial(Fault.RACADM_DEAD, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.RACADM_CUT, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.SSH_DEAD, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.SSH_KEY_CHANGES, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.SSH_OLD, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.IPMI_DEAD, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.SETUP_REFUSED, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.WSMAN_DEAD, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.WSMAN_TRUNCATED, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.WSMAN_BOMB, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.WSMAN_ENCODING, null, ANY, false, "succeeded", "read back"),
            new Trial(Fault.WSMAN_UNPRINTABLE, null, ANY, false, "succeeded", "read back"));

    static Trial of(Fault fault) {
        return MENU.stream().filter(trial -> trial.fault() == fault).findFirst().orElseThrow();
    }

    void befall(Device device) {
        device.fault(fault, true, value);
        if (anew) {
            new Witness(device).endSessions();
        }
    }

    /** What is wrong with how it ended; empty where nothing is. */
    Optional<String> misses(Rollout.Ending ending) {
        return ending.state().equals(state) && ending.reason().contains(reason)
                ? Optional.empty()
                : Optional.of("%s: expected %s (… %s …), was %s (%s)"
                        .formatted(fault.word(), state, reason, ending.state(), ending.reason()));
    }
}
