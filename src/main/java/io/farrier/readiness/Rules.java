package io.farrier.readiness;

import io.farrier.readiness.Risk.Severity;
import io.farrier.transport.Condition;
import io.farrier.transport.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Which risks the facts mean. Pure. A fact that was not told is no risk, but that it was not told is one. */
public final class Rules {

    /** The Lifecycle Controller does not leave these by itself; the others pass, and a run waits for that. */
    private static final Set<String> STUCK = Set.of("Disabled", "InRecovery", "NotInitialized");

    private final List<Risk> risks = new ArrayList<>();

    private Rules() {}

    public static List<Risk> risks(Facts facts) {
        Rules rules = new Rules();
        if (facts.problem() != null) {
            rules.warns(
                    "no-answer", "the BMC could not be asked: " + facts.problem(), "see GET /hosts/{id}/transports");
        }
        if (facts.controller() != null) {
            rules.controller(facts.controller());
        }
        if (facts.condition() != null) {
            rules.condition(facts.condition());
        }
        if (facts.problem() == null && facts.condition() == null) {
            rules.warns(
                    "untold",
                    "the BMC does not tell its health, lockdown and settings: " + facts.untold(),
                    "let Redfish be reached, or look at it yourself");
        }
        if (facts.foreign() != null && !facts.foreign().isEmpty()) {
            rules.warns(
                    "foreign-jobs",
                    "jobs of another owner are in its queue: " + String.join(", ", facts.foreign()),
                    "let them end or delete them; a run waits for them");
        }
        rules.hub(facts);
        return List.copyOf(rules.risks);
    }

    /** @param packages those that are to be installed and change what a TPM measures; empty: no risk */
    public static List<Risk> tpm(Facts facts, List<String> packages) {
        boolean without = facts != null
                && facts.condition() != null
                && Boolean.FALSE.equals(facts.condition().tpm());
        return packages.isEmpty() || without
                ? List.of()
                : List.of(new Risk(
                        "tpm",
                        Severity.asks,
                        String.join(", ", packages) + " changes what the TPM measures, and disk encryption bound to it"
                                + " (BitLocker) will ask for its recovery key",
                        "suspend it or have the keys at hand, and acknowledge tpm in the plan's policy"));
    }

    private void controller(Readiness controller) {
        String status = controller.lcStatus();
        if (STUCK.contains(String.valueOf(status))) {
            blocks(
                    "lifecycle-controller",
                    "the Lifecycle Controller is " + status,
                    status.equals("Disabled") ? "enable it in the iDRAC's settings" : "POST /hosts/{id}/recoveries");
        } else if (!"Ready".equals(status) || !"Ready".equals(controller.status())) {
            warns(
                    "lifecycle-controller",
                    "the Lifecycle Controller is %s and says %s".formatted(status, controller.status()),
                    "it usually passes, and a run waits for it; else POST /hosts/{id}/recoveries");
        }
    }

    private void condition(Condition condition) {
        if ("Critical".equals(condition.health())) {
            asks("health", "its health is Critical", "repair it, or acknowledge health in the plan's policy");
        } else if (condition.health() != null && !"OK".equals(condition.health())) {
            warns("health", "its health is " + condition.health(), "look at its iDRAC's log");
        }
        if (condition.powerSupplies() != null && !"OK".equals(condition.powerSupplies())) {
            asks(
                    "power",
                    "its power supplies are " + condition.powerSupplies()
                            + ": the next fault may end an update half way",
                    "replace the supply, or acknowledge power in the plan's policy");
        }
        if ("Enabled".equals(condition.lockdown())) {
            blocks("lockdown", "System Lockdown mode is on, and every update is refused", "turn it off in the iDRAC");
        }
        if ("Disabled".equals(condition.csior())) {
            warns(
                    "csior",
                    "Collect System Inventory on Restart is off, so what was installed does not show and waits for"
                            + " somebody to look",
                    "enable LCAttributes.1.CollectSystemInventoryOnRestart and restart the host once");
        }
        if (condition.licences() != null && condition.licences().isEmpty()) {
            warns(
                    "licence",
                    "the iDRAC has no licence of its own: updates by a catalog and exports may be refused",
                    "import an Enterprise or Datacenter licence, or go on package by package");
        }
        if (condition.pending() != null && !condition.pending().isEmpty()) {
            warns(
                    "pending",
                    "BIOS settings wait for its next start: " + String.join(", ", condition.pending()),
                    "they would take effect with the update's restart: apply or clear them before");
        }
    }

    /** What the hub itself has seen of it. */
    private void hub(Facts facts) {
        if (facts.unfetched() != null && !Boolean.TRUE.equals(facts.takes())) {
            blocks(
                    "fetch",
                    "the BMC can't fetch from the hub, and can't be sent files: " + facts.unfetched(),
                    "open the way from the BMC to farrier.files.base-url, then POST /hosts/{id}/transports/test");
        } else if (facts.unfetched() != null) {
            warns(
                    "fetch",
                    "the BMC can't fetch from the hub and is sent its files: " + facts.unfetched(),
                    "open the way from the BMC to farrier.files.base-url; it works without, slower");
        }
        if (facts.failed() != null) {
            warns("last-run", "its last run failed: " + facts.failed(), "see that run's report before trying again");
        }
    }

    private void blocks(String code, String says, String then) {
        risks.add(new Risk(code, Severity.blocks, says, then));
    }

    private void asks(String code, String says, String then) {
        risks.add(new Risk(code, Severity.asks, says, then));
    }

    private void warns(String code, String says, String then) {
        risks.add(new Risk(code, Severity.warns, says, then));
    }
}
