package io.farrier.readiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.readiness.Risk.Severity;
import io.farrier.transport.Condition;
import io.farrier.transport.Readiness;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RulesProperties {

    private static final Readiness READY = new Readiness("Ready", "OutOfPOST", "Ready");

    @Provide
    Arbitrary<Condition> conditions() {
        Arbitrary<String> switched = Arbitraries.of("Enabled", "Disabled").injectNull(0.3);
        Arbitrary<List<String>> names =
                Arbitraries.of("A", "B").list().ofMaxSize(2).injectNull(0.3);
        return Combinators.combine(
                        Arbitraries.of("OK", "Warning", "Critical").injectNull(0.3),
                        Arbitraries.of("OK", "Degraded", "Error").injectNull(0.3),
                        switched,
                        switched,
                        names,
                        names,
                        Arbitraries.of(true, false).injectNull(0.3))
                .as((health, power, lockdown, csior, licences, pending, tpm) ->
                        new Condition(health, power, lockdown, csior, licences, pending, tpm, java.util.Map.of()));
    }

    private static Facts told(Condition condition) {
        return new Facts(null, READY, condition, null, List.of(), null, null, null);
    }

    @Property
    void nothing_is_a_risk_that_was_not_told_and_each_risk_is_named_once(@ForAll("conditions") Condition c) {
        List<String> codes = Rules.risks(told(c)).stream().map(Risk::code).toList();
        assertThat(codes).doesNotHaveDuplicates();
        assertThat(codes.contains("health"))
                .isEqualTo(c.health() != null && !c.health().equals("OK"));
        assertThat(codes.contains("power"))
                .isEqualTo(c.powerSupplies() != null && !c.powerSupplies().equals("OK"));
        assertThat(codes.contains("lockdown")).isEqualTo("Enabled".equals(c.lockdown()));
        assertThat(codes.contains("csior")).isEqualTo("Disabled".equals(c.csior()));
        assertThat(codes.contains("licence"))
                .isEqualTo(c.licences() != null && c.licences().isEmpty());
        assertThat(codes.contains("pending"))
                .isEqualTo(c.pending() != null && !c.pending().isEmpty());
    }

    @Property
    void what_the_device_itself_refuses_no_policy_acknowledges(
            @ForAll("conditions") Condition c, @ForAll Set<@net.jqwik.api.constraints.AlphaChars String> words) {
        List<Risk> risks = Rules.risks(told(c));
        Set<String> all = new java.util.HashSet<>(words);
        risks.forEach(risk -> all.add(risk.code()));
        for (Risk risk : risks) {
            assertThat(risk.against(all)).isEqualTo(risk.severity() == Severity.blocks);
            assertThat(risk.against(Set.of())).isEqualTo(risk.severity() != Severity.warns);
            assertThat(risk.then()).isNotBlank();
        }
    }

    @Property
    void a_package_that_changes_what_a_tpm_measures_asks_unless_there_is_none(@ForAll("conditions") Condition c) {
        boolean asks = !Rules.tpm(told(c), List.of("BIOS")).isEmpty();
        assertThat(asks).isEqualTo(!Boolean.FALSE.equals(c.tpm()));
        assertThat(Rules.tpm(told(c), List.of())).isEmpty();
        assertThat(Rules.tpm(null, List.of("BIOS"))).hasSize(1);
    }
}
