package io.farrier.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;

/** The files that ship, with the beans and properties of a whole hub. */
@HubTest
class RouteFilesTest {

    private static final Path HERE = Path.of("routes");

    @Autowired
    CamelContext camel;

    @Autowired
    Desk desk;

    @Test
    void every_route_file_rehearses() throws IOException {
        RouteSet shipped = new RouteFiles(HERE).read();
        assertThat(shipped.files()).hasSizeGreaterThan(15);
        Verdict verdict = desk.rehearse(shipped);
        if (verdict instanceof Verdict.Refused refused) {
            assertThat(refused.problems()).isEmpty();
        }
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void the_hub_runs_exactly_what_stands_there() throws IOException {
        RouteSet shipped = new RouteFiles(HERE).read();
        assertThat(desk.hash()).isEqualTo(shipped.hash());
        Verdict.Accepted accepted = (Verdict.Accepted) desk.rehearse(shipped);
        assertThat(accepted.routes().values().stream().flatMap(ids -> ids.stream()))
                .allSatisfy(id -> assertThat(camel.getRoute(id)).as(id).isNotNull());
    }

    @Test
    void without_a_folder_the_files_come_from_the_jar(@TempDir Path empty) throws IOException {
        RouteSet shipped = new RouteFiles(HERE).read();
        // A build that was not clean may hold more.
        assertThat(new RouteFiles(empty.resolve("routes")).read().files()).containsAllEntriesOf(shipped.files());
        assertThat(new RouteFiles(empty.resolve("routes")).stamps()).isEmpty();
    }

    @Test
    void a_yaml_file_of_any_name_is_seen_and_nothing_else(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("deep/er"));
        Files.writeString(folder.resolve("deep/er/a.camel.yaml"), "a");
        Files.writeString(folder.resolve("b.yml"), "b");
        Files.writeString(folder.resolve("README.md"), "c");
        Files.writeString(folder.resolve(".b.camel.yaml.swp"), "d");
        assertThat(new RouteFiles(folder).read().files())
                .containsOnlyKeys("routes/deep/er/a.camel.yaml", "routes/b.yml");
    }
}
