package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.HubTest;
import io.farrier.hub.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** OpenSSH at the other end: its client at the lab's door, its server before the hub's client. */
@HubTest
class SshPeersTest {

    private static final String SSHD = "/usr/sbin/sshd";

    /** It ends with the test; its name says whose it is. */
    private static final String ACCOUNT = "farrier-ssh-peer";

    private static final String ADDRESS = "127.20.63.250";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @TempDir
    Path folder;

    private record Ran(int exit, String out) {}

    private Ran run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ran(process.waitFor(), Files.readString(out));
    }

    private static void assume(boolean there, String what) {
        if (!there) {
            System.out.println("SKIPPED: " + what);
        }
        assumeTrue(there, what);
    }

    private Path script(String text) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "run",
                ".sh",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        return Files.writeString(file, "#!/bin/sh\n" + text);
    }

    @Test
    void openssh_gets_an_answer_and_an_exit_code_from_the_lab() throws Exception {
        assume(Files.isExecutable(Path.of("/usr/bin/ssh")), "OpenSSH's client is not installed");
        try (LabFleet fleet = LabFleet.start(jdbc, 64, 1, "--speed=1200")) {
            Path askpass = script("echo " + fleet.lab().settings().password() + "\n");
            Map<String, String> environment =
                    Map.of("SSH_ASKPASS", askpass.toString(), "SSH_ASKPASS_REQUIRE", "force", "DISPLAY", ":0");
            List<String> ssh = List.of(
                    "/usr/bin/ssh",
                    "-p",
                    "2222",
                    "-F",
                    "/dev/null",
                    "-o",
                    "StrictHostKeyChecking=no",
                    "-o",
                    "UserKnownHostsFile=" + folder.resolve("known"),
                    "-o",
                    "PreferredAuthentications=password",
                    "-o",
                    "NumberOfPasswordPrompts=1",
                    "root@" + fleet.bmc(0).address());
            Ran version = run(environment, with(ssh, "racadm", "getversion"));
            assertThat(version.exit()).as(version.out()).isZero();
            assertThat(version.out())
                    .contains(
                            "iDRAC Version", fleet.lab().devices().get(0).bmc().firmware());
            Ran unknown = run(environment, with(ssh, "racadm", "nosuch"));
            assertThat(unknown.exit()).as(unknown.out()).isEqualTo(1);
        }
    }

    private static String[] with(List<String> command, String... more) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** A server needs somebody who may log in: an account that this test makes and removes, where it is allowed to. */
    @Test
    void the_hubs_client_reads_text_and_exit_code_of_an_openssh_server() throws Exception {
        assume(Files.isExecutable(Path.of(SSHD)), "OpenSSH's server is not installed");
        assume(
                "yes".equals(System.getenv("FARRIER_MAY_ADD_USERS")),
                "FARRIER_MAY_ADD_USERS=yes lets this test make an account for OpenSSH's server, and remove it");
        String password = UUID.randomUUID().toString();
        assertThat(run(Map.of(), "useradd", "-M", "-s", "/bin/sh", ACCOUNT).exit())
                .isZero();
        Process server = null;
        try {
            Ran set = run(
                    Map.of(),
                    script("echo '" + ACCOUNT + ":" + password + "' | chpasswd\n")
                            .toString());
            assertThat(set.exit()).as(set.out()).isZero();
            server = server();
            Bmc bmc = host(password);
            Outcome on = ask(new Ask.ReadPower(bmc));
            assertThat(on.done()).as(on.sentence()).isTrue();
            assertThat(on.as(Power.class).state()).isEqualTo("On");
            Outcome failed = ask(new Ask.ReadReadiness(bmc));
            assertThat(failed.messageId()).as(failed.sentence()).isEqualTo("racadm-command");
            assertThat(ask(new Ask.ReadJobs(bmc, List.of())).messageId())
                    .as("a text that is cut off")
                    .isEqualTo("garbled");

            assertThat(run(
                                    Map.of(),
                                    script("echo '" + ACCOUNT + ":another' | chpasswd\n")
                                            .toString())
                            .exit())
                    .isZero();
            assertThat(ask(new Ask.ReadPower(bmc)).messageId()).isEqualTo("login-refused");
            assertThat(ask(new Ask.ReadPower(bmc)).messageId()).isEqualTo("credential-rest");
        } finally {
            if (server != null) {
                server.destroy();
                server.waitFor(10, TimeUnit.SECONDS);
            }
            run(Map.of(), "userdel", "-f", ACCOUNT);
        }
    }

    /** It answers three commands as an iDRAC would: one right, one with an exit code, one that breaks off. */
    private Process server() throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path answers = script("""
                case "$SSH_ORIGINAL_COMMAND" in
                  "racadm serveraction powerstatus") echo "Server power status: ON" ;;
                  "racadm jobqueue view") printf -- '-----------JOB QUEUE-----------\\n[Job ID=JID_5'; kill -9 $PPID ;;
                  *) echo "ERROR: Invalid subcommand specified." >&2; exit 9 ;;
                esac
                """);
        Path key = folder.resolve("hostkey");
        assertThat(run(Map.of(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                        .exit())
                .isZero();
        Path config = Files.writeString(folder.resolve("sshd_config"), """
                ListenAddress %s
                Port 2222
                HostKey %s
                PidFile none
                PasswordAuthentication yes
                KbdInteractiveAuthentication no
                UsePAM yes
                AllowUsers %s
                ForceCommand %s
                """.formatted(ADDRESS, key, ACCOUNT, answers));
        Files.createDirectories(Path.of("/run/sshd"));
        Process server = new ProcessBuilder(SSHD, "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile())
                .start();
        Bmc nobody = new Bmc(0, ADDRESS, 8443);
        Awaitility.await().until(() -> ask(new Ask.Identify(nobody)).done());
        return server;
    }

    private Bmc host(String password) throws IOException {
        Path secret = Files.createTempFile(
                folder,
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, password);
        long id = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values (?::inet, 8443, 'server') returning id")
                .param(ADDRESS)
                .query(Long.class)
                .single();
        jdbc.sql(
                        "insert into credentials (name, host_id, username, vault_path, created_by) values (?, ?, ?, ?, 'test')")
                .params("openssh", id, ACCOUNT, "file:" + secret)
                .update();
        return new Bmc(id, ADDRESS, 8443);
    }

    private Outcome ask(Ask ask) {
        return camel.requestBodyAndHeader("direct:transport.attempt", ask, Headers.TRANSPORT, "ssh", Outcome.class);
    }
}
