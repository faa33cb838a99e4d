package io.farrier.start;

import io.farrier.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/** The operating system's own PostgreSQL, on an empty folder, with a password. It refuses root, so root becomes postgres. */
final class Postgres implements AutoCloseable {

    static final String USER = "farrier";
    static final String PASSWORD = "the-database-of-a-test";
    static final int PORT = 18972;

    private final Path programs;
    private final Path folder;
    private final Path log;

    private Postgres(Path programs, Path folder, Path log) {
        this.programs = programs;
        this.folder = folder;
        this.log = log;
    }

    /** Where Debian keeps its newest one; empty where none is installed. */
    static Optional<Path> installed() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(versions)) {
            return Optional.empty();
        }
        try (var found = Files.list(versions)) {
            return found.map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    static Postgres start(Path programs, Path log) throws IOException, InterruptedException {
        // Not under target/, which another user may not be able to enter.
        Path folder = Files.createTempDirectory("farrier-postgres-");
        Postgres postgres = new Postgres(programs, folder, log);
        Path password = Files.writeString(folder.resolve("password"), PASSWORD);
        if (root()) {
            run(log, List.of("chown", "-R", "postgres", folder.toString()));
        }
        postgres.run("initdb", "-D", postgres.data(), "-U", USER, "-A", "scram-sha-256", "--pwfile=" + password);
        postgres.run(
                "pg_ctl",
                "-D",
                postgres.data(),
                "-w",
                "-t",
                "60",
                "-l",
                folder.resolve("log").toString(),
                "-o",
                "-p " + PORT + " -h 127.0.0.1 -k " + folder,
                "start");
        return postgres;
    }

    /** The hub's connection; every PostgreSQL has this database. */
    String url() {
        return "jdbc:postgresql://127.0.0.1:" + PORT + "/postgres";
    }

    @Override
    public void close() throws IOException, InterruptedException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        FileSystemUtils.deleteRecursively(folder);
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private void run(String program, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (root()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(args));
        run(log, command);
    }

    private static void run(Path log, List<String> command) throws IOException, InterruptedException {
        int ended = Program.start(log, Map.of(), command).ended();
        if (ended != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + ended + "; see " + log);
        }
    }

    private static boolean root() {
        return System.getProperty("user.name").equals("root");
    }
}
