package io.farrier.transport;

import java.util.List;
import java.util.Map;

/**
 * What about a server may be in the way of an update, as its BMC says. What it does not tell is null; nothing is guessed.
 *
 * @param health of the whole server: OK, Warning, Critical ({@code ComputerSystem.Status.HealthRollup})
 * @param powerSupplies the same of its power supplies together ({@code DellSystem.PSRollupStatus}); a supply that is lost,
 *     and with it the redundancy, makes it less than OK
 * @param lockdown Enabled, Disabled ({@code Lockdown.1.SystemLockdown})
 * @param csior Enabled, Disabled ({@code LCAttributes.1.CollectSystemInventoryOnRestart})
 * @param licences what the usable ones are called, as "iDRAC9 15g Enterprise License" ({@code DellLicense}, recorded R750)
 * @param pending BIOS settings that wait for the next start ({@code Bios/Settings})
 * @param tpm whether a trusted module is there and enabled ({@code ComputerSystem.TrustedModules})
 * @param kept by the id of a component, as in {@link Inventory.Installed}: the version before, which the device keeps and can go
 *     back to ({@code Previous-} in its inventory)
 * @param faults what it reports as faulty at present: message ids of its fault list ({@code LogServices/FaultList}) and subsystems
 *     whose rollup is not OK ("FanRollupStatus"); those that were there before an update are not its doing
 */
public record Condition(
        String health,
        String powerSupplies,
        String lockdown,
        String csior,
        List<String> licences,
        List<String> pending,
        Boolean tpm,
        Map<String, String> kept,
        List<String> faults)
        implements Answer {

    /** Its faults are not told. */
    public Condition(
            String health,
            String powerSupplies,
            String lockdown,
            String csior,
            List<String> licences,
            List<String> pending,
            Boolean tpm,
            Map<String, String> kept) {
        this(health, powerSupplies, lockdown, csior, licences, pending, tpm, kept, null);
    }
}
