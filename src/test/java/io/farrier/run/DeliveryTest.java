package io.farrier.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import io.farrier.plan.Target;
import io.farrier.run.Rollout.Ending;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import io.farrier.transport.UpdateModes;
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

/** Whole runs whose packages come another way than usual, all at once. All servers are behind in BIOS alone. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryTest {

    private static final Duration LONG = Duration.ofMinutes(2);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    UpdateModes modes;

    private LabFleet fleet;
    private Rollout rollout;
    private Map<Long, Target> targets;
    private Map<Long, Ending> endings;
    private long plan;

    @BeforeAll
    void lab() throws IOException {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 53, 3, "--speed=" + HubTest.BRISK, "--behind=bios");
        rollout.learn(fleet);
        device(0).fault(Fault.CANNOT_FETCH, true, null);
        modes.fetched(fleet.bmc(1).hostId(), "RED006 Unable to download Update Package.");
        device(1).fault(Fault.PUSH_CUT, true, null);
        modes.fetched(fleet.bmc(2).hostId(), "RED006 Unable to download Update Package.");
        device(2).fault(Fault.SUBMIT_ANSWER_DELAYED, true, 400.0);
        List<Long> hosts = fleet.bmcs().stream().map(Bmc::hostId).toList();
        targets = rollout.preview(hosts);
        plan = rollout.start(hosts);
        endings = rollout.endings(plan, hosts.size(), LONG);
    }

    @AfterAll
    void end() {
        fleet.close();
    }

    private Device device(int n) {
        return fleet.lab().device(fleet.bmc(n).address());
    }

    /** The story of a server that was updated as promised. */
    private String updated(int n) {
        long host = fleet.bmc(n).hostId();
        Ending ending = endings.get(host);
        String story = rollout.story(ending);
        new Fates(rollout, fleet, targets).assertHonest(plan, Map.of(host, ending));
        assertThat(ending.state()).as(story).isEqualTo("succeeded");
        return story;
    }

    @Test
    void what_a_bmc_can_not_fetch_is_sent_to_it_in_the_same_run_and_at_once_in_the_next() {
        assertThat(updated(0))
                .contains("as SimpleUpdate: the BMC can fetch the package itself")
                .contains("could not fetch BIOS")
                .contains("as MultipartUpdate: the BMC could not fetch from")
                .contains("the host takes it by MultipartHttpPushUri");
        assertThat(modes.unfetched(fleet.bmc(0).hostId(), Duration.ofHours(1)))
                .hasValueSatisfying(says -> assertThat(says).startsWith("RED006"));
    }

    @Test
    void an_upload_that_breaks_off_is_looked_for_and_sent_again() {
        assertThat(updated(1))
                .contains("may or may not have taken BIOS")
                .contains("has no job for BIOS")
                .contains("never took BIOS");
    }

    @Test
    void an_upload_whose_answer_is_lost_is_adopted_and_not_sent_again() {
        assertThat(updated(2)).contains("was found and adopted");
        assertThat(new Witness(device(2)).submits().values()).containsOnly(1);
    }
}
