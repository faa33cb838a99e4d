package io.farrier.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.Farrier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/** What a team runs before it commits: no database and no broker are there. */
class CheckTest {

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private int check(String... args) throws IOException {
        return new Check(Farrier.class, new PrintStream(said, true, StandardCharsets.UTF_8)).of(args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void the_routes_that_ship_load() throws IOException {
        int code = check("routes");
        assertThat(said()).matches("\\d+ files with \\d+ routes load\n");
        assertThat(code).isZero();
    }

    @Test
    void each_refusal_has_a_line_that_an_editor_understands(@TempDir Path temp) throws IOException {
        Path routes = temp.resolve("mine");
        FileSystemUtils.copyRecursively(Path.of("routes"), routes);
        Files.writeString(
                routes.resolve("new.camel.yaml"),
                Stage.route("new", "- bean:\n    id: new.do\n    ref: runStp\n    method: x\n"));
        Path edited = routes.resolve("run/step.camel.yaml");
        Files.writeString(edited, Files.readString(edited).replace("- bean:", "- beam:"));
        assertThat(check(routes.toString())).isEqualTo(1);
        assertThat(said())
                .contains(routes + "/new.camel.yaml:9: step new.do: there is no bean called 'runStp'; did you mean")
                .contains(edited + ":")
                .contains("Unknown node id: beam; did you mean 'bean'?")
                .endsWith("problems\n");
    }

    @Test
    void a_folder_that_is_not_there_is_said() throws IOException {
        assertThat(check("no-such-folder")).isEqualTo(2);
        assertThat(said()).contains("There is no folder no-such-folder");
    }
}
