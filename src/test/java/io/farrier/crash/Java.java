package io.farrier.crash;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;

/**
 * Other JVMs on this one's class path. A hub starts a hundred times here, so its classes come from a shared archive; that
 * takes jars and no folders, so both are made once.
 */
final class Java {

    private static final Path FOLDER = Path.of("target", "crash", "java").toAbsolutePath();
    private static final Path ARCHIVE = FOLDER.resolve("hub.jsa");

    private Java() {}

    /** Surefire's own class path may be a jar that only refers to the true one. */
    static void jars() throws IOException {
        Files.createDirectories(FOLDER);
        Files.deleteIfExists(ARCHIVE);
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        List<String> path = new ArrayList<>();
        for (String entry : System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                .split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(entry))) {
                Path file = FOLDER.resolve(Path.of(entry).getFileName() + ".jar");
                jar.run(System.out, System.err, "cf", file.toString(), "-C", entry, ".");
                path.add(file.toString());
            } else if (entry.endsWith(".jar")) {
                path.add(entry);
            }
        }
        // Too long for some command lines; an argument file is read as it is.
        Files.writeString(FOLDER.resolve("classpath"), "-cp " + String.join(File.pathSeparator, path));
    }

    /** The flag by which a JVM writes the archive at its orderly end; those after it use what they find. */
    static List<String> archive() {
        return List.of((Files.exists(ARCHIVE) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + ARCHIVE);
    }

    /** @param log where its standard output and error go, added to what is there */
    static Process start(Path log, List<String> flags, Class<?> main, List<String> args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xlog:disable",
                "-Xmx512m"));
        command.addAll(flags);
        command.add("@" + FOLDER.resolve("classpath"));
        command.add(main.getName());
        command.addAll(args);
        try {
            Files.createDirectories(log.getParent());
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
