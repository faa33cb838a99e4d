package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.Farrier;
import io.farrier.Program;
import io.farrier.lab.LabMain;
import io.farrier.transport.Bmc;
import io.farrier.transport.Operation;
import io.farrier.transport.TransportChoice;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.util.FileSystemUtils;

/** What it costs to know of each host which ways there are. */
@Tag("bench")
@Tag("health")
class HealthBench {

    private static final int OBSERVED = 10_000;
    private static final int LAB = 1_000;
    private static final int PORT = 18963;
    private static final Duration PERIOD = Duration.ofMinutes(3);

    private static final String HOSTS = """
            insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, bmc_version)
            select '10.0.0.0'::inet + n, 443, 'server', 'PowerEdge R' || n % 7, n % 5 || '.10.30.00'
            from generate_series(1, ?) n
            """;

    private static final String OBSERVATIONS = """
            insert into transport_observations (host_id, transport, operation, supported, word, latency_ms)
            select h.id, t, o, not (t = 'ipmi' and o in ('submit', 'inventory', 'job')), 'done', 40
            from hosts h, unnest(array['redfish', 'wsman', 'racadm', 'ssh', 'ipmi']) t,
                unnest(array['identify', 'inventory', 'ready', 'job', 'power', 'submit', 'reset']) o
            """;

    private static final String HEALTH = """
            insert into transport_health (host_id, transport, good, bad, latency_ms, failures, at)
            select h.id, t, 10 + h.id % 5, h.id % 3, 40 + h.id % 100, 0, now()
            from hosts h, unnest(array['redfish', 'wsman', 'racadm', 'ssh', 'ipmi']) t
            """;

    @Test
    void ten_thousand_hosts_observed_and_each_choice_explained() throws Exception {
        try (WarmHub hub = WarmHub.start("health")) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            jdbc.sql(HOSTS).params(OBSERVED).update();
            jdbc.sql(OBSERVATIONS).update();
            jdbc.sql(HEALTH).update();
            jdbc.sql("analyze").update();
            TransportChoice choice = hub.the(TransportChoice.class);
            List<Bmc> bmcs = jdbc.sql("select id, host(mgmt_ip), mgmt_port from hosts order by id")
                    .query((row, n) -> new Bmc(row.getLong(1), row.getString(2), row.getInt(3)))
                    .list();
            bmcs.subList(0, 500).forEach(bmc -> explained(choice, bmc));
            double bare = millis(bmcs, bmc -> jdbc.sql("select model from hosts where id = ?")
                    .params(bmc.hostId())
                    .query(String.class)
                    .single());
            double first = millis(bmcs, bmc -> explained(choice, bmc));
            double again = millis(bmcs.subList(OBSERVED - 500, OBSERVED), bmc -> explained(choice, bmc));
            System.out.printf(
                    Locale.ROOT,
                    "health: %s%n"
                            + "health: of %,d hosts with five transports each choice explained in %.2f ms the first time, %.3f ms"
                            + " again, ratio %.1f to a read of one row (%.2f ms)%n",
                    explained(choice, bmcs.getLast()),
                    OBSERVED,
                    first,
                    again,
                    first / bare,
                    bare);
        }
    }

    private static String explained(TransportChoice choice, Bmc bmc) {
        String why = choice.rank(bmc, Operation.SUBMIT, Instant.now()).sentence();
        assertThat(why).contains("redfish");
        return why;
    }

    private static double millis(List<Bmc> bmcs, java.util.function.Consumer<Bmc> each) {
        long begun = System.nanoTime();
        bmcs.forEach(each);
        return (System.nanoTime() - begun) / 1e6 / bmcs.size();
    }

    @Test
    void a_round_over_two_thousand_devices_stays_inside_its_period() throws Exception {
        Path folder = Path.of("target", "bench", "health-round").toAbsolutePath();
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
        try (Program one = lab(folder, 72);
                Program other = lab(folder, 84);
                Program hub = Program.java(
                                folder.resolve("hub.log"),
                                List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"),
                                Farrier.class,
                                List.of(
                                        "--farrier.data=" + folder.resolve("data"),
                                        "--server.address=127.0.0.1",
                                        "--server.port=" + PORT,
                                        "--farrier.sweep.ports=8443",
                                        "--farrier.transport.ssh-port=2222",
                                        "--farrier.ipmi.port=9623",
                                        "--farrier.health.clock=0/5 * * * * ?",
                                        "--farrier.health.tick=5s",
                                        "--farrier.health.period=" + PERIOD.toSeconds() + "s",
                                        "--logging.threshold.console=OFF"))
                        .up("127.0.0.1", PORT)) {
            assertThat(List.of(one, other)).allMatch(lab -> lab.handle().isAlive());
            round(hub, folder.resolve("data"));
        }
    }

    private static void round(Program hub, Path data) throws Exception {
        List<String> postmaster = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
        String password = Files.readString(data.resolve("postgres.password")).strip();
        try (var truth = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + postmaster.get(3).strip() + "/farrier", "farrier", password);
                var ask = truth.createStatement()) {
            Cpu before = Cpu.of(hub.handle(), data);
            for (int first : List.of(72, 84)) {
                ask.executeUpdate("insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) select ('127.20.' || " + first
                        + " + n / 254 || '.' || 1 + n % 254)::inet, 8443, 'server' from generate_series(0, " + (LAB - 1)
                        + ") n");
            }
            await("every host was knocked at")
                    .atMost(PERIOD.multipliedBy(4))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        assertThat(hub.handle().isAlive()).isTrue();
                        var row = ask.executeQuery("select count(distinct host_id) from transport_observations"
                                + " where operation = 'identify' and transport = 'redfish'");
                        row.next();
                        return row.getInt(1) == 2 * LAB;
                    });
            Cpu cpu = Cpu.of(hub.handle(), data).since(before);
            var row = ask.executeQuery("select extract(epoch from max(seen_at) - min(seen_at)), count(*),"
                    + " count(*) filter (where supported) from transport_observations where operation = 'identify'");
            row.next();
            double seconds = row.getDouble(1);
            System.out.printf(
                    Locale.ROOT,
                    "health: for each host %.1f ms CPU of the hub and %.1f of its database; the hub's heap was at most 512 MB"
                            + " (-Xmx512m)%n"
                            + "health: a round over %,d devices, %,d knocks of which %,d were answered, in %.1f s, ratio %.2f to"
                            + " its period of %d s%n",
                    cpu.hub().toMillis() / 2.0 / LAB,
                    cpu.database().toMillis() / 2.0 / LAB,
                    2 * LAB,
                    row.getInt(2),
                    row.getInt(3),
                    seconds,
                    seconds / PERIOD.toSeconds(),
                    PERIOD.toSeconds());
            assertThat(seconds).isLessThanOrEqualTo(PERIOD.toSeconds());
        }
    }

    private static Program lab(Path folder, int third) throws Exception {
        String site = "127.21." + third + ".1";
        return Program.java(
                        folder.resolve("lab-" + third + ".log"),
                        List.of("-Xmx1g"),
                        LabMain.class,
                        List.of(
                                "--size=" + LAB,
                                "--chassis=0",
                                "--seed=" + third,
                                "--first-address=127.20." + third + ".1",
                                "--site-address=" + site))
                .up(site, 8481);
    }
}
