package io.farrier.start;

import io.farrier.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.util.FileSystemUtils;

/** The broker's own distribution as a process, on {@code config/broker.xml}. */
final class Artemis {

    static final String VERSION = "2.44.0";
    static final String HOST = "127.0.0.1";
    static final int PORT = 18973;
    static final String USER = "farrier";
    static final String PASSWORD = "the-broker-of-a-test";

    private Artemis() {}

    /** The distribution, where Maven has fetched it. */
    static Optional<Path> fetched() {
        Path repository =
                Path.of(System.getProperty("localRepository", System.getProperty("user.home") + "/.m2/repository"));
        Path zip = repository.resolve(
                "org/apache/activemq/apache-artemis/" + VERSION + "/apache-artemis-" + VERSION + "-bin.zip");
        return Optional.of(zip).filter(Files::exists);
    }

    static Program start(Path zip, Path folder, Path log) throws IOException, InterruptedException {
        Path home = Path.of("target", "apache-artemis-" + VERSION).toAbsolutePath();
        Path jdk = Path.of(System.getProperty("java.home"));
        if (!Files.exists(home)) {
            run(log, List.of(jdk.resolve("bin/jar").toString(), "--extract", "--file=" + zip, "--dir=target"));
        }
        Path instance = folder.resolve("broker");
        FileSystemUtils.deleteRecursively(instance);
        run(
                log,
                List.of(
                        "sh",
                        home.resolve("bin/artemis").toString(),
                        "create",
                        instance.toString(),
                        "--user",
                        USER,
                        "--password",
                        PASSWORD,
                        "--require-login",
                        "--silent",
                        "--no-autotune",
                        "--no-web"));
        Files.copy(
                Path.of("config/broker.xml"), instance.resolve("etc/broker.xml"), StandardCopyOption.REPLACE_EXISTING);
        return Program.start(
                        log,
                        Map.of(
                                "JAVA_HOME",
                                jdk.toString(),
                                "JAVA_ARGS_APPEND",
                                "-Dfarrier.broker.host=" + HOST + " -Dfarrier.broker.port=" + PORT
                                        + " -Dfarrier.broker.amqp=" + (PORT + 1)
                                        + " -Dfarrier.broker.mqtt=" + (PORT + 2)
                                        + " -Dfarrier.broker.stomp=" + (PORT + 3)),
                        List.of("sh", instance.resolve("bin/artemis").toString(), "run"))
                .up(HOST, PORT);
    }

    private static void run(Path log, List<String> command) throws IOException, InterruptedException {
        Program program = Program.start(log, Map.of("JAVA_HOME", System.getProperty("java.home")), command);
        if (program.ended() != 0) {
            throw new IllegalStateException(String.join(" ", command) + " failed; see " + log);
        }
    }
}
