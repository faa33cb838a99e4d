package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.Farrier;
import io.farrier.Program;
import io.farrier.lab.LabMain;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * A hub on the programs that a site runs itself: Artemis's own distribution with {@code config/broker.xml}, and the
 * operating system's PostgreSQL. The hub is the same; only properties differ.
 */
class ExternalTest {

    private static final int PORT = 18971;
    private static final String SITE = "127.21.62.1";
    private static final String PASSWORD = "the-lab-beside-real-programs";
    private static final Path FOLDER = Path.of("target", "external").toAbsolutePath();

    private final List<AutoCloseable> running = new ArrayList<>();
    private Postgres postgres;

    @BeforeEach
    void the_programs() throws Exception {
        var programs = Postgres.installed();
        assumeTrue(programs.isPresent(), "PostgreSQL is not installed: apt-get install postgresql");
        var distribution = Artemis.fetched();
        assumeTrue(
                distribution.isPresent(),
                "Artemis is not here: mvn dependency:get -Dartifact=org.apache.activemq:apache-artemis:"
                        + Artemis.VERSION + ":zip:bin");
        FileSystemUtils.deleteRecursively(FOLDER);
        Path secret = Files.createDirectories(FOLDER.resolve("data/lab")).resolve("bmc-password");
        Files.createFile(secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, PASSWORD);
        postgres = with(Postgres.start(programs.get(), FOLDER.resolve("postgres.log")));
        with(Artemis.start(distribution.get(), FOLDER, FOLDER.resolve("broker.log")));
        with(Program.java(
                        FOLDER.resolve("lab.log"),
                        List.of("-Xmx256m"),
                        LabMain.class,
                        List.of(
                                "--size=4",
                                "--chassis=0",
                                "--speed=300",
                                "--first-address=127.20.62.1",
                                "--site-address=" + SITE,
                                "--password=" + PASSWORD))
                .up(SITE, 8481));
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable program : running.reversed()) {
            program.close();
        }
    }

    @Test
    void a_hub_on_an_external_broker_and_database_is_killed_half_way_and_ends_the_job_after_a_restart()
            throws Exception {
        Program first = with(hub());
        await("the pilot at work")
                .atMost(Duration.ofMinutes(3))
                .until(() -> runs("state in ('resetting', 'working')") > 0);
        first.kill();
        assertThat(runs("ended_at is null")).isPositive();

        with(hub());
        await("the plan's end").atMost(Duration.ofMinutes(3)).until(() -> plans("state = 'completed'") == 1);
        assertThat(runs("state <> 'succeeded'")).isZero();
        assertThat(runs("true")).isEqualTo(targets());
        assertThat(plans("true")).isEqualTo(1);
        JsonNode lab = new ObjectMapper()
                .readTree(URI.create("http://" + SITE + ":8481/lab/report").toURL());
        assertThat(lab.path("submits").asLong()).isPositive();
        assertThat(lab.path("submittedTwice")).isEmpty();
        assertThat(FOLDER.resolve("data")).isDirectoryNotContaining("glob:**/{postgres,artemis}");

        assertThat(Files.readString(refused()))
                .contains("Another hub is alive on this database: ", "set spring.artemis.mode=native and")
                .doesNotContain("\tat ");
    }

    /** A second hub on the same database that brings its own broker: nobody else would hear its bells. */
    private Path refused() throws Exception {
        Path log = FOLDER.resolve("second.log");
        Program second = Program.java(
                log,
                List.of("-Xmx256m"),
                Farrier.class,
                List.of(
                        "--farrier.data=" + FOLDER.resolve("second"),
                        "--server.port=0",
                        "--spring.datasource.url=" + postgres.url(),
                        "--spring.datasource.username=" + Postgres.USER,
                        "--spring.datasource.password=" + Postgres.PASSWORD));
        assertThat(second.ended()).isNotZero();
        return log;
    }

    private Program hub() throws Exception {
        return Program.java(
                        FOLDER.resolve("hub.log"),
                        List.of("-Xmx512m"),
                        Farrier.class,
                        List.of(
                                "--farrier.data=" + FOLDER.resolve("data"),
                                "--spring.artemis.mode=native",
                                "--spring.artemis.broker-url=tcp://" + Artemis.HOST + ":" + Artemis.PORT,
                                "--spring.artemis.user=" + Artemis.USER,
                                "--spring.artemis.password=" + Artemis.PASSWORD,
                                "--spring.datasource.url=" + postgres.url(),
                                "--spring.datasource.username=" + Postgres.USER,
                                "--spring.datasource.password=" + Postgres.PASSWORD,
                                "--server.address=127.0.0.1",
                                "--server.port=" + PORT,
                                "--farrier.files.base-url=http://127.0.0.1:" + PORT,
                                "--farrier.sweep.ports=8443",
                                "--farrier.pace.speed=300",
                                "--farrier.pace.answer=5s",
                                "--farrier.pace.lease=10s",
                                "--farrier.bell.sweep=0/1 * * * * ?",
                                "--farrier.bell.patience=1s",
                                "--farrier.bell.not-again-within=3s",
                                "--farrier.window.clock=0/1 * * * * ?",
                                "--farrier.story.enabled=true",
                                "--farrier.main-job.enabled=true",
                                "--farrier.main-job.cidr=127.20.62.0/29",
                                "--farrier.main-job.catalog=http://" + SITE + ":8480/catalog/Catalog.xml.gz",
                                "--farrier.main-job.waves=2",
                                "--farrier.main-job.concurrent=4",
                                "--logging.threshold.console=OFF"))
                .up("127.0.0.1", PORT);
    }

    private long runs(String which) {
        return count("select count(*) from host_runs where " + which);
    }

    private long plans(String which) {
        return count("select count(*) from update_plans where " + which);
    }

    private long targets() {
        return count("select count(*) from plan_targets");
    }

    private long count(String sql) {
        try (Connection truth = DriverManager.getConnection(postgres.url(), Postgres.USER, Postgres.PASSWORD);
                var ask = truth.createStatement();
                var row = ask.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T extends AutoCloseable> T with(T program) {
        running.add(program);
        return program;
    }
}
