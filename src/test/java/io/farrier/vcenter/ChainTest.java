package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.HubTest;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.farrier.bell.Ring;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Job;
import io.farrier.lab.device.JobState;
import io.farrier.run.Rollout;
import io.farrier.transport.Bmc;
import io.farrier.transport.LabFleet;
import io.farrier.vcenter.VcenterProxy.Fate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Plans over the hosts of a cluster, VMware's simulator beside the lab, and VMware's client watching from outside. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainTest {

    private static final int HOSTS = 4;

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

    private Vcsim sim;
    private Watcher watcher;
    private VcenterProxy proxy;
    private LabFleet fleet;
    private Rollout rollout;
    private Vcenter vcenter;
    private final Map<Long, String> tags = new HashMap<>();
    private ScheduledExecutorService sampler;

    /** When a device was seen working at a job or was told to restart, by host. */
    private final Map<Long, ConcurrentLinkedQueue<Instant>> busy = new ConcurrentHashMap<>();

    @BeforeAll
    void begin() throws Exception {
        assumeTrue(Watcher.available(), "python3-pyvmomi is not installed");
        sim = Vcsim.start("-dc", "1", "-cluster", "1", "-host", "3", "-vm", "4");
        watcher = Watcher.of(sim, HOSTS);
        rollout = Rollout.in(hub);
        fleet = LabFleet.start(jdbc, 190, HOSTS, "--speed=" + HubTest.BRISK, "--behind=bios");
        rollout.learn(fleet);
        Map<String, String> names = new HashMap<>();
        List<Watcher.Seen> seen = watcher.hosts();
        for (int n = 0; n < HOSTS; n++) {
            Device.Plate plate = device(n).plate();
            names.put(seen.get(n).tag(), plate.tag().tag());
            names.put(seen.get(n).uuid(), plate.tag().uuid());
            tags.put(fleet.bmc(n).hostId(), seen.get(n).tag());
        }
        proxy = new VcenterProxy(sim.url(), text -> {
            String said = text;
            for (Map.Entry<String, String> name : names.entrySet()) {
                said = said.replace(name.getKey(), name.getValue());
            }
            return said;
        });
        Path secret = Files.createTempFile(
                "vcsim",
                "password",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, Vcsim.PASSWORD);
        vcenter = vcenters.add(new Vcenters.Wanted("chain", proxy.url(), Vcsim.USER, "file:" + secret, true), "test");
        sampler = Executors.newSingleThreadScheduledExecutor();
        sampler.scheduleAtFixedRate(this::sample, 0, 10, TimeUnit.MILLISECONDS);
    }

    @AfterAll
    void end() {
        if (sampler != null) {
            sampler.shutdownNow();
        }
        if (vcenter != null) {
            vcenters.remove(vcenter.id(), "test");
        }
        for (AutoCloseable part : new AutoCloseable[] {proxy, fleet, watcher, sim}) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Device device(int n) {
        return fleet.lab().device(fleet.bmc(n).address());
    }

    private void sample() {
        for (int n = 0; n < HOSTS; n++) {
            Device device = device(n);
            boolean working = device.with(() -> device.jobs().all().stream()
                    .anyMatch(job -> job.type() == Job.Type.FIRMWARE_UPDATE && job.state() == JobState.RUNNING));
            if (working || !device.with(() -> device.host().on())) {
                busy.computeIfAbsent(fleet.bmc(n).hostId(), key -> new ConcurrentLinkedQueue<>())
                        .add(Instant.now());
            }
        }
    }

    @BeforeEach
    void afresh() {
        proxy.fates((operation, n) -> Fate.PASSES);
        busy.clear();
        Instant before = Instant.now().minusSeconds(1);
        long turn = jdbc.sql("select turn from vcenters where id = ?")
                .params(vcenter.id())
                .query(Long.class)
                .single();
        camel.sendBody("direct:bell.rings", List.of(Ring.now(Kind.VCENTER, new Bell(vcenter.id(), turn))));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            Vcenter read = vcenters.byId(vcenter.id());
            return read.syncedAt() != null && read.syncedAt().isAfter(before);
        });
        assertThat(estates.hosts(vcenter.id()))
                .allSatisfy(host -> assertThat(host.problem()).isNull());
    }

    /** Those of the cluster: nothing moves the VMs of a host that stands alone. */
    private List<Long> clustered() {
        List<String> inCluster = watcher.hosts().stream()
                .filter(Watcher.Seen::clustered)
                .map(Watcher.Seen::tag)
                .toList();
        return fleet.bmcs().stream()
                .map(Bmc::hostId)
                .filter(host -> inCluster.contains(tags.get(host)))
                .toList();
    }

    private Map<Long, Rollout.Ending> roll() {
        List<Long> hosts = clustered();
        return new HashMap<>(rollout.endings(rollout.start(hosts), hosts.size(), Duration.ofMinutes(8)));
    }

    private void assertSafe(Map<Long, Rollout.Ending> endings) {
        assertThat(watcher.isAlive()).as(watcher.complaints().toString()).isTrue();
        endings.forEach((host, ending) -> {
            String story = rollout.story(ending);
            List<Instant> flashed = new ArrayList<>(busy.getOrDefault(host, new ConcurrentLinkedQueue<>()));
            assertThat(flashed).as(story).allSatisfy(at -> assertThat(watcher.inMaintenance(tags.get(host), at))
                    .isTrue());
            if (ending.state().equals("succeeded")) {
                assertThat(flashed).as(story).isNotEmpty();
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> !watcher.inMaintenance(tags.get(host), Instant.now()));
            } else if (watcher.inMaintenance(tags.get(host), Instant.now())) {
                assertThat(ending.reason()).as(story).containsIgnoringCase("maintenance");
            }
        });
    }

    @Test
    void no_host_is_flashed_outside_maintenance_and_each_is_back_although_each_call_fails_once_before_and_once_after() {
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        proxy.fates((operation, n) -> switch (seen.merge(operation, 1, Integer::sum)) {
            case 1 -> Fate.FAILS_BEFORE;
            case 3 -> Fate.FAILS_AFTER;
            default -> Fate.PASSES;
        });
        Map<Long, Rollout.Ending> endings = roll();
        proxy.fates((operation, n) -> Fate.PASSES);
        System.out.println("calls that failed: " + proxy.failed());
        assertSafe(endings);
        assertThat(endings.values())
                .allSatisfy(ending ->
                        assertThat(ending.state()).as(rollout.story(ending)).isEqualTo("succeeded"));
        assertThat(proxy.failed()).containsKeys("EnterMaintenanceMode_Task", "ExitMaintenanceMode_Task");
    }
}
