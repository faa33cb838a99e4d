package io.farrier.compliance;

import static io.farrier.compliance.VersionOrder.EQUAL;
import static io.farrier.compliance.VersionOrder.HIGHER;
import static io.farrier.compliance.VersionOrder.INCOMPARABLE;
import static io.farrier.compliance.VersionOrder.LOWER;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

class VersionOrderProperties {

    @Property
    void a_version_equals_itself(@ForAll("versions") String a) {
        assertThat(VersionOrder.of(a, a)).isEqualTo(EQUAL);
    }

    @Property
    void turned_round_the_order_turns_round(@ForAll("versions") String a, @ForAll("versions") String b) {
        assertThat(VersionOrder.of(b, a))
                .isEqualTo(
                        switch (VersionOrder.of(a, b)) {
                            case LOWER -> HIGHER;
                            case HIGHER -> LOWER;
                            case EQUAL -> EQUAL;
                            case INCOMPARABLE -> INCOMPARABLE;
                        });
    }

    @Property(tries = 5_000, maxDiscardRatio = 20)
    void what_can_be_compared_is_in_one_order(
            @ForAll("versions") String a, @ForAll("versions") String b, @ForAll("versions") String c) {
        VersionOrder ab = VersionOrder.of(a, b);
        VersionOrder bc = VersionOrder.of(b, c);
        VersionOrder ac = VersionOrder.of(a, c);
        Assume.that(ab != INCOMPARABLE && bc != INCOMPARABLE && ac != INCOMPARABLE);
        Statistics.collect(ab, bc);
        if (ab == bc) {
            assertThat(ac).isEqualTo(ab);
        } else if (ab == EQUAL) {
            assertThat(ac).isEqualTo(bc);
        } else if (bc == EQUAL) {
            assertThat(ac).isEqualTo(ab);
        }
    }

    @Property
    void versions_of_numbers_are_always_in_the_order_of_their_numbers(
            @ForAll("numbers") List<BigInteger> a, @ForAll("numbers") List<BigInteger> b) {
        int expected = 0;
        for (int i = 0; i < Math.max(a.size(), b.size()) && expected == 0; i++) {
            expected = (i < a.size() ? a.get(i) : BigInteger.ZERO).compareTo(i < b.size() ? b.get(i) : BigInteger.ZERO);
        }
        assertThat(VersionOrder.of(dotted(a), dotted(b)))
                .isEqualTo(expected < 0 ? LOWER : expected > 0 ? HIGHER : EQUAL);
    }

    @Property
    void another_prefix_of_letters_is_another_scheme(
            @ForAll("prefixes") String one,
            @ForAll("prefixes") String other,
            @ForAll("numbers") List<BigInteger> rest) {
        Assume.that(!one.equals(other));
        assertThat(VersionOrder.of(one + "_" + dotted(rest), other + "_" + dotted(rest)))
                .isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of(one + "_" + dotted(rest), dotted(rest))).isEqualTo(INCOMPARABLE);
    }

    @Property
    void letter_case_and_the_kind_of_separator_do_not_matter(@ForAll("versions") String a) {
        assertThat(VersionOrder.of(a, a.toLowerCase().replace('.', '_'))).isEqualTo(EQUAL);
    }

    @Example
    void versions_that_were_seen_stand_as_their_vendors_meant() {
        assertThat(VersionOrder.of("1.8.2", "1.12.1")).isEqualTo(LOWER);
        assertThat(VersionOrder.of("2.06", "3.31")).isEqualTo(LOWER);
        assertThat(VersionOrder.of("VS09", "VS0B")).isEqualTo(LOWER);
        assertThat(VersionOrder.of("4239A33", "4239A36")).isEqualTo(LOWER);
        assertThat(VersionOrder.of("00.1D.71", "00.23.32")).isEqualTo(LOWER);
        assertThat(VersionOrder.of("6.10.30.00", "6.00.30.00")).isEqualTo(HIGHER);
        assertThat(VersionOrder.of("25.5.5.0005", "25.5.6.0009")).isEqualTo(LOWER);
        assertThat(VersionOrder.of("2.0", "2.0.0")).isEqualTo(EQUAL);
    }

    @Example
    void versions_of_two_schemes_have_no_order() {
        assertThat(VersionOrder.of("OSC_1.1", "2.1")).isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of("GA63", "VS0B")).isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of("A05", "1.2.3")).isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of("20170401", "2.1.3")).isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of("1.2.3A", "1.2.10")).isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of("1.2", "")).isEqualTo(INCOMPARABLE);
        assertThat(VersionOrder.of(null, "1.2")).isEqualTo(INCOMPARABLE);
    }

    @Provide
    Arbitrary<String> versions() {
        Arbitrary<String> number = Arbitraries.integers().between(0, 30).map(String::valueOf);
        Arbitrary<String> pair = Arbitraries.of("00", "01", "09", "10", "1A", "1D", "A0", "B2", "23");
        Arbitrary<String> word = Arbitraries.of("VS09", "VS0B", "GA63", "A05", "A5", "OSC", "4239A33", "3A", "");
        Arbitrary<String> day = Arbitraries.of("20170401", "20251231");
        Arbitrary<String> part = Arbitraries.oneOf(number, pair, number, pair, word, day);
        Arbitrary<String> mixed = parts(part, 4);
        return Arbitraries.oneOf(parts(number, 4), parts(pair, 3), mixed).filter(v -> !v.isBlank());
    }

    private static Arbitrary<String> parts(Arbitrary<String> part, int most) {
        return Combinators.combine(part.list().ofMinSize(1).ofMaxSize(most), Arbitraries.of(".", "-", "_"))
                .as((all, between) -> String.join(between, all));
    }

    /** Small ones, so that none is a day; days are another scheme. */
    @Provide
    Arbitrary<List<BigInteger>> numbers() {
        return Arbitraries.bigIntegers()
                .between(BigInteger.ZERO, BigInteger.valueOf(9_999_999))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<String> prefixes() {
        return Arbitraries.strings().withCharRange('A', 'Z').ofMinLength(1).ofMaxLength(4);
    }

    private static String dotted(List<BigInteger> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining("."));
    }
}
