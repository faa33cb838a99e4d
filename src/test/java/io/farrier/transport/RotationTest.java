package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.hub.Headers;
import io.farrier.lab.device.Device;
import io.farrier.lab.device.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Credentials that change while sessions are held: 127.20.65.1 and on, one host for each test. */
@HubTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RotationTest {

    private static final String NAME = "lab-65";

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @TempDir
    static Path folder;

    private LabFleet fleet;
    private String right;
    private int next;
    private int n;

    @BeforeAll
    void lab() throws IOException {
        fleet = LabFleet.start(jdbc, 65, 8, "--speed=" + HubTest.SPEED);
        right = jdbc.sql("select vault_path from credentials where name = ?")
                .params(NAME)
                .query(String.class)
                .single();
    }

    @BeforeEach
    void another() {
        n = next++;
        jdbc.sql("insert into credentials (name, cidr, username, vault_path, created_by)"
                        + " values (?, '127.20.65.0/24', ?, ?, 'test') on conflict do nothing")
                .params(NAME, fleet.lab().settings().user(), right)
                .update();
        change(right);
    }

    @AfterAll
    void end() {
        fleet.close();
        jdbc.sql("delete from credentials where name = ?").params(NAME).update();
    }

    @Test
    void a_held_session_is_not_used_once_its_credential_was_corrected_and_it_is_given_back() throws IOException {
        assertThat(ask().word()).isEqualTo(Word.DONE);
        assertThat(ask().word()).isEqualTo(Word.DONE);
        assertThat(logins()).as("one session serves").isEqualTo(1);
        change(wrong());
        assertThat(ask().word())
                .as("the session that is held is another version's")
                .isEqualTo(Word.CREDENTIALS);
        change(right);
        assertThat(ask().word()).isEqualTo(Word.DONE);
        assertThat(logins()).isEqualTo(2);
        assertThat(device().with(() -> device().sessions().open()))
                .as("the old session was given back")
                .hasSize(1);
    }

    @Test
    void a_held_session_is_not_used_once_its_credential_was_removed() {
        assertThat(ask().word()).isEqualTo(Word.DONE);
        jdbc.sql("delete from credentials where name = ?").params(NAME).update();
        assertThat(ask().messageId()).isEqualTo("no-credential");
    }

    @Test
    void a_password_that_was_changed_on_the_device_is_one_failed_login_and_the_corrected_one_goes_on()
            throws IOException {
        assertThat(ask("wsman").word()).isEqualTo(Word.DONE);
        device().fault(Fault.WRONG_PASSWORD, true, null);
        assertThat(ask("wsman").word()).isEqualTo(Word.CREDENTIALS);
        assertThat(ask("wsman").messageId()).isEqualTo("credential-rest");
        assertThat(failedLogins()).isEqualTo(1);
        change(file(fleet.lab().settings().password() + " and another"));
        assertThat(ask("wsman").word()).isEqualTo(Word.DONE);
        assertThat(failedLogins()).isEqualTo(1);
    }

    @Test
    void where_no_session_is_left_a_wrong_password_is_one_failed_login_too() throws IOException {
        device().fault(Fault.SESSION_CAP_REACHED, true, null);
        assertThat(ask().word()).isEqualTo(Word.DONE);
        device().fault(Fault.WRONG_PASSWORD, true, null);
        for (int i = 0; i < 3; i++) {
            assertThat(ask().word()).isEqualTo(Word.CREDENTIALS);
        }
        assertThat(failedLogins()).isEqualTo(1);
        change(wrong());
        assertThat(ask().word()).isEqualTo(Word.CREDENTIALS);
        assertThat(failedLogins()).as("another version").isEqualTo(2);
    }

    private Outcome ask() {
        return ask("redfish");
    }

    private Outcome ask(String transport) {
        return camel.requestBodyAndHeader(
                "direct:transport.attempt",
                new Ask.ReadPower(fleet.bmc(n)),
                Headers.TRANSPORT,
                transport,
                Outcome.class);
    }

    private void change(String vaultPath) {
        jdbc.sql("update credentials set vault_path = ?, version = version + 1 where name = ?")
                .params(vaultPath, NAME)
                .update();
    }

    private String wrong() throws IOException {
        return file("not the password");
    }

    private static String file(String password) throws IOException {
        Path file = Files.createTempFile(
                folder,
                "password",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password);
        return "file:" + file;
    }

    private Device device() {
        return fleet.lab().devices().get(n);
    }

    private int logins() {
        return device().with(() -> device().tally().logins());
    }

    private int failedLogins() {
        return device().with(() -> device().tally().failedLogins());
    }
}
