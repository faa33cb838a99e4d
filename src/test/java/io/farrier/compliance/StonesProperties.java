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
        return new Stone("25227", List.of(), to, beyond, atLeast, noReturn, below, byWayOf, "it breaks", "a test");
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
        return Arbitraries.oneOf(up, beyond, kept, down).list().ofMaxSize(4).map(list -> list.stream()
                .distinct()
                .toList());
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
}
