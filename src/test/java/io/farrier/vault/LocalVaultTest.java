package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.HubTest;
import io.farrier.hub.Refused;
import io.farrier.ledger.Ledger;
import io.farrier.vault.Profile.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Its secrets are named local-test…, its network is 10.99.4.0/24. */
@HubTest
class LocalVaultTest {

    private static final String VALUE = "correct horse battery staple";

    @Autowired
    LocalVault vault;

    @Autowired
    Secrets secrets;

    @Autowired
    Credentials credentials;

    @Autowired
    Profiles profiles;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    @Value("${farrier.vault.key-file}")
    Path keyFile;

    @TempDir
    Path folder;

    @AfterEach
    void clean() {
        jdbc.sql("delete from credentials where name like 'local-test%'").update();
        jdbc.sql("delete from secrets where name like 'local-test%'").update();
    }

    @Test
    void what_is_put_in_is_read_by_its_path_and_lies_nowhere_in_the_clear() throws IOException {
        vault.put("local-test", VALUE, "anna");
        assertThat(secrets.read("vault:local-test")).isEqualTo(VALUE);
        assertThat(Files.getPosixFilePermissions(keyFile)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(jdbc.sql("select encode(sealed, 'escape') from secrets where name = 'local-test'")
                        .query(String.class)
                        .single())
                .doesNotContain("horse");
        assertThat(ledger.stream("secret:local-test").getLast().toString())
                .contains("anna")
                .doesNotContain("horse");
        assertThat(vault.all().toString()).contains("local-test").doesNotContain("horse");
    }

    @Test
    void another_secret_in_its_place_is_a_new_version_of_who_refers_to_it_and_of_who_has_it_from_there() {
        vault.put("local-test", VALUE, "anna");
        Profile parent =
                credentials.put(new Draft("local-test", "root", "vault:local-test", null, "10.99.4.0/24", 0), "anna");
        credentials.put(
                new Draft(
                        "local-test-child",
                        "local-test",
                        null,
                        null,
                        null,
                        null,
                        Map.of("site", "ams1"),
                        null,
                        null,
                        0),
                "anna");
        vault.put("local-test", "another", "anna");
        assertThat(profiles.named("local-test").orElseThrow().version()).isEqualTo(parent.version() + 1);
        assertThat(profiles.named("local-test-child").orElseThrow().version()).isEqualTo(2);
        assertThat(secrets.read("vault:local-test")).isEqualTo("another");
        assertThatThrownBy(() -> vault.remove("local-test", "anna")).hasMessageContaining("local-test refers to it");
    }

    @Test
    void a_value_that_was_altered_or_moved_is_refused_in_a_sentence() {
        vault.put("local-test", VALUE, "anna");
        vault.put("local-test-2", "another", "anna");
        jdbc.sql("update secrets set sealed = (select sealed from secrets where name = 'local-test-2')"
                        + " where name = 'local-test'")
                .update();
        refused("vault:local-test", "or altered");
        jdbc.sql(
                        "update secrets set sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1) where name = 'local-test-2'")
                .update();
        refused("vault:local-test-2", "or altered");
        refused("vault:local-test-3", "holds no secret");
    }

    @Test
    void a_wrong_or_lost_key_is_refused_in_a_sentence_and_no_new_one_hides_it() throws IOException {
        vault.put("local-test", VALUE, "anna");
        LocalVault lost = new LocalVault(jdbc, profiles, ledger, folder.resolve("no.key"));
        assertThatThrownBy(() -> lost.read("local-test")).hasMessageContaining("key is gone");
        assertThatThrownBy(() -> transaction.executeWithoutResult(in -> lost.put("local-test-2", VALUE, "anna")))
                .hasMessageContaining("key is gone");
        assertThat(folder.resolve("no.key")).doesNotExist();
        LocalVault wrong = new LocalVault(jdbc, profiles, ledger, file("wrong.key", Seal.freshKey(), "rw-------"));
        assertThatThrownBy(() -> wrong.read("local-test"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("another key than that in");
        LocalVault open = new LocalVault(jdbc, profiles, ledger, file("open.key", Seal.freshKey(), "rw-r--r--"));
        assertThatThrownBy(() -> open.read("local-test")).hasMessageContaining("chmod 600");
        LocalVault none = new LocalVault(jdbc, profiles, ledger, file("none.key", "hunter2", "rw-------"));
        assertThatThrownBy(() -> none.read("local-test"))
                .hasMessageContaining("32 bytes in base64")
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void a_name_or_value_that_is_none_is_refused() {
        assertThatThrownBy(() -> vault.put("../etc", VALUE, "anna")).isInstanceOf(Refused.class);
        assertThatThrownBy(() -> vault.put("local-test", " ", "anna")).hasMessageContaining("has a value");
        assertThatThrownBy(() -> vault.put("local-test", "x".repeat(5_000), "anna"))
                .hasMessageContaining("at most");
        assertThatThrownBy(() -> vault.remove("local-test", "anna")).hasMessageContaining("holds no secret");
    }

    private void refused(String path, String why) {
        assertThatThrownBy(() -> secrets.read(path))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why)
                .hasMessageContaining(path);
    }

    private Path file(String name, String content, String mode) throws IOException {
        Path file = folder.resolve(name);
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }
}
