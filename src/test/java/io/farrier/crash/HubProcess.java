package io.farrier.crash;

import static org.awaitility.Awaitility.await;

import io.farrier.Farrier;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** One life of a hub on a data folder: a process that can be killed. Its database's process outlives it, as it would. */
final class HubProcess implements AutoCloseable {

    static final int PORT = 18940;

    /** What the operating system reports of a process that was ended by SIGKILL. */
    private static final int KILLED = 128 + 9;

    private final Process process;
    private final Path log;

    private HubProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** One orderly life on a folder of its own leaves the archive of classes from which the others start. */
    static void archive() throws IOException {
        Java.jars();
        Path folder = Path.of("target", "crash", "archive");
        FileSystemUtils.deleteRecursively(folder);
        try (HubProcess hub = start(folder)) {
            hub.up();
        }
    }

    /** @param more properties of this life only, as {@code name=value} */
    static HubProcess start(Path folder, String... more) {
        List<String> properties = new ArrayList<>(List.of(
                "farrier.data=" + folder.resolve("data").toAbsolutePath(),
                "server.address=127.0.0.1",
                "server.port=" + PORT,
                "farrier.sweep.ports=8443",
                // Fifty first TLS handshakes at once, between two JVMs that have just started, take longer than an
                // answer may.
                "farrier.sweep.concurrency=6",
                "farrier.pace.speed=" + LabProcess.SPEED,
                "farrier.pace.answer=3s",
                "farrier.pace.lease=10s",
                "farrier.bell.sweep=0/1 * * * * ?",
                "farrier.bell.patience=1s",
                "farrier.bell.not-again-within=3s",
                "farrier.window.clock=0/1 * * * * ?",
                "farrier.plan.caps.share=100",
                "farrier.files.base-url=http://127.0.0.1:" + FilesAhead.PORT,
                "farrier.files.any-address=true",
                "farrier.story.enabled=true",
                "farrier.main-job.cidr=" + LabProcess.NETWORK,
                "farrier.main-job.catalog=" + LabProcess.catalog(),
                "farrier.main-job.concurrent=50",
                "farrier.main-job.waves=10",
                "farrier.main-job.stop-after=1000",
                "logging.threshold.console=OFF"));
        properties.addAll(List.of(more));
        Path log = folder.resolve("hub.log");
        return new HubProcess(
                Java.start(
                        log,
                        Java.archive(),
                        Farrier.class,
                        properties.stream().map(p -> "--" + p).toList()),
                log);
    }

    /** Waits until its door is open. Whoever died before is an error, unless it was killed. */
    HubProcess up() {
        await().atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive() || open());
        if (!process.isAlive()) {
            died();
        }
        return this;
    }

    /** Whether it died by kill -9 within this time. Any other death is an error. */
    boolean dies(Duration within) throws InterruptedException {
        return process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS) && died();
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    boolean alive() {
        return process.isAlive();
    }

    private boolean died() {
        if (process.exitValue() != KILLED) {
            throw new AssertionError("The hub ended by itself (" + process.exitValue() + "); see " + log);
        }
        return true;
    }

    private static boolean open() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", PORT), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** An orderly end, which takes the database with it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(40, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
