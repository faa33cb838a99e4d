package io.farrier.desk;

import static io.farrier.desk.Stage.route;
import static io.farrier.desk.Stage.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Service;
import org.apache.camel.spi.PropertiesSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Teams that edit one folder. */
class WatchTest {

    private static final String BROKEN = "- sayy: x";

    @TempDir
    Path folder;

    private final Stage stage = new Stage();
    private RouteFiles files;
    private Intake intake;
    private DeskWatch watch;

    @BeforeEach
    void begin() throws IOException {
        write("a", says("a.say", "old"));
        write("b", says("b.say", "old"));
        files = new RouteFiles(folder);
        stage.desk.begin(files.read());
        stage.camel.start();
        intake = new Intake(stage.desk, files);
        watch = new DeskWatch(stage.desk, intake, files);
    }

    @AfterEach
    void end() {
        stage.close();
    }

    private void write(String id, String steps) throws IOException {
        Files.writeString(folder.resolve(id + ".camel.yaml"), route(id, steps));
    }

    /** Looks until a condition holds, as the timer does. */
    private void until(java.util.concurrent.Callable<Boolean> holds) {
        await().until(() -> {
            watch.look();
            return holds.call();
        });
    }

    private boolean runs(String id, String word) {
        return stage.ids().contains(id) && stage.ask(id).equals(word);
    }

    @Test
    void an_edit_is_taken_when_it_lies_still() throws IOException {
        write("a", says("a.say", "new"));
        until(() -> runs("a", "new"));
        assertThat(stage.journal).hasSize(1);
    }

    @Test
    void one_team_s_broken_file_waits_and_another_s_later_edit_is_taken_without_it() throws IOException {
        write("a", BROKEN);
        until(() -> !intake.waiting().files().isEmpty());
        write("b", says("b.say", "new"));
        until(() -> runs("b", "new"));
        assertThat(stage.ask("a")).isEqualTo("old");
        assertThat(intake.waiting().files()).containsExactly("routes/a.camel.yaml");
        assertThat(intake.waiting().problems())
                .singleElement()
                .asString()
                .startsWith("routes/a.camel.yaml:9: Unknown node id: sayy");
        write("a", says("a.say", "mended"));
        until(() -> runs("a", "mended"));
        assertThat(intake.waiting().files()).isEmpty();
        assertThat(stage.journal)
                .extracting(entry -> entry.type())
                .containsExactly("desk.refused", "desk.applied", "desk.applied");
    }

    @Test
    void files_saved_together_are_one_edit_and_wait_for_each_other() throws IOException {
        write("a", BROKEN);
        write("b", says("b.say", "new"));
        until(() -> intake.waiting().files().size() == 2);
        assertThat(stage.ask("b")).isEqualTo("old");
        // Saved again it is an edit of its own.
        write("b", says("b.say", "newer"));
        until(() -> runs("b", "newer"));
        assertThat(stage.ask("a")).isEqualTo("old");
    }

    @Test
    void what_calls_a_route_that_waits_waits_too_and_comes_with_it() throws IOException {
        write("c", BROKEN);
        until(() -> !intake.waiting().files().isEmpty());
        write("b", "- to:\n    id: b.call\n    uri: direct\n    parameters:\n      name: c\n");
        until(() -> intake.waiting().files().size() == 2);
        assertThat(stage.ask("b")).isEqualTo("old");
        write("c", says("c.say", "there"));
        until(() -> runs("b", "there"));
    }

    @Test
    void a_file_renamed_and_a_file_deleted_leave_nothing_behind() throws IOException {
        Files.move(folder.resolve("a.camel.yaml"), folder.resolve("z.camel.yaml"));
        until(() -> stage.desk.running().files().containsKey("routes/z.camel.yaml"));
        assertThat(stage.ask("a")).isEqualTo("old");
        Files.delete(folder.resolve("z.camel.yaml"));
        until(() -> stage.ids().equals(java.util.List.of("b")));
    }

    @Test
    void an_edit_that_failed_for_a_reason_of_the_hub_is_tried_again() throws IOException {
        AtomicInteger failures = new AtomicInteger(2);
        stage.camel.getPropertiesComponent().addPropertiesSource(new Flaky(failures));
        write("a", says("a.say", "new"));
        until(() -> runs("a", "new"));
        assertThat(failures).hasNonPositiveValue();
    }

    @Test
    void an_edit_is_taken_while_the_ledger_is_away_and_told_to_it_later() throws IOException {
        stage.ledgerIsAway = true;
        write("a", says("a.say", "new"));
        until(() -> runs("a", "new"));
        stage.ledgerIsAway = false;
        until(() -> stage.journal.size() == 1);
    }

    @Test
    void what_is_no_utf_8_is_refused() throws IOException {
        Files.write(folder.resolve("a.camel.yaml"), new byte[] {'-', ' ', (byte) 0xe4, '\n'});
        until(() -> !intake.waiting().files().isEmpty());
        assertThat(intake.waiting().problems()).singleElement().asString().contains("UTF-8");
        assertThat(stage.ask("a")).isEqualTo("old");
    }

    /** Fails when a context begins that asks it. */
    private record Flaky(AtomicInteger failures) implements PropertiesSource, Service {

        @Override
        public String getName() {
            return "flaky";
        }

        @Override
        public String getProperty(String name) {
            return null;
        }

        @Override
        public void start() {
            if (Thread.currentThread().getName().startsWith("desk") && failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not now");
            }
        }

        @Override
        public void stop() {
            // Nothing was begun.
        }
    }
}
