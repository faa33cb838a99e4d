package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.JobState;
import io.farrier.lab.vcenter.Census;
import io.farrier.lab.vcenter.Trouble;
import io.farrier.lab.vcenter.VirtualCenter;
import io.farrier.plan.Plans;
import io.farrier.plan.Report;
import io.farrier.plan.Reports;
import io.farrier.run.Rollout;
import io.farrier.transport.LabFleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One plan over a host of each cluster of the lab's own vCenter, in which a host's restart, its evacuation and its return take the
 * time that they take. The vCenter is away twice meanwhile: while hosts are evacuated, and while one is restarted.
 */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LabVcenterTest {

    /** The hosts of the plan: the first of each cluster. */
    private static final int WELL = 0;

    private static final int PINNED = 3;
    private static final int HA = 6;
    private static final int AWAY = 9;
    private static final Duration LONG = Duration.ofSeconds(60);

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Vcenters vcenters;

    @Autowired
    Estates estates;

    @Autowired
    Plans plans;

    @Autowired
    Reports reports;

    private LabFleet fleet;
    private VirtualCenter center;
    private Rollout rollout;
    private Vcenter vcenter;
    private long plan;
    private Map<Long, Rollout.Ending> endings;
    private final Queue<String> outside = new ConcurrentLinkedQueue<>();
    private ScheduledExecutorService sampler;

    @BeforeAll
    void roll() throws Exception {
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(
                jdbc,
                198,
                12,
                "--speed=" + HubTest.SPEED,
                "--behind=bios",
                "--job-takes=0.5",
                "--clusters=4",
                "--cluster-hosts=3",
                "--cluster-vms=2");
        center = fleet.lab().vcenter();
        rollout.learn(fleet);
        Path secret = Files.createTempFile(
                "vcenter",
                "password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, fleet.lab().settings().password());
        vcenter = vcenters.add(
                new Vcenters.Wanted("of the lab", center.url(), VirtualCenter.USER, "file:" + secret, true), "test");
        sync();
        center.host(device(PINNED).address(), Trouble.MUST_RUN, true);
        center.cluster(row(HA).cluster(), Trouble.HA_TIGHT, true);
        center.host(device(AWAY).address(), Trouble.STAYS_AWAY, true);
        sampler = Executors.newSingleThreadScheduledExecutor();
        sampler.scheduleAtFixedRate(this::sample, 0, 20, TimeUnit.MILLISECONDS);
        plan = rollout.start(List.of(host(WELL), host(PINNED), host(HA), host(AWAY)));
        awayWhileHostsAreEvacuated();
        awayWhileOneIsRestarted();
        endings = rollout.endings(plan, 4, LONG);
    }

    private void awayWhileHostsAreEvacuated() {
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> enters(WELL, "running"));
        center.fault(Trouble.GONE, true, null);
        await().atMost(LONG).until(() -> row(WELL).maintenance());
        // Nobody can know it, so nothing may be done to it.
        assertThat(submits(WELL)).isZero();
        center.fault(Trouble.GONE, false, null);
    }

    private void awayWhileOneIsRestarted() {
        await().atMost(LONG).until(() -> !device(WELL)
                .with(() -> device(WELL).host().serverStatus())
                .equals("OutOfPOST"));
        center.fault(Trouble.STARTING, true, null);
        await().atMost(LONG).until(() -> row(WELL).connection().equals("notResponding"));
        await().atMost(LONG).until(() -> row(WELL).connection().equals("connected"));
        center.fault(Trouble.STARTING, false, null);
    }

    @AfterAll
    void end() {
        if (sampler != null) {
            sampler.shutdownNow();
        }
        if (vcenter != null) {
            vcenters.remove(vcenter.id(), "test");
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    private void sync() {
        long turn = jdbc.sql("select turn from vcenters where id = ?")
                .params(vcenter.id())
                .query(Long.class)
                .single();
        camel.sendBody("direct:bell.rings", List.of(Ring.now(Kind.VCENTER, new Bell(vcenter.id(), turn))));
        await().atMost(LONG).until(() -> vcenters.byId(vcenter.id()).syncedAt() != null);
    }

    /** What works at firmware, or is off, of a host that is not in maintenance. */
    private void sample() {
        List<Census.HostRow> rows = center.census().hosts();
        for (int n = 0; n < rows.size(); n++) {
            Device device = device(n);
            boolean busy = device.with(() -> !device.host().serverStatus().equals("OutOfPOST")
                    || device.jobs().all().stream()
                            .anyMatch(
                                    job -> job.type() == Job.Type.FIRMWARE_UPDATE && job.state() == JobState.RUNNING));
            if (busy
                    && !rows.get(n).maintenance()
                    && !center.census().hosts().get(n).maintenance()) {
                outside.add(device.address());
            }
        }
    }

    private Device device(int n) {
        return fleet.lab().devices().get(n);
    }

    private long host(int n) {
        return fleet.bmc(n).hostId();
    }

    private Census.HostRow row(int n) {
        return center.census().hosts().get(n);
    }

    private Rollout.Ending ending(int n) {
        return endings.get(host(n));
    }

    private int submits(int n) {
        return device(n).with(() -> device(n).tally().submits().size());
    }

    private boolean enters(int n, String state) {
        return center.census().tasks().stream()
                .anyMatch(task -> task.about().equals(row(n).name())
                        && task.what().equals("EnterMaintenanceMode")
                        && task.state().equals(state));
    }

    @Test
    void its_hosts_are_known_as_the_servers_that_they_run_on() {
        assertThat(estates.hosts(vcenter.id())).hasSize(12).allSatisfy(host -> {
            assertThat(host.problem()).isNull();
            assertThat(host.connection()).isNotNull();
        });
        assertThat(estates.hosts(vcenter.id()).stream().map(Estates.HostRow::host))
                .containsExactlyInAnyOrderElementsOf(
                        fleet.bmcs().stream().map(bmc -> bmc.hostId()).toList());
    }

    @Test
    void a_host_is_emptied_updated_within_maintenance_and_brought_back_although_the_vcenter_went_away_twice() {
        assertThat(ending(WELL).state()).as(rollout.story(ending(WELL))).isEqualTo("succeeded");
        assertThat(submits(WELL)).isOne();
        assertThat(row(WELL).maintenance()).isFalse();
        assertThat(enters(WELL, "success")).isTrue();
        assertThat(outside).isEmpty();
        assertThat(rollout.story(ending(WELL))).contains("is being evacuated");
    }

    @Test
    void a_host_with_a_vm_that_must_run_there_is_refused_with_that_reason_and_left_as_it_is() {
        assertThat(ending(PINNED).state()).isEqualTo("failed");
        assertThat(ending(PINNED).reason()).contains("must run here").contains("c2-vm001");
        assertThat(submits(PINNED)).isZero();
        assertThat(enters(PINNED, "error")).isFalse();
        assertThat(row(PINNED).maintenance()).isFalse();
    }

    @Test
    void a_host_that_ha_does_not_let_go_is_refused_with_that_reason_and_left_as_it_is() {
        assertThat(ending(HA).state()).isEqualTo("failed");
        assertThat(ending(HA).reason())
                .contains("HA's admission control refuses it")
                .doesNotContain("still running there");
        assertThat(submits(HA)).isZero();
        assertThat(row(HA).maintenance()).isFalse();
    }

    @Test
    void a_host_that_does_not_come_back_stays_in_maintenance_and_the_plan_says_so_until_it_is_back() {
        Rollout.Ending ending = ending(AWAY);
        assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("human");
        assertThat(ending.reason())
                .contains("stays at its standstill")
                .contains("takes more than 20 min")
                .contains("notResponding");
        assertThat(row(AWAY).maintenance()).isTrue();
        Report report = reports.of(plans.byId(plan));
        assertThat(report.failures()).anySatisfy(failure -> {
            assertThat(failure.why()).contains("notResponding");
            assertThat(failure.labels())
                    .singleElement()
                    .asString()
                    .contains(device(AWAY).address());
        });
        center.host(device(AWAY).address(), Trouble.STAYS_AWAY, false);
        Rollout.Ending after = rollout.answer(ending, plan, "retry", LONG);
        assertThat(after.state()).as(rollout.story(after)).isEqualTo("succeeded");
        assertThat(row(AWAY).maintenance()).isFalse();
    }
}
