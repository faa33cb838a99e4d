package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RankingProperties {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Health WELL = healthy(20);

    private static Health healthy(int answers) {
        Health health = Health.NEW;
        for (int n = 0; n < answers; n++) {
            health = health.answered(Duration.ofMillis(200), NOW);
        }
        return health;
    }

    @Provide
    Arbitrary<List<Candidate>> candidates() {
        Arbitrary<Health> health = Arbitraries.of(
                Health.NEW,
                WELL,
                Health.NEW.failed(true, 0.5, NOW),
                WELL.failed(true, 0.5, NOW).failed(true, 0.5, NOW).failed(false, 0.9, NOW),
                Health.NEW.failed(false, 0.1, NOW).failed(false, 0.1, NOW).failed(false, 0.1, NOW));
        Arbitrary<Candidate> one = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, true, false),
                        Arbitraries.of(true, false).injectNull(0.3),
                        Arbitraries.of(true, false),
                        health,
                        Arbitraries.doubles().between(0.1, 1))
                .as((started, allowed, supported, answers, h, kind) ->
                        new Candidate("t", 0, started, allowed, supported, NOW, answers, h, kind));
        return one.list().ofMinSize(1).ofMaxSize(6).map(list -> {
            List<Candidate> placed = new ArrayList<>();
            for (int n = 0; n < list.size(); n++) {
                Candidate c = list.get(n);
                placed.add(new Candidate(
                        "t" + n, n, c.started(), c.allowed(), c.supported(), NOW, c.answers(), c.health(), c.kind()));
            }
            return placed;
        });
    }

    @Property
    void every_candidate_is_in_or_out_once_and_has_its_reason(@ForAll("candidates") List<Candidate> candidates) {
        Ranking ranking = Ranking.of(Operation.SUBMIT, candidates, NOW);
        List<Ranking.Way> all =
                Stream.concat(ranking.ways().stream(), ranking.out().stream()).toList();
        assertThat(all)
                .extracting(Ranking.Way::transport)
                .doesNotHaveDuplicates()
                .hasSize(candidates.size());
        assertThat(all).allSatisfy(way -> assertThat(way.why()).isNotBlank());
        assertThat(ranking.sentence()).isNotBlank();
    }

    @Property
    void who_asked_to_wait_is_asked_again_as_long_as_it_may_be_asked_at_all(
            @ForAll("candidates") List<Candidate> candidates) {
        Ranking ranking = Ranking.of(Operation.SUBMIT, candidates, NOW);
        for (Candidate candidate : candidates) {
            Ranking staying = ranking.staying(candidate.transport());
            boolean may =
                    ranking.ways().stream().anyMatch(way -> way.transport().equals(candidate.transport()));
            if (may) {
                assertThat(staying.ways().getFirst().transport()).isEqualTo(candidate.transport());
                assertThat(staying.ways())
                        .extracting(Ranking.Way::transport)
                        .containsExactlyInAnyOrderElementsOf(ranking.ways().stream()
                                .map(Ranking.Way::transport)
                                .toList());
            } else {
                assertThat(staying).isEqualTo(ranking);
            }
        }
        assertThat(ranking.staying(null)).isEqualTo(ranking);
    }

    @Property
    void nothing_is_written_by_a_way_that_is_stopped_forbidden_unknown_to_the_device_or_was_never_seen_to_answer(
            @ForAll("candidates") List<Candidate> candidates) {
        Set<String> fit = Ranking.of(Operation.SUBMIT, candidates, NOW).ways().stream()
                .map(Ranking.Way::transport)
                .collect(Collectors.toSet());
        for (Candidate c : candidates) {
            boolean may = c.started()
                    && c.allowed()
                    && !Boolean.FALSE.equals(c.supported())
                    && (c.answers() || Boolean.TRUE.equals(c.supported()));
            assertThat(fit.contains(c.transport())).as("%s", c).isEqualTo(may);
        }
    }

    @Property
    void a_healthy_way_is_never_behind_a_sick_or_resting_one_and_equals_keep_the_order_of_the_chain(
            @ForAll("candidates") List<Candidate> candidates) {
        List<Candidate> order = Ranking.of(Operation.INVENTORY, candidates, NOW).ways().stream()
                .map(way -> candidates.stream()
                        .filter(c -> c.transport().equals(way.transport()))
                        .findFirst()
                        .orElseThrow())
                .toList();
        for (int n = 1; n < order.size(); n++) {
            int before = rank(order.get(n - 1));
            int after = rank(order.get(n));
            assertThat(before).isLessThanOrEqualTo(after);
            if (before == after && before < 2) {
                assertThat(order.get(n - 1).place()).isLessThan(order.get(n).place());
            }
        }
    }

    private static int rank(Candidate c) {
        return c.health().rests(NOW) ? 2 : c.health().score(c.kind(), NOW) < Ranking.HEALTHY ? 1 : 0;
    }

    @Property
    void a_score_is_between_0_and_1_falls_with_a_failure_and_rises_with_an_answer(
            @ForAll @IntRange(max = 20) int answers,
            @ForAll @IntRange(max = 20) int failures,
            @ForAll @DoubleRange(min = 0, max = 1) double kind) {
        Health health = healthy(answers);
        for (int n = 0; n < failures; n++) {
            health = health.failed(false, 0.5, NOW);
        }
        double score = health.score(kind, NOW);
        assertThat(score).isBetween(0.0, 1.0);
        assertThat(health.failed(false, 0.5, NOW).score(kind, NOW)).isLessThanOrEqualTo(score);
        assertThat(health.answered(Duration.ofMillis(10), NOW).score(kind, NOW)).isGreaterThanOrEqualTo(score);
    }

    @Property
    void one_way_that_cannot_be_reached_is_left_at_once_and_a_bad_afternoon_is_forgotten_by_the_morning(
            @ForAll @IntRange(min = 1, max = 200) int failures) {
        assertThat(Health.NEW.failed(true, 0.5, NOW).score(1, NOW)).isLessThan(Ranking.HEALTHY);
        Health health = Health.NEW;
        for (int n = 0; n < failures; n++) {
            health = health.failed(true, 1, NOW.plusSeconds(60L * n));
        }
        Instant morning = NOW.plusSeconds(60L * failures).plus(Duration.ofHours(15));
        assertThat(health.rests(morning)).isFalse();
        assertThat(health.score(1, morning)).isGreaterThan(0.9);
    }

    @Property
    void the_breaker_opens_at_the_third_failure_in_a_row_and_rests_at_most_a_quarter_of_an_hour(
            @ForAll @IntRange(min = 1, max = 100) int failures, @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
        Health health = Health.NEW;
        for (int n = 0; n < failures; n++) {
            health = health.failed(false, jitter, NOW);
        }
        assertThat(health.rests(NOW)).isEqualTo(failures >= Health.BREAKS);
        assertThat(health.rests(NOW.plus(Duration.ofMinutes(15)))).isFalse();
        assertThat(health.answered(Duration.ZERO, NOW).rests(NOW)).isFalse();
    }
}
