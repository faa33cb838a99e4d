package io.farrier.vcenter;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.Program;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** VMware's own simulator of a vCenter (govmomi's vcsim), with DRS that evacuates and service tags SVCTAG0, SVCTAG1 … */
public final class Vcsim implements AutoCloseable {

    public static final String USER = "vcsim";
    public static final String PASSWORD = "a <strange> & pass\"word";

    private static final Path SOURCE = Path.of("peers", "vcsim", "main.go");
    private static final Path BUILT = Path.of("target", "peers", "vcsim");

    private final Program program;
    final int port;

    private Vcsim(Program program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts one, or skips the test, aloud, where there is none and none can be built. */
    public static Vcsim start(String... options) throws IOException, InterruptedException {
        Optional<Path> binary = binary();
        assumeTrue(
                binary.isPresent(),
                "vcsim is neither on the PATH nor can it be built: that takes go, golang-github-vmware-govmomi-dev and ../shared/peers");
        int port;
        try (ServerSocket free = new ServerSocket(io.farrier.Ports.free())) {
            port = free.getLocalPort();
        }
        List<String> command = new ArrayList<>(
                List.of(binary.get().toString(), "-l", "127.0.0.1:" + port, "-username", USER, "-password", PASSWORD));
        command.addAll(Arrays.asList(options));
        Program program = Program.start(Path.of("target", "vcsim-" + port + ".log"), Map.of(), command);
        return new Vcsim(program.up("127.0.0.1", port), port);
    }

    public String url() {
        return "https://127.0.0.1:" + port;
    }

    private static Optional<Path> binary() throws IOException, InterruptedException {
        Optional<Path> onPath = Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "vcsim"))
                .filter(Files::isExecutable)
                .findFirst();
        if (onPath.isPresent() || Files.isExecutable(BUILT)) {
            return onPath.or(() -> Optional.of(BUILT.toAbsolutePath()));
        }
        Optional<Path> source = Stream.of("../shared", "../../shared")
                .map(folder -> Path.of(folder).resolve(SOURCE))
                .filter(Files::isRegularFile)
                .findFirst();
        if (source.isEmpty() || !Files.isDirectory(Path.of("/usr/share/gocode/src/github.com/vmware/govmomi"))) {
            return Optional.empty();
        }
        Files.createDirectories(BUILT.getParent());
        // The other process that tests builds the same; one of them waits for it.
        try (FileChannel one = FileChannel.open(
                        BUILT.resolveSibling("vcsim.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock building = one.lock()) {
            return Files.isExecutable(BUILT) ? Optional.of(BUILT.toAbsolutePath()) : build(source.get());
        }
    }

    private static Optional<Path> build(Path source) throws InterruptedException {
        ProcessBuilder go = new ProcessBuilder(
                        "go",
                        "build",
                        "-o",
                        BUILT.toAbsolutePath().toString(),
                        source.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(BUILT.resolveSibling("vcsim-build.log").toFile());
        go.environment()
                .putAll(Map.of(
                        "GOPATH",
                        "/usr/share/gocode",
                        "GO111MODULE",
                        "off",
                        "GOFLAGS",
                        "",
                        "GOCACHE",
                        Path.of("target", "peers", "cache").toAbsolutePath().toString()));
        try {
            Process build = go.start();
            return build.waitFor(5, TimeUnit.MINUTES) && build.exitValue() == 0
                    ? Optional.of(BUILT.toAbsolutePath())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
