package io.farrier.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.Program;
import io.farrier.access.Person;
import io.farrier.lab.net.Identities;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers as syslog, to rsyslogd and to a receiver that has its own ways. */
@HubTest
class SyslogTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String ADDRESS = "127.20.169.4";
    private static final Path RSYSLOG = Path.of("/usr/sbin/rsyslogd");

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @TempDir
    Path folder;

    private Subscribing test;

    @BeforeEach
    void start() {
        test = Subscribing.in(hub);
    }

    @AfterEach
    void stop() {
        jdbc.sql("delete from subscriptions").update();
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
            return free.getLocalPort();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void rsyslog_reads_what_is_told_in_its_order(String way) throws Exception {
        assumeThat(RSYSLOG).as("rsyslogd; this test is skipped without it").exists();
        int port = freePort();
        Path told = folder.resolve("told");
        Path settings = Files.writeString(folder.resolve("rsyslog.conf"), """
                global(workDirectory="%1$s")
                module(load="imtcp")
                module(load="imudp")
                input(type="imtcp" address="%2$s" port="%3$d")
                input(type="imudp" address="%2$s" port="%3$d")
                template(name="told" type="string"
                  string="%%pri-text%%|%%app-name%%|%%msgid%%|%%structured-data%%|%%msg%%\\n")
                action(type="omfile" file="%4$s" template="told")
                """.formatted(folder, ADDRESS, port, told));
        try (Program rsyslog = Program.start(
                        folder.resolve("log"),
                        Map.of(),
                        List.of(
                                RSYSLOG.toString(),
                                "-n",
                                "-f",
                                settings.toString(),
                                "-i",
                                folder.resolve("pid").toString()))
                .up(ADDRESS, port)) {
            test.subscribe("syslog", way + "://" + ADDRESS + ":" + port, null);
            test.happens("change.accepted", "one");
            test.happens("change.refused", "two: \"a [quoted] word\" and ☃\nnot another line");
            test.happens("plan.completed", "three");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(Files.exists(told) ? Files.readAllLines(told) : List.of())
                            .filteredOn(line -> String.valueOf(line).contains("|farrier|"))
                            .hasSize(3));
            List<String> lines = Files.readAllLines(told);
            lines.removeIf(line -> !line.contains("|farrier|"));
            assertThat(lines.get(0))
                    .startsWith("local0.info|farrier|change.accepted|[farrier@32473 id=")
                    .contains("change=\"" + test.change() + "\"")
                    .endsWith("one");
            assertThat(lines.get(1))
                    .startsWith("local0.warning|")
                    .endsWith("two: \"a [quoted] word\" and ☃ not another line");
            assertThat(lines.get(2)).endsWith("three");
            assertThat(rsyslog.handle().isAlive()).isTrue();
        }
    }

    @Test
    void who_is_not_there_yet_is_told_when_it_is() throws Exception {
        int port = freePort();
        long id = test.subscribe("syslog", "tcp://" + ADDRESS + ":" + port, null);
        test.happens("plan.begun", "one");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(test.shown(id).path("lastProblem").asText()).contains("refused the connection"));
        test.happens("plan.wave", "two");
        List<String> frames = new CopyOnWriteArrayList<>();
        try (ServerSocket door = new ServerSocket(port, 5, InetAddress.getByName(ADDRESS))) {
            Thread.ofVirtual().start(() -> read(door, frames));
            await().atMost(SOON).until(() -> frames.size() == 2);
            assertThat(frames.get(0)).startsWith("<134>1 ").endsWith("one");
            assertThat(frames.get(1)).endsWith("two");
        }
    }

    /** Frames as RFC 6587 has them. */
    private static void read(ServerSocket door, List<String> frames) {
        try (Socket socket = door.accept();
                var in = socket.getInputStream()) {
            while (true) {
                StringBuilder count = new StringBuilder();
                int next = in.read();
                while (next != ' ' && next != -1) {
                    count.append((char) next);
                    next = in.read();
                }
                if (next == -1) {
                    return;
                }
                frames.add(new String(in.readNBytes(Integer.parseInt(count.toString())), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    /** What it sends is kept by the system for it until that is full; then it waits, and others are told meanwhile. */
    @Test
    void one_that_reads_nothing_ends_its_own_turn_only() throws Exception {
        try (ServerSocket door = new ServerSocket()) {
            door.setReceiveBufferSize(4096);
            door.bind(new InetSocketAddress(ADDRESS, 0));
            long id = test.subscribe("syslog", "tcp://" + ADDRESS + ":" + door.getLocalPort(), null);
            // 20,000 lines of 2 KB are more than any system keeps.
            jdbc.sql("select count(ledger_append('change:' || :plan, 'plan.wave', null, null, :plan, 'farrier',"
                            + " repeat('x', 3000), '{}'::jsonb)) from generate_series(1, 20000)")
                    .param("plan", test.plan())
                    .query(Long.class)
                    .single();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(
                            test.shown(id).path("lastProblem").asText())
                    .contains("closed before all of it had left"));
        }
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_told_nothing() throws Exception {
        var identity = new Identities(null, false).of("syslog", "SYSLOG1", ADDRESS);
        try (TlsReceiver receiver = TlsReceiver.open(identity, ADDRESS)) {
            long id = test.subscribe("syslog", "tls://" + ADDRESS + ":" + receiver.port(), null);
            test.happens("plan.begun", "one");
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            test.shown(id).path("lastProblem").asText())
                    .isNotBlank()
                    .doesNotContain("reason in the hub itself"));
            assertThat(receiver.heard()).isEmpty();
        }
    }

    @Test
    void an_address_that_is_none_or_not_allowed_is_told_nothing() {
        for (String address : List.of(
                "syslog.example.com",
                "http://example.com",
                "tcp://me:pw@example.com",
                "tcp://example.com/x?tls=false")) {
            var said = test.person()
                    .post(
                            "/api/v1/subscriptions",
                            "{\"name\": \"s\", \"kind\": \"syslog\", \"address\": \"%s\"}".formatted(address));
            assertThat(said.statusCode()).as(address + said.body()).isEqualTo(400);
            assertThat(Person.json(said).path("detail").asText()).contains("tls://host:6514");
        }
        long id = test.subscribe("syslog", "udp://127.21.0.1", null);
        test.happens("plan.begun", "one");
        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(test.shown(id).path("lastProblem").asText()).contains("farrier.answer.allowed"));
    }
}
