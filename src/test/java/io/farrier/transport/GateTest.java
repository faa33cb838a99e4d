package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.hub.Halted;
import io.farrier.hub.Halts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may leave for a BMC. */
class GateTest {

    private static final Bmc BMC = new Bmc(1, "10.0.0.7", 443);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    private Halted halted = Optional::empty;
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private void pass(String mode, Ask ask, String path) {
        new Gate(mode, ANSWER, halted).pass(exchange, ask, "POST", path);
    }

    private static void refused(String code, Runnable request) {
        assertThatThrownBy(request::run).isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.code())
                .isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/wsman/Identify",
                "/wsman/Enumerate",
                "/wsman/Pull",
                "/wsman/DCIM_LCService/GetRemoteServicesAPIStatus",
                "/wsman/DCIM_SoftwareInstallationService/GetRepoBasedUpdateList",
                "racadm getsysinfo",
                "racadm swinventory",
                "racadm jobqueue view",
                "racadm serveraction powerstatus"
            })
    void a_shadow_asks_questions_of_wsman_and_racadm(String path) {
        assertThatCode(() -> pass("shadow", new Ask.ReadInventory(BMC), path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/wsman",
                "/wsman/DCIM_SoftwareInstallationService/InstallFromURI",
                "/wsman/DCIM_SoftwareInstallationService/InstallFromSoftwareIdentity",
                "/wsman/DCIM_SoftwareInstallationService/InstallFromRepository",
                "/wsman/DCIM_JobService/SetupJobQueue",
                "/wsman/DCIM_JobService/CreateRebootJob",
                "/wsman/DCIM_JobService/DeleteJobQueue",
                "/wsman/DCIM_ComputerSystem/RequestStateChange",
                "/wsman/DCIM_CSPowerManagementService/RequestPowerStateChange",
                "/wsman/DCIM_iDRACCardService/iDRACReset",
                "/wsman/DCIM_LCService/GetRemoteServicesAPIStatus/InstallFromURI",
                "/wsman/DCIM_Other/Enumerate",
                "racadm update -f BIOS.EXE",
                "racadm rollback BIOS.Setup.1-1",
                "racadm serveraction hardreset",
                "racadm jobqueue create -r graceful -s TIME_NOW",
                "racadm jobqueue delete -i JID_123456789012",
                "racadm racreset soft"
            })
    void a_shadow_orders_nothing_of_wsman(String path) {
        refused("shadow", () -> pass("shadow", new Ask.ReadInventory(BMC), path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/wsman/DCIM_LCService/LCWipe",
                "/wsman/DCIM_LCService/SystemErase",
                "/wsman/DCIM_iDRACCardService/iDRACResetCfg",
                "/wsman/DCIM_RAIDService/ResetConfig",
                "/wsman/DCIM_RAIDService/ClearForeignConfig"
            })
    void what_destroys_never_leaves(String path) {
        refused("denied", () -> pass("active", new Ask.Reset(BMC, ResetKind.ON), path));
    }

    @Test
    void what_might_outlast_its_turn_does_not_leave() {
        exchange.setProperty(Gate.LEASE_ENDS, System.nanoTime() + ANSWER.toNanos() / 2);
        refused("late", () -> pass("active", new Ask.ReadInventory(BMC), "/wsman/Enumerate"));
        exchange.setProperty(Gate.LEASE_ENDS, System.nanoTime() + ANSWER.toNanos() * 100);
        assertThatCode(() -> pass("active", new Ask.ReadInventory(BMC), "/wsman/Enumerate"))
                .doesNotThrowAnyException();
    }

    @Test
    void while_the_world_is_halted_nothing_is_submitted_or_reset_and_staged_jobs_are_still_removed() {
        halted = () -> Optional.of(new Halts.Halt(1, "ada", "smoke", Instant.now(), null, null));
        String reset = "/redfish/v1/Systems/System.Embedded.1/Actions/ComputerSystem.Reset";
        refused("halted", () -> pass("active", new Ask.Reset(BMC, ResetKind.GRACEFUL_RESTART), reset));
        pass("active", new Ask.Clear(BMC, List.of("JID_1")), "/redfish/v1/x/DellJobService.DeleteJobQueue");
        pass("active", new Ask.ReadJobs(BMC, List.of()), "/redfish/v1/SessionService/Sessions");
    }
}
