package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole runs on servers whose usual ways are dead. All are behind in BIOS alone. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WaysDownTest {

    private static final Duration LONG = Duration.ofMinutes(4);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    private LabFleet fleet;
    private Rollout rollout;

    @BeforeAll
    void lab() throws IOException {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 61, 3, "--speed=" + HubTest.SPEED, "--behind=bios");
        rollout.learn(fleet);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Ending update(int n, Fault... dead) {
        Bmc bmc = fleet.bmc(n);
        Device device = fleet.lab().device(bmc.address());
        for (Fault fault : dead) {
            device.fault(fault, true, null);
        }
        Map<Long, Target> targets = rollout.preview(List.of(bmc.hostId()));
        long plan = rollout.start(List.of(bmc.hostId()));
        Map<Long, Ending> endings = rollout.endings(plan, 1, LONG);
        new Fates(rollout, fleet, targets).assertHonest(plan, endings);
        Ending ending = endings.get(bmc.hostId());
        assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("succeeded");
        assertThat(new Witness(device).submits().values()).containsOnly(1);
        assertThat(device.tally().hostResets()).hasSize(1);
        return ending;
    }

    @Test
    void without_redfish_and_wsman_a_bios_comes_by_racadm() {
        String story = rollout.story(update(0, Fault.REDFISH_DEAD, Fault.WSMAN_DEAD));
        assertThat(story).contains("racadm").contains("was found and adopted");
    }

    @Test
    void without_remote_racadm_it_comes_by_ssh() {
        String story = rollout.story(update(1, Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD));
        assertThat(story).contains("ssh").contains("was found and adopted");
    }

    @Test
    void an_ssh_of_old_serves_too() {
        update(2, Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD, Fault.SSH_OLD);
    }
}
