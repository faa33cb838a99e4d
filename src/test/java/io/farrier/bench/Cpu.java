package io.farrier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** How much of the processors' time a hub and its embedded database have used: what other programs do is not in it. */
record Cpu(Duration hub, Duration database) {

    static Cpu of(ProcessHandle hub, Path data) throws IOException {
        String postmaster =
                Files.readAllLines(data.resolve("postgres/postmaster.pid")).getFirst();
        ProcessHandle database =
                ProcessHandle.of(Long.parseLong(postmaster.strip())).orElseThrow();
        return new Cpu(
                used(hub),
                Stream.concat(Stream.of(database), database.descendants())
                        .map(Cpu::used)
                        .reduce(Duration.ZERO, Duration::plus));
    }

    Cpu since(Cpu earlier) {
        return new Cpu(hub.minus(earlier.hub), database.minus(earlier.database));
    }

    private static Duration used(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }
}
