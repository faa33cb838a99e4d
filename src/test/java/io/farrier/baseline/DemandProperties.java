package io.farrier.baseline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DemandProperties {

    @Provide
    Arbitrary<Subject> subjects() {
        return Combinators.combine(
                        Arbitraries.of("PowerEdge R750", "PowerEdge R640", "VxRail E560F")
                                .injectNull(0.1),
                        Arbitraries.of(Map.<String, String>of(), Map.of("site", "ams1"), Map.of("site", "fra1")),
                        Arbitraries.of("159", "25227", "108255").injectNull(0.2),
                        Arbitraries.of("8086:1572:1028:1F9C", "14E4:16D7:14E4:4145")
                                .injectNull(0.5),
                        Arbitraries.of("BIOS", "FRMW", "APAC"))
                .as(Subject::new);
    }

    @Provide
    Arbitrary<List<Rule>> rules() {
        return Combinators.combine(
                        Arbitraries.of(Effect.values()),
                        Arbitraries.of("R750", "PowerEdge R640", "VxRail E560F")
                                .list()
                                .ofMaxSize(1),
                        Arbitraries.of("159", "BIOS", "frmw", "8086:1572:1028:1f9c")
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(2),
                        Arbitraries.of(Map.<String, String>of(), Map.of("site", "ams1")),
                        Arbitraries.of("1.0", "2.0"))
                .as((effect, models, components, tags, version) ->
                        new Rule(effect, models, components, tags, effect.wantsVersion() ? version : null))
                .list()
                .ofMaxSize(5);
    }

    @Property
    void who_is_excluded_is_never_judged_whatever_else_is_said(
            @ForAll("rules") List<Rule> rules, @ForAll("subjects") Subject subject) {
        boolean excluded = rules.stream().anyMatch(rule -> rule.effect() == Effect.EXCLUDE && rule.covers(subject));
        Demand demand = Demand.of("b", rules, subject);
        if (excluded) {
            assertThat(demand).isInstanceOf(Demand.Nothing.class);
        }
        boolean included = rules.stream().noneMatch(rule -> rule.effect() == Effect.INCLUDE)
                || rules.stream().anyMatch(rule -> rule.effect() == Effect.INCLUDE && rule.covers(subject));
        assertThat(demand instanceof Demand.Nothing).isEqualTo(excluded || !included);
    }

    @Property
    void a_pin_goes_before_a_floor_and_of_equals_the_first_counts(
            @ForAll("rules") List<Rule> rules, @ForAll("subjects") Subject subject) {
        Demand demand = Demand.of("b", rules, subject);
        if (demand instanceof Demand.Nothing) {
            return;
        }
        List<String> pins = versions(rules, subject, Effect.PIN);
        List<String> floors = versions(rules, subject, Effect.FLOOR);
        switch (demand) {
            case Demand.Exactly exactly -> assertThat(exactly.version()).isEqualTo(pins.getFirst());
            case Demand.AtLeast atLeast -> {
                assertThat(pins).isEmpty();
                assertThat(atLeast.version()).isEqualTo(floors.getFirst());
            }
            default -> {
                assertThat(pins).isEmpty();
                assertThat(floors).isEmpty();
            }
        }
    }

    private static List<String> versions(List<Rule> rules, Subject subject, Effect effect) {
        return rules.stream()
                .filter(rule -> rule.effect() == effect && rule.covers(subject))
                .map(Rule::version)
                .toList();
    }

    @Property
    void a_rule_that_covers_no_subject_changes_nothing(
            @ForAll("rules") List<Rule> rules, @ForAll("subjects") Subject subject) {
        List<Rule> others = rules.stream()
                .filter(rule -> rule.effect() != Effect.INCLUDE && !rule.covers(subject))
                .toList();
        assertThat(Demand.of("b", others, subject)).isEqualTo(Demand.NEWEST);
    }
}
