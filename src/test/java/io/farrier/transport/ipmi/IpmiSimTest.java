package io.farrier.transport.ipmi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farrier.HubTest;
import io.farrier.hub.Headers;
import io.farrier.transport.Accepted;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Identity;
import io.farrier.transport.Outcome;
import io.farrier.transport.Power;
import io.farrier.transport.ResetKind;
import io.farrier.transport.Word;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The IPMI routes against a BMC that nobody here wrote: OpenIPMI's ipmi_sim. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IpmiSimTest {

    private static final String ADDRESS = "127.20.62.200";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Value("${farrier.ipmi.port}")
    int port;

    @TempDir
    static Path folder;

    private Process simulator;
    private Bmc bmc;

    @BeforeAll
    void simulate() throws IOException {
        boolean there = IpmiProgram.present("ipmi_sim", System.getenv("PATH"))
                && IpmiProgram.present("ipmitool", System.getenv("PATH"));
        if (!there) {
            System.out.println("SKIPPED: ipmi_sim or ipmitool is not installed; IPMI is not checked against it.");
        }
        assumeTrue(there, "ipmi_sim or ipmitool is not installed");
        Path state = Files.createDirectory(folder.resolve("state"));
        simulator = new ProcessBuilder(
                        "ipmi_sim",
                        "-n",
                        "-c",
                        configuration().toString(),
                        "-f",
                        emulation().toString(),
                        "-s",
                        "" + state)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("sim.log").toFile())
                .start();
        bmc = new Bmc(host(), ADDRESS, 443);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(new Ask.Identify(bmc)).done());
    }

    @AfterAll
    void end() throws InterruptedException {
        if (simulator != null) {
            simulator.destroy();
            simulator.waitFor();
        }
    }

    private long host() throws IOException {
        Path secret = secret("calvin");
        jdbc.sql("insert into credentials (name, cidr, username, vault_path, created_by)"
                        + " values ('ipmi-sim', ?::cidr, 'root', ?, 'test')")
                .params(ADDRESS + "/32", "file:" + secret)
                .update();
        return jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values (?::inet, 443, 'server') returning id")
                .param(ADDRESS)
                .query(Long.class)
                .single();
    }

    private Path secret(String password) throws IOException {
        Path secret = Files.createTempFile(
                folder,
                "secret",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(secret, password);
    }

    /** The host's power is a file, and a script its wires to it. */
    private Path configuration() throws IOException {
        Path power = Files.writeString(folder.resolve("power"), "1\n");
        Path script = Files.writeString(folder.resolve("chassis.sh"), """
                #!/bin/sh
                echo "$*" >> %1$s.log
                shift; what=$1; shift
                case "$what" in
                  get) for part in "$@"; do [ $part = power ] && echo "power:$(cat %1$s)" || echo "$part:none"; done ;;
                  set) while [ $# -gt 0 ]; do [ $1 = power ] && echo $2 > %1$s; [ $1 = reset ] && echo 1 > %1$s; shift 2; done ;;
                esac
                exit 0
                """.formatted(power));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return Files.writeString(folder.resolve("lan.conf"), """
                name "bmc"
                set_working_mc 0x20
                  startlan 1
                    addr %s %d
                    priv_limit admin
                    guid 44454c4c420010308042b4c04f4e3232
                    allowed_auths_callback none md2 md5 straight
                    allowed_auths_user none md2 md5 straight
                    allowed_auths_operator none md2 md5 straight
                    allowed_auths_admin none md2 md5 straight
                  endlan
                  chassis_control "%s 0x20"
                  user 2 true "root" "calvin" admin 10 none md2 md5 straight
                """.formatted(ADDRESS, port, script));
    }

    private Path emulation() throws IOException {
        return Files.writeString(folder.resolve("bmc.emu"), """
                mc_setbmc 0x20
                mc_add 0x20 0 no-device-sdrs 0x23 6 0x10 0x9f 0x02a2 0x0100 persist_sdr
                sel_enable 0x20 1000 0x0a
                mc_enable 0x20
                """);
    }

    private Outcome ask(Ask ask) {
        return camel.requestBodyAndHeader("direct:transport.attempt", ask, Headers.TRANSPORT, "ipmi", Outcome.class);
    }

    private String power() {
        Outcome outcome = ask(new Ask.ReadPower(bmc));
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        return outcome.as(Power.class).state();
    }

    private void done(Ask ask) {
        Outcome outcome = ask(ask);
        assertThat(outcome.word()).as(outcome.sentence()).isEqualTo(Word.DONE);
        outcome.as(Accepted.class);
    }

    @Test
    void its_power_is_read_and_switched_and_it_is_reset() throws IOException {
        assertThat(ask(new Ask.Identify(bmc)).as(Identity.class).product()).isEqualTo("IPMI");
        assertThat(power()).isEqualTo("On");
        done(new Ask.Reset(bmc, ResetKind.FORCE_OFF));
        assertThat(power()).isEqualTo("Off");
        done(new Ask.Reset(bmc, ResetKind.ON));
        assertThat(power()).isEqualTo("On");
        done(new Ask.Reset(bmc, ResetKind.FORCE_RESTART));
        done(new Ask.ResetBmc(bmc));
        assertThat(Files.readAllLines(folder.resolve("power.log")).stream().filter(line -> line.contains(" set ")))
                .containsExactly("0x20 set power 0", "0x20 set power 1", "0x20 set reset 1");
    }

    @Test
    void a_wrong_password_is_refused_once_and_corrected_it_is_tried_again() throws IOException {
        Path wrong = secret("hobbes");
        long other = jdbc.sql("insert into credentials (name, host_id, username, vault_path, created_by)"
                        + " values ('ipmi-sim-wrong', ?, 'root', ?, 'test') returning id")
                .params(bmc.hostId(), "file:" + wrong)
                .query(Long.class)
                .single();
        assertThat(ask(new Ask.ReadPower(bmc)).messageId()).isEqualTo("ipmi-login");
        assertThat(ask(new Ask.ReadPower(bmc)).messageId()).isEqualTo("credential-rest");
        Files.writeString(wrong, "calvin");
        jdbc.sql("update credentials set version = version + 1 where id = ?")
                .param(other)
                .update();
        assertThat(power()).isEqualTo("On");
        jdbc.sql("delete from credential_uses where credential_id = ?")
                .param(other)
                .update();
        jdbc.sql("delete from credentials where id = ?").param(other).update();
    }
}
