package io.farrier.desk;

import static io.farrier.desk.Stage.route;
import static io.farrier.desk.Stage.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.farrier.hub.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean edits = new AtomicBoolean(true);
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
        watch = new DeskWatch(stage.desk, () -> edits.get(), intake, files);
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
    void where_edits_are_not_taken_they_lie_until_they_are() throws IOException {
        edits.set(false);
        write("a", says("a.say", "new"));
        for (int i = 0; i < 5; i++) {
            watch.look();
        }
        assertThat(stage.ask("a")).isEqualTo("old");
        edits.set(true);
        until(() -> runs("a", "new"));
    }

    @Test
    void what_a_person_had_the_hub_keep_is_no_news_of_the_folder() throws IOException {
        Verdict verdict = intake.take(
                Offer.of(Map.of("routes/deep/c.camel.yaml", route("c", says("c.say", "there")))),
                stage.desk.hash(),
                "anna");
        assertThat(verdict).isInstanceOf(Verdict.Accepted.class);
        assertThat(stage.ask("c")).isEqualTo("there");
        assertThat(files.read().hash()).isEqualTo(stage.desk.hash());
        assertThat(intake.isNews(files.stamps())).isFalse();
        assertThat(stage.journal)
                .singleElement()
                .extracting(entry -> entry.who())
                .isEqualTo("anna");
    }

    @Test
    void what_a_person_offers_and_does_not_load_leaves_no_trace_in_the_folder() throws IOException {
        var before = files.stamps();
        Verdict verdict =
                intake.take(Offer.of(Map.of("routes/c.camel.yaml", route("c", BROKEN))), stage.desk.hash(), "anna");
        assertThat(verdict).isInstanceOf(Verdict.Refused.class);
        assertThat(files.stamps()).isEqualTo(before);
        try (var all = Files.list(folder)) {
            assertThat(all).hasSize(2);
        }
    }

    @Test
    void a_person_does_not_overwrite_what_a_team_has_in_the_folder() throws IOException {
        write("a", BROKEN);
        assertThatThrownBy(() -> intake.take(
                        Offer.of(Map.of("routes/a.camel.yaml", route("a", says("a.say", "mine")))),
                        stage.desk.hash(),
                        "anna"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("lies an edit of routes/a.camel.yaml");
        assertThat(stage.ask("a")).isEqualTo("old");
    }

    @Test
    void what_a_killed_hub_left_half_done_is_finished_by_the_next_that_reads() throws IOException {
        Path decided = Files.createDirectories(folder.resolve(".desk-keeps/deep"));
        Files.writeString(decided.resolve("c.camel.yaml"), route("c", says("c.say", "there")));
        Files.writeString(folder.resolve(".desk-keeps/.gone"), "b.camel.yaml\n");
        assertThat(files.read().files()).containsOnlyKeys("routes/a.camel.yaml", "routes/deep/c.camel.yaml");
        assertThat(folder.resolve(".desk-keeps")).doesNotExist();
    }

    @Test
    void a_link_leads_nothing_out_of_the_folder(@TempDir Path elsewhere) throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), elsewhere);
        assertThatThrownBy(() -> intake.take(
                        Offer.of(Map.of("routes/out/c.camel.yaml", route("c", says("c.say", "there")))),
                        stage.desk.hash(),
                        "anna"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is a link");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(stage.ids()).containsExactly("a", "b");
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
