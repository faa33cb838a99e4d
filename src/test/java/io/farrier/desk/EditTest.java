package io.farrier.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whose edit is which, where the operating system tells owners. */
class EditTest {

    private static final Map<String, String> OWNERS =
            Map.of("a", "anna (files)", "b", "ben (files)", "c", "anna (files)");

    private static List<Edit> edits(List<String> changed, List<String> waiting) {
        return Edit.of(changed, waiting, file -> Optional.ofNullable(OWNERS.get(file)));
    }

    private static Edit edit(String who, String... files) {
        return new Edit(who, new TreeSet<>(List.of(files)));
    }

    @Test
    void each_owner_s_files_are_an_edit() {
        assertThat(edits(List.of("a", "b", "c"), List.of()))
                .containsExactly(edit("anna (files)", "a", "c"), edit("ben (files)", "b"));
    }

    @Test
    void a_file_that_is_gone_goes_with_the_one_who_was_at_work() {
        assertThat(edits(List.of("a", "gone"), List.of())).containsExactly(edit("anna (files)", "a", "gone"));
    }

    @Test
    void among_several_it_goes_by_itself() {
        assertThat(edits(List.of("a", "b", "gone"), List.of()))
                .containsExactly(edit("anna (files)", "a"), edit("ben (files)", "b"), edit("files", "gone"));
    }

    @Test
    void what_waits_is_in_none() {
        assertThat(edits(List.of("a", "b"), List.of("a"))).containsExactly(edit("ben (files)", "b"));
        assertThat(edits(List.of("a"), List.of("a"))).isEmpty();
    }

    @Test
    void the_set_with_an_edit_alone_has_the_running_version_of_the_others() {
        RouteSet running = Stage.set(Map.of("a", "1", "b", "1", "c", "1"));
        RouteSet there = Stage.set(Map.of("a", "2", "b", "2"));
        assertThat(edit("anna (files)", "a", "c").on(running, there).files()).isEqualTo(Map.of("a", "2", "b", "1"));
    }
}
