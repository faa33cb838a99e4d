package io.farrier.lab;

import io.farrier.lab.device.Device;
import io.farrier.lab.net.HostKeys;
import io.farrier.lab.net.Loops;
import io.farrier.lab.racadm.SshDoor;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The SSH doors of a lab, on as many servers as the limit of open files allows, and the one thread that opens and shuts them. */
final class SshDoors implements AutoCloseable {
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("lab-ssh").factory());
    private final HostKeys keys;
    private final int port;
    private final int most;

    SshDoors(Path folder, LabSettings settings) {
        this.keys = new HostKeys(folder);
        this.port = settings.sshPort();
        this.most = OpenFiles.share("SSH", 2, settings.size());
    }

    /** Null for a server that is one too many. */
    SshDoor door(Loops loops, Device device) {
        return device.plate().number() < most ? new SshDoor(loops, thread, device, port, keys) : null;
    }

    /** Waits until the doors that were opened are open. */
    void opened() {
        CompletableFuture.runAsync(() -> {}, thread).join();
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
