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

/** Whole runs on servers whose usual ways are dead, all at once. All are behind in BIOS alone. */
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
    private Map<Long, Target> targets;
    private Map<Long, Ending> endings;
    private long plan;

    @BeforeAll
    void lab() throws IOException {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 61, 3, "--speed=" + HubTest.BRISK, "--behind=bios");
        rollout.learn(fleet);
        dead(0, Fault.REDFISH_DEAD, Fault.WSMAN_DEAD);
        dead(1, Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD);
        dead(2, Fault.REDFISH_DEAD, Fault.WSMAN_DEAD, Fault.RACADM_DEAD, Fault.SSH_OLD);
        List<Long> hosts = fleet.bmcs().stream().map(Bmc::hostId).toList();
        targets = rollout.preview(hosts);
        plan = rollout.start(hosts);
        endings = rollout.endings(plan, hosts.size(), LONG);
    }

    private void dead(int n, Fault... ways) {
        for (Fault way : ways) {
            device(n).fault(way, true, null);
        }
    }

    private Device device(int n) {
        return fleet.lab().device(fleet.bmc(n).address());
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    /** The story of a server that was updated as promised, with one submit and one restart. */
    private String updated(int n) {
        long host = fleet.bmc(n).hostId();
        Ending ending = endings.get(host);
        String story = rollout.story(ending);
        new Fates(rollout, fleet, targets).assertHonest(plan, Map.of(host, ending));
        assertThat(ending.state()).as(story).isEqualTo("succeeded");
        assertThat(new Witness(device(n)).submits().values()).as(story).containsOnly(1);
        assertThat(device(n).tally().hostResets()).as(story).hasSize(1);
        return story;
    }

    @Test
    void without_redfish_and_wsman_a_bios_comes_by_racadm() {
        assertThat(updated(0)).contains("racadm").contains("was found and adopted");
    }

    @Test
    void without_remote_racadm_it_comes_by_ssh() {
        assertThat(updated(1)).contains("ssh").contains("was found and adopted");
    }

    @Test
    void an_ssh_of_old_serves_too() {
        updated(2);
    }
}
