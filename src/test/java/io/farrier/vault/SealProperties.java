package io.farrier.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;

class SealProperties {

    private final Seal seal = Seal.of(Seal.freshKey()).orElseThrow();

    @Property
    void what_was_closed_opens_under_its_name_alone(
            @ForAll @NotEmpty String name, @ForAll @NotEmpty String other, @ForAll("texts") String value) {
        byte[] sealed = seal.close(name, value);
        assertThat(seal.open(name, sealed)).contains(value);
        Assume.that(!name.equals(other));
        assertThat(seal.open(other, sealed)).isEmpty();
    }

    @Property
    void another_key_does_not_open_it(@ForAll("texts") String value) {
        assertThat(Seal.of(Seal.freshKey()).orElseThrow().open("a", seal.close("a", value)))
                .isEmpty();
    }

    @Property
    void whatever_bit_is_altered_it_does_not_open(@ForAll @IntRange(min = 0, max = 319) int bit) {
        byte[] sealed = seal.close("a", "a secret..."); // 1 + 12 + 11 + 16 bytes
        sealed[bit / 8] ^= (byte) (1 << bit % 8);
        assertThat(seal.open("a", sealed)).isEmpty();
    }

    @Property
    void cut_off_it_does_not_open(@ForAll @IntRange(min = 0, max = 39) int bytes) {
        byte[] sealed = Arrays.copyOf(seal.close("a", "a secret..."), bytes);
        assertThat(seal.open("a", sealed)).isEmpty();
    }

    @Property
    void the_same_secret_never_looks_the_same(@ForAll("texts") String value) {
        assertThat(seal.close("a", value)).isNotEqualTo(seal.close("a", value));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().withCharRange(' ', '\ud7ff').ofMaxLength(100);
    }
}
