package io.farrier.bench;

import static org.awaitility.Awaitility.await;

import io.farrier.Farrier;
import io.farrier.Program;
import io.farrier.lab.LabMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/**
 * The main job of one hub on one lab, each in a process of its own; every server is behind in its BIOS alone, so that
 * each has one job and one restart.
 *
 * @param seconds of each run, from its first login until the installed version was proven
 * @param makespan seconds from the first run's beginning to the last one's end
 * @param failed runs that ended in another way than they should
 */
record Job(List<Double> seconds, double makespan, long failed, Cpu cpu) {

    private static final int PORT = 18960;
    private static final String PASSWORD = "the-lab-of-the-benchmark";

    /** @param network the third part of its addresses: 127.20.network.1 and on */
    static Job done(String name, int network, int size, int concurrent) throws Exception {
        Path folder = Path.of("target", "bench", name).toAbsolutePath();
        FileSystemUtils.deleteRecursively(folder);
        Path secret = Files.createDirectories(folder.resolve("data/lab")).resolve("bmc-password");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, PASSWORD);
        String site = "127.21." + network + ".1";
        try (Program lab = Program.java(
                                folder.resolve("lab.log"),
                                List.of("-Xmx1g"),
                                LabMain.class,
                                List.of(
                                        "--size=" + size,
                                        "--chassis=0",
                                        "--behind=bios",
                                        "--job-takes=20",
                                        "--speed=60",
                                        "--first-address=127.20." + network + ".1",
                                        "--site-address=" + site,
                                        "--password=" + PASSWORD))
                        .up(site, 8481);
                Program hub = Program.java(
                                folder.resolve("hub.log"),
                                List.of("-Xmx512m", "-XX:+ExitOnOutOfMemoryError"),
                                Farrier.class,
                                hub(folder, network, site, concurrent))
                        .up("127.0.0.1", PORT)) {
            return watched(hub, folder.resolve("data"), size);
        }
    }

    private static List<String> hub(Path folder, int network, String site, int concurrent) {
        return List.of(
                "--farrier.data=" + folder.resolve("data"),
                "--server.address=127.0.0.1",
                "--server.port=" + PORT,
                "--farrier.files.base-url=http://127.0.0.1:" + PORT,
                "--farrier.sweep.ports=8443",
                "--farrier.run.workers=200",
                // A cold JVM beside a lab on two processors: some first TLS handshakes take longer than the usual 3 s.
                "--camel.component.http.connect-timeout=20000",
                // A job of 20 s is looked at every 1.5 s, which is twice as often as one of ten minutes is in life.
                "--farrier.pace.speed=20",
                "--farrier.story.enabled=true",
                "--farrier.main-job.enabled=true",
                "--farrier.main-job.cidr=127.20." + network + ".0/22",
                "--farrier.main-job.catalog=http://" + site + ":8480/catalog/Catalog.xml.gz",
                "--farrier.main-job.waves=100%",
                "--farrier.main-job.concurrent=" + concurrent,
                "--farrier.main-job.stop-after=1000",
                "--logging.threshold.console=OFF");
    }

    private static Job watched(Program hub, Path data, int size) throws Exception {
        List<String> postmaster = Files.readAllLines(data.resolve("postgres/postmaster.pid"));
        String password = Files.readString(data.resolve("postgres.password")).strip();
        try (var truth = DriverManager.getConnection(
                        "jdbc:postgresql://127.0.0.1:" + postmaster.get(3).strip() + "/farrier", "farrier", password);
                var ask = truth.createStatement()) {
            await("every run ended")
                    .atMost(Duration.ofHours(1))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        if (!hub.handle().isAlive()) {
                            throw new IllegalStateException("The hub has died; see " + data.resolveSibling("hub.log"));
                        }
                        var sweep = ask.executeQuery("select servers from sweeps where state = 'completed'");
                        if (sweep.next() && sweep.getInt(1) != size) {
                            throw new IllegalStateException(
                                    "The sweep found " + sweep.getInt(1) + " of " + size + " servers");
                        }
                        var row = ask.executeQuery(
                                "select count(*) from host_runs where ended_at is not null or state = 'human'");
                        row.next();
                        return row.getInt(1) == size;
                    });
            Cpu cpu = Cpu.of(hub.handle(), data);
            List<Double> seconds = new ArrayList<>();
            var runs = ask.executeQuery("select extract(epoch from ended_at - started_at) from host_runs"
                    + " where state = 'succeeded' order by started_at");
            while (runs.next()) {
                seconds.add(runs.getDouble(1));
            }
            var whole = ask.executeQuery("select extract(epoch from max(ended_at) - min(started_at)),"
                    + " count(*) filter (where state <> 'succeeded') from host_runs");
            whole.next();
            return new Job(seconds, whole.getDouble(1), whole.getLong(2), cpu);
        }
    }

    /** Seconds of a run of the ordinary kind. */
    double median() {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }
}
