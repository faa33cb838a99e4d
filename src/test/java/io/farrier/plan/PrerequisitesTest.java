package io.farrier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.plan.Prerequisites.Need;
import io.farrier.plan.Prerequisites.Ruling;
import io.farrier.plan.UpdateOrder.Candidate;
import io.farrier.plan.UpdateOrder.Step;
import io.farrier.run.Estimate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrerequisitesTest {

    private static final Candidate BIOS = candidate("159", "1.0", "2.0", 1);
    private static final Candidate CPLD = candidate("27763", "1.0", "1.5", 2);
    private static final Candidate NIC = candidate("101", "20.0", "22.0", 3);

    private static Candidate candidate(String component, String from, String to, long packageId) {
        return new Candidate(
                component, "F." + component, component, component, from, List.of(new Step(to, packageId, "f")));
    }

    private static Need hard(String component, String version) {
        return new Need(true, "the component " + component, List.of(component), version);
    }

    private static Need soft(String component, String version) {
        return new Need(false, "the component " + component, List.of(component), version);
    }

    private static Ruling rule(Map<Long, List<Need>> needs, Map<String, List<String>> installed, Candidate... wanted) {
        return new Prerequisites(needs, installed).of(List.of(wanted));
    }

    @Test
    void what_is_there_already_is_enough() {
        Ruling ruling = rule(Map.of(2L, List.of(hard("159", "1.0"))), Map.of("159", List.of("1.0")), BIOS, CPLD);
        assertThat(ruling.may()).containsExactly(BIOS, CPLD);
        assertThat(ruling.after()).isEmpty();
    }

    @Test
    void what_comes_with_the_same_plan_goes_before_in_a_batch_of_its_own() {
        Ruling ruling = rule(Map.of(1L, List.of(hard("101", "22.0"))), Map.of("101", List.of("20.0")), BIOS, NIC);
        assertThat(ruling.after()).isEqualTo(Map.of(BIOS, Set.of(NIC)));
        UpdateOrder.Table table = new UpdateOrder.Table(
                List.of(
                        new UpdateOrder.Line("159", null, 1, false, false, false, 10),
                        new UpdateOrder.Line(null, null, 2, false, false, false, 10)),
                List.of(),
                5,
                4,
                List.of(new UpdateOrder.Standing(null, 1, 1)));
        Estimate one = new Estimate(Duration.ofMinutes(1), Duration.ofMinutes(2), 1, "");
        UpdateOrder.Took took = new UpdateOrder.Took() {
            @Override
            public Estimate of(Candidate candidate) {
                return one;
            }

            @Override
            public Estimate restart() {
                return one;
            }

            @Override
            public Estimate drain() {
                return null;
            }

            @Override
            public Estimate restore() {
                return null;
            }
        };
        var promises = UpdateOrder.order(ruling.may(), ruling.after(), table, false, took)
                .promises();
        assertThat(promises).extracting("key").containsExactly("101", "159");
        assertThat(promises).extracting("batch").containsExactly(1, 2);
        assertThat(UpdateOrder.order(ruling.may(), table, false, took).promises())
                .as("without it they share a restart")
                .extracting("batch")
                .containsExactly(1, 1);
    }

    @Test
    void what_neither_is_nor_comes_refuses_the_package_and_whoever_counted_on_it() {
        Ruling ruling = rule(
                Map.of(1L, List.of(hard("101", "23.0")), 2L, List.of(hard("159", "2.0"))),
                Map.of("101", List.of("20.0"), "159", List.of("1.0")),
                BIOS,
                CPLD,
                NIC);
        assertThat(ruling.may()).containsExactly(NIC);
        assertThat(ruling.refused().get(BIOS)).contains("the component 101 23.0 or newer", "neither is nor comes");
        assertThat(ruling.refused()).containsKey(CPLD);
    }

    @Test
    void a_soft_one_only_orders_and_one_that_nobody_knows_refuses() {
        assertThat(rule(Map.of(1L, List.of(soft("999", "1.0"))), Map.of(), BIOS).may())
                .containsExactly(BIOS);
        assertThat(rule(Map.of(1L, List.of(soft("101", "21"))), Map.of(), BIOS, NIC)
                        .after())
                .isEqualTo(Map.of(BIOS, Set.of(NIC)));
        assertThat(rule(Map.of(1L, List.of(new Need(true, "0K8K8", List.of(), null))), Map.of(), BIOS)
                        .refused())
                .containsKey(BIOS);
    }

    @Test
    void versions_that_can_not_be_compared_and_one_of_several_that_is_too_old_are_not_enough() {
        assertThat(rule(Map.of(1L, List.of(hard("101", "A03"))), Map.of("101", List.of("20.0")), BIOS)
                        .may())
                .isEmpty();
        assertThat(rule(Map.of(1L, List.of(hard("101", "20"))), Map.of("101", List.of("20.0", "19")), BIOS)
                        .may())
                .isEmpty();
    }

    @Test
    void those_that_wait_for_each_other_are_refused_and_where_it_is_only_soft_they_are_not() {
        Map<Long, List<Need>> circle = Map.of(1L, List.of(hard("101", "22.0")), 3L, List.of(hard("159", "2.0")));
        Ruling ruling = rule(circle, Map.of(), BIOS, NIC, CPLD);
        assertThat(ruling.may()).containsExactly(CPLD);
        assertThat(ruling.refused().get(NIC)).contains("want it to be there before them");
        Map<Long, List<Need>> gentle = Map.of(1L, List.of(hard("101", "22.0")), 3L, List.of(soft("159", "2.0")));
        assertThat(rule(gentle, Map.of(), BIOS, NIC)).satisfies(soft -> {
            assertThat(soft.may()).containsExactly(BIOS, NIC);
            assertThat(soft.after()).isEqualTo(Map.of(BIOS, Set.of(NIC)));
        });
    }
}
