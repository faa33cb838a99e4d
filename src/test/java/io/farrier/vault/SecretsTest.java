package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {

    private final Secrets secrets = new Secrets(null);

    @TempDir
    Path folder;

    @Test
    void an_environment_variable_is_read() {
        assertThat(secrets.read("env:PATH")).isEqualTo(System.getenv("PATH"));
    }

    @Test
    void a_variable_that_is_not_set_is_said_by_name() {
        assertThatThrownBy(() -> secrets.read("env:FARRIER_NO_SUCH_VARIABLE"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("env:FARRIER_NO_SUCH_VARIABLE is not set");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-------", "r--------"})
    void a_file_of_its_owner_alone_is_read_without_its_line_end(String mode) throws IOException {
        assertThat(secrets.read(file(mode, " s3cret, with blanks \n"))).isEqualTo(" s3cret, with blanks ");
        assertThat(secrets.read(file(mode, "s3cret\r\n"))).isEqualTo("s3cret");
        assertThat(secrets.read(file(mode, "s3cret"))).isEqualTo("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw------x", "rw--w----"})
    void a_file_that_others_get_at_is_refused_and_says_the_cure(String mode) throws IOException {
        String path = file(mode, "s3cret");
        assertThatThrownBy(() -> secrets.read(path))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("chmod 600")
                .message()
                .doesNotContain("s3cret");
    }

    @Test
    void what_is_no_password_is_refused() throws IOException {
        assertThatThrownBy(() -> secrets.read("file:" + folder.resolve("nothing")))
                .hasMessageContaining("no file");
        assertThatThrownBy(() -> secrets.read("file:" + folder)).hasMessageContaining("no file");
        assertThatThrownBy(() -> secrets.read(file("rw-------", " \n"))).hasMessageContaining("empty");
        assertThatThrownBy(() -> secrets.read(file("rw-------", "x".repeat(5_000))))
                .hasMessageContaining("too large");
        Path binary = Path.of(file("rw-------", "").substring(5));
        Files.write(binary, new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> secrets.read("file:" + binary)).hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "hunter2-in-the-wrong-field",
                "file:hunter2",
                "env:hunter-2",
                "http://hunter2",
                "file:/\0hunter2"
            })
    void anything_else_is_refused_and_never_repeated(String path) {
        assertThatThrownBy(() -> secrets.read(path))
                .isInstanceOf(Refused.class)
                .message()
                .contains("vault path")
                .doesNotContain("hunter");
    }

    private String file(String mode, String content) throws IOException {
        Path file = Files.createTempFile(folder, "secret", "");
        Files.writeString(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        return "file:" + file;
    }
}
