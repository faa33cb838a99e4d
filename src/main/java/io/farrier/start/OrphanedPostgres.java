package io.farrier.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A hub that was killed leaves its PostgreSQL running on the data directory; two must never run there. */
final class OrphanedPostgres {

    private static final Logger log = LoggerFactory.getLogger(OrphanedPostgres.class);

    private OrphanedPostgres() {}

    /** Ends the postgres that runs on this directory, if one does, by a fast shutdown, and waits until it is gone. */
    static void end(Path directory) throws IOException {
        Path pidFile = directory.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.size() < 2 || !lines.getFirst().strip().matches("\\d+")) {
            return;
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        boolean ours = Path.of(lines.get(1).strip()).toAbsolutePath().equals(directory.toAbsolutePath());
        ProcessHandle process = ProcessHandle.of(pid)
                .filter(p -> ours && p.info().command().orElse("").endsWith("postgres"))
                .orElse(null);
        if (process == null) {
            return;
        }
        log.warn("PostgreSQL (process {}) still runs on {} from a hub that was killed; ending it", pid, directory);
        // SIGINT is PostgreSQL's fast shutdown; Java itself can send only TERM, which waits for every client.
        new ProcessBuilder("kill", "-INT", String.valueOf(pid)).start();
        try {
            process.onExit().get(30, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("PostgreSQL (process " + pid + ") on " + directory
                    + " does not end; is another hub running on this folder?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
