package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.compliance.Stones.Path;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class StonesProperties {

    private static Stone stone(
            String to, String beyond, String atLeast, String noReturn, String below, String byWayOf) {
        return new Stone(
                "25227", List.of(), to, beyond, atLeast, noReturn, below, byWayOf, null, "it breaks", "a test");
    }

    private static String version(int n) {
        return n / 10 + "." + n % 10 + "0.00.00";
    }

    @Provide
    Arbitrary<List<Stone>> tables() {
        Arbitrary<Integer> n = Arbitraries.integers().between(10, 59);
        Arbitrary<Stone> up = Combinators.combine(n, Arbitraries.integers().between(1, 10))
                .as((to, gap) -> stone(version(to), null, version(Math.max(1, to - gap)), null, null, null));
        Arbitrary<Stone> beyond = n.map(v -> stone(null, version(v), version(v), null, null, null));
        Arbitrary<Stone> kept = n.map(v -> stone(null, null, null, version(v), null, null));
        Arbitrary<Stone> down = Combinators.combine(n, Arbitraries.integers().between(0, 5))
                .as((below, gap) -> stone(null, null, null, null, version(below), version(below + gap)));
        Arbitrary<Stone> left = Combinators.combine(n, Arbitraries.integers().between(0, 5))
                .as((from, gap) -> notFrom(null, version(from) + " - " + version(from + gap)));
        return Arbitraries.oneOf(up, beyond, kept, down, left)
                .list()
                .ofMaxSize(4)
                .map(list -> list.stream().distinct().toList())
                .filter(StonesProperties::consistent);
    }

    private static Stone notFrom(String to, String... from) {
        return new Stone("25227", List.of(), to, null, null, null, null, null, List.of(from), "it breaks", "a test");
    }

    private static boolean consistent(List<Stone> table) {
        try {
            Contradiction.check(table);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Provide
    Arbitrary<List<Integer>> offers() {
        return Arbitraries.integers().between(1, 64).list().ofMinSize(1).ofMaxSize(8);
    }

    @Property
    void a_way_takes_only_allowed_moves_ends_where_it_should_and_comes_by_no_version_twice(
            @ForAll("tables") List<Stone> table, @ForAll("offers") List<Integer> offers) {
        String from = version(offers.getFirst());
        String to = version(offers.getLast());
        List<String> versions = offers.stream().map(StonesProperties::version).toList();
        if (!(new Stones(table).path("25227", "13G", from, to, versions) instanceof Path.Steps way)) {
            return;
        }
        List<String> all = new ArrayList<>(List.of(from));
        all.addAll(way.versions());
        for (int i = 1; i < all.size(); i++) {
            String at = all.get(i - 1);
            String next = all.get(i);
            assertThat(table).noneMatch(stone -> stone.forbids(at, next));
            assertThat(versions).contains(next);
        }
        assertThat(all.getLast()).isEqualTo(to);
        assertThat(all).doesNotHaveDuplicates();
    }

    @Property
    void there_is_no_shorter_way_and_none_where_it_says_so(
            @ForAll("tables") List<Stone> table, @ForAll("offers") List<Integer> offers) {
        String from = version(offers.getFirst());
        String to = version(offers.getLast());
        List<String> versions =
                offers.stream().map(StonesProperties::version).distinct().toList();
        int shortest = shortest(table, from, to, versions);
        switch (new Stones(table).path("25227", "13G", from, to, versions)) {
            case Path.Steps way -> assertThat(way.versions()).hasSize(shortest);
            case Path.None none -> {
                assertThat(shortest).isEqualTo(Integer.MAX_VALUE);
                assertThat(none.why()).isNotBlank();
            }
        }
    }

    /** Another way to find out: the numbers of moves that it takes, relaxed until they settle (Bellman and Ford). */
    private static int shortest(List<Stone> table, String from, String to, List<String> versions) {
        List<String> all = new ArrayList<>(versions);
        all.add(from);
        int[] moves =
                IntStream.generate(() -> Integer.MAX_VALUE).limit(all.size()).toArray();
        for (int i = 0; i < moves.length; i++) {
            moves[i] = all.get(i).equals(from) ? 0 : Integer.MAX_VALUE;
        }
        for (int round = 0; round < all.size(); round++) {
            for (int i = 0; i < all.size(); i++) {
                for (int j = 0; j < all.size(); j++) {
                    String at = all.get(i);
                    String next = all.get(j);
                    if (moves[i] != Integer.MAX_VALUE && table.stream().noneMatch(stone -> stone.forbids(at, next))) {
                        moves[j] = Math.min(moves[j], moves[i] + 1);
                    }
                }
            }
        }
        return moves[all.indexOf(to)];
    }

    @Example
    void the_table_that_ships_leads_old_idracs_up_step_by_step() throws IOException {
        Stones stones = new Stones(
                new YAMLMapper().readValue(new File("config/steps.yaml"), new TypeReference<List<Stone>>() {}));
        List<String> offered =
                List.of("1.66.65", "2.10.10.10", "2.40.40.40", "2.60.60.60", "2.61.60.60", "2.75.75.75", "2.85.85.85");
        assertThat(stones.path("25227", "13G", "2.40.40.40", "2.85.85.85", offered))
                .isEqualTo(new Path.Steps(List.of("2.60.60.60", "2.61.60.60", "2.85.85.85")));
        assertThat(stones.path("25227", "12G", "1.57.57", "2.60.60.60", offered))
                .isEqualTo(new Path.Steps(List.of("1.66.65", "2.10.10.10", "2.60.60.60")));
        assertThat(stones.path("25227", "14G", "3.30.30.30", "7.00.00.00", List.of("7.00.00.00")))
                .isEqualTo(new Path.Steps(List.of("7.00.00.00")));
        assertThat(stones.path("25227", "13G", "2.40.40.40", "2.85.85.85", List.of("2.85.85.85")))
                .isEqualTo(new Path.None(
                        "2.60.60.60 or newer is needed first, else it can't verify the package's signature (RED007)"));
    }

    @Example
    void a_table_that_nobody_can_satisfy_is_refused_whole() {
        for (Stone wrong : List.of(
                stone("2.0", null, "3.0", null, null, null),
                stone(null, "2.0", "3.0", null, null, null),
                stone(null, null, null, null, "2.0", "1.0"),
                stone("2.0", null, "A00", null, null, null),
                stone("2.0", "3.0", "1.0", null, null, null),
                stone(null, null, null, null, null, null))) {
            assertThatThrownBy(() -> new Stones(List.of(stone("2.0", null, "1.0", null, null, null), wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a test");
        }
        Stone twice = stone("2.0", null, "1.0", null, null, null);
        assertThatThrownBy(() -> new Stones(List.of(twice, twice))).hasMessageContaining("twice");
    }

    @Example
    void lines_that_are_each_right_and_shut_each_others_way_are_refused_together() {
        Stone down = stone(null, null, null, null, "2.0", "3.0");
        assertThatThrownBy(() -> new Stones(List.of(down, stone(null, null, null, "2.5", null, null))))
                .hasMessageContaining("contradict each other: nothing leads from 3.0 below 2.0");
        assertThat(new Stones(List.of(down, stone(null, null, null, "1.5", null, null)))
                        .path("25227", "14G", "2.2", "1.7", List.of("1.7", "3.0")))
                .isEqualTo(new Path.Steps(List.of("3.0", "1.7")));
        Stone up = stone("3.0", null, "2.0", null, null, null);
        assertThatThrownBy(() -> new Stones(List.of(up, notFrom("3.0", "1.0 - 9.0"))))
                .hasMessageContaining("nobody below 1.0 ever gets to 3.0");
        assertThatThrownBy(() -> new Stones(List.of(up, stone("A09", null, "A03", null, null, null))))
                .hasMessageContaining("can't be compared");
        Stone elsewhere =
                new Stone("25227", List.of("12G"), null, null, null, "2.5", null, null, null, "it breaks", "a test");
        Stone here =
                new Stone("25227", List.of("13G"), null, null, null, null, "2.0", "3.0", null, "it breaks", "a test");
        assertThat(new Stones(List.of(elsewhere, here)).concerns("25227", "13G"))
                .isTrue();
    }

    @Example
    void a_version_that_can_not_be_compared_is_forbidden_whichever_side_it_is_on() {
        for (Stone stone : List.of(
                stone("2.0", null, "1.0", null, null, null),
                stone(null, "2.0", "2.0", null, null, null),
                stone(null, null, null, "2.0", null, null),
                stone(null, null, null, null, "2.0", "2.0"),
                notFrom(null, "1.5 - 1.7"),
                notFrom("2.0", "1.5"))) {
            assertThat(stone.forbids("A00", stone.noReturn() == null && stone.below() == null ? "2.1" : "1.0"))
                    .as("from A00: " + stone)
                    .isTrue();
        }
        assertThat(stone("2.0", null, "1.0", null, null, null).forbids("0.9", "A00"))
                .isTrue();
        assertThat(stone(null, "2.0", "2.0", null, null, null).forbids("0.9", "A00"))
                .isTrue();
        assertThat(stone(null, null, null, "2.0", null, null).forbids("2.1", "A00"))
                .isTrue();
        assertThat(stone(null, null, null, null, "2.0", "2.0").forbids("2.1", "A00"))
                .isTrue();
        assertThat(notFrom("2.0", "1.5").forbids("1.5", "A00")).isTrue();
    }

    @Example
    void a_version_that_is_left_for_nothing_keeps_whoever_has_it_and_one_that_leads_not_far_is_gone_around() {
        Stones kept = new Stones(List.of(notFrom(null, "1.5", "1.7 - 1.9")));
        assertThat(kept.path("25227", null, "1.8", "2.0", List.of("1.6", "2.0")))
                .isEqualTo(new Path.None("there is no way from 1.5, 1.7 - 1.9, else it breaks"));
        assertThat(kept.path("25227", null, "1.6", "2.0", List.of("2.0"))).isEqualTo(new Path.Steps(List.of("2.0")));
        Stones around = new Stones(List.of(notFrom("2.0", "1.5")));
        assertThat(around.path("25227", null, "1.5", "2.0", List.of("1.6", "2.0")))
                .isEqualTo(new Path.Steps(List.of("1.6", "2.0")));
        assertThatThrownBy(() -> new Stones(List.of(notFrom(null, "1.9 - 1.7"))))
                .hasMessageContaining("ends before");
    }

    @Example
    void a_server_of_no_known_generation_is_as_one_of_any_that_a_line_names() throws IOException {
        Stones stones = new Stones(
                new YAMLMapper().readValue(new File("config/steps.yaml"), new TypeReference<List<Stone>>() {}));
        assertThat(stones.forbidden("25227", null, List.of("1.57.57", "2.60.60.60")))
                .isPresent();
        assertThat(stones.path("25227", null, "1.57.57", "2.60.60.60", List.of("2.60.60.60")))
                .isInstanceOf(Path.None.class);
    }
}
