package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.hub.Refused;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TargetsProperties {

    private static final Targets.Fence ANYWHERE = Targets.Fence.of(List.of("0.0.0.0/0", "::/0"), 65_536);
    private static final Targets.Fence USUAL = Targets.Fence.of(
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.20.0.0/16", "fc00::/7"), 65_536);

    /** Some addresses within 10.1.0.0/20, so that things meet often enough. @param from the place in that network */
    record Piece(int from, int size) {

        int last() {
            return from + size - 1;
        }

        String text() {
            return size == 1 ? address(from) : address(from) + "-" + address(last());
        }

        boolean meets(Piece other) {
            return from <= other.last() && other.from <= last();
        }

        IntStream places() {
            return IntStream.rangeClosed(from, last());
        }
    }

    @Property
    void each_target_is_probed_once_and_nothing_else(
            @ForAll("apart") List<Piece> targets, @ForAll("pieces") List<Piece> excluded) {
        TreeSet<Integer> wanted = new TreeSet<>();
        targets.forEach(piece -> piece.places().forEach(wanted::add));
        excluded.forEach(piece -> piece.places().forEach(wanted::remove));
        Assume.that(!wanted.isEmpty());
        Targets parsed = Targets.parse(texts(targets), texts(excluded), USUAL);
        assertThat(parsed.size()).isEqualTo(wanted.size());
        List<String> probed =
                IntStream.range(0, parsed.size()).mapToObj(parsed::address).toList();
        assertThat(probed)
                .containsExactlyInAnyOrderElementsOf(
                        wanted.stream().map(TargetsProperties::address).toList());
        assertThatThrownBy(() -> parsed.address(parsed.size())).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> parsed.address(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Property
    void targets_that_overlap_are_refused_whatever_their_order(@ForAll("pieces") List<Piece> pieces) {
        boolean overlap = IntStream.range(0, pieces.size())
                .anyMatch(i -> IntStream.range(0, i).anyMatch(j -> pieces.get(i).meets(pieces.get(j))));
        Assume.that(!pieces.isEmpty());
        if (overlap) {
            assertThatThrownBy(() -> Targets.parse(texts(pieces), List.of(), USUAL))
                    .isInstanceOf(Refused.class)
                    .hasMessageContaining("overlap");
        } else {
            assertThat(Targets.parse(texts(pieces), List.of(), USUAL).size()).isPositive();
        }
    }

    @Property
    void whatever_is_typed_is_read_or_refused_with_a_sentence(@ForAll("typed") String typed) {
        try {
            Targets targets = Targets.parse(List.of(typed), List.of(), ANYWHERE);
            assertThat(targets.address(0)).isNotBlank();
        } catch (Refused refused) {
            assertThat(refused.getMessage()).hasSizeGreaterThan(20).matches("(?s).*[.?]");
        }
    }

    @Property
    void a_cidr_is_as_many_addresses_as_its_prefix_says(@ForAll("prefixes") int prefix) {
        Targets targets = Targets.parse(List.of("10.0.0.0/" + prefix), List.of(), USUAL);
        assertThat(targets.size()).isEqualTo(1 << (32 - prefix));
        assertThat(targets.address(targets.size() - 1)).isEqualTo(plus("10.0.0.0", targets.size() - 1));
    }

    @Property
    void what_is_not_wholly_within_the_allowed_ranges_is_refused(@ForAll("anywhere") int address) {
        String text = dotted(address);
        boolean ours = text.startsWith("10.")
                || text.startsWith("192.168.")
                || text.startsWith("127.20.")
                || text.matches("172\\.(1[6-9]|2\\d|3[01])\\..*");
        if (ours) {
            assertThat(Targets.parse(List.of(text), List.of(), USUAL).size()).isEqualTo(1);
        } else {
            assertThatThrownBy(() -> Targets.parse(List.of(text), List.of(), USUAL))
                    .hasMessageContaining("farrier.sweep.allowed");
        }
    }

    @Example
    void a_range_that_only_begins_within_the_allowed_ranges_is_refused() {
        assertRefused("10.255.255.250-11.0.0.5", "farrier.sweep.allowed");
        assertRefused("0.0.0.0/0", "farrier.sweep.allowed");
    }

    @Example
    void too_many_addresses_are_refused_and_counted() {
        assertRefused("10.0.0.0/8", "16777216 addresses; one sweep covers at most 65536");
        assertRefused("fd00::/64", "18446744073709551616 addresses");
        assertThatThrownBy(() -> Targets.parse(Collections.nCopies(5_000, "10.0.0.1"), List.of(), USUAL))
                .hasMessageContaining("4096");
        assertThat(Targets.parse(List.of("10.0.0.0/15"), List.of("10.1.0.0/16"), USUAL)
                        .size())
                .as("counted without what is excluded")
                .isEqualTo(65_536);
    }

    @Example
    void what_is_malformed_is_refused_with_what_to_write() {
        assertRefused("10.0.0.7/24", "did you mean 10.0.0.0/24?");
        assertRefused("10.0.0.0/33", "0 to 32");
        assertRefused("10.0.0.0/", "0 to 32");
        assertRefused("10.0.0.20-10.0.0.5", "lower to a higher");
        assertRefused("10.0.0.5-fd00::1", "lower to a higher");
        for (String bad :
                List.of("", " ", "10.0.0", "10.0.0.256", "10.0.0.01", "idrac-7.example.org", "10.0.0.1;ls", "-")) {
            assertRefused(bad, "write 10.0.0.7, 10.0.0.5-10.0.0.20 or 10.0.0.0/24");
        }
        assertThatThrownBy(() -> Targets.parse(List.of(), List.of(), USUAL)).hasMessageContaining("nothing is swept");
        assertThatThrownBy(() -> Targets.parse(null, null, USUAL)).hasMessageContaining("nothing is swept");
        assertThatThrownBy(() -> Targets.parse(List.of("10.0.0.1"), List.of("10.0.0"), USUAL))
                .as("an exclusion that is not understood must not be passed over")
                .isInstanceOf(Refused.class);
    }

    @Example
    void when_everything_is_excluded_there_is_nothing_to_sweep() {
        assertThatThrownBy(() -> Targets.parse(List.of("10.0.0.0/24"), List.of("10.0.0.0/8"), USUAL))
                .hasMessageContaining("excluded");
    }

    @Example
    void a_small_range_of_ipv6_is_counted_like_any_other() {
        Targets targets = Targets.parse(List.of("fd00::fffe-fd00::1:1"), List.of("fd00::ffff"), USUAL);
        assertThat(IntStream.range(0, targets.size()).mapToObj(targets::address))
                .containsExactly("fd00:0:0:0:0:0:0:fffe", "fd00:0:0:0:0:0:1:0", "fd00:0:0:0:0:0:1:1");
    }

    @Example
    void a_wrong_property_is_named() {
        assertThatThrownBy(() -> Targets.Fence.of(List.of("10.0.0.0/8", "anything"), 1))
                .hasMessageContaining("farrier.sweep.allowed");
    }

    private static void assertRefused(String target, String why) {
        assertThatThrownBy(() -> Targets.parse(List.of(target), List.of(), USUAL))
                .isInstanceOf(Refused.class)
                .hasMessageContaining(why);
    }

    @Provide
    Arbitrary<List<Piece>> pieces() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4_000),
                        Arbitraries.integers().between(1, 90))
                .as(Piece::new)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<Piece>> apart() {
        return pieces().map(pieces -> {
            List<Piece> apart = new ArrayList<>();
            for (Piece piece : pieces) {
                if (apart.stream().noneMatch(piece::meets)) {
                    apart.add(piece);
                }
            }
            return apart;
        });
    }

    @Provide
    Arbitrary<String> typed() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("0123456789./-: ").ofMaxLength(24),
                Arbitraries.strings().withChars("0123456789abcdef:./-%").ofMaxLength(40),
                Arbitraries.strings().ofMaxLength(12));
    }

    @Provide
    Arbitrary<Integer> prefixes() {
        return Arbitraries.integers().between(16, 32);
    }

    @Provide
    Arbitrary<Integer> anywhere() {
        return Arbitraries.oneOf(
                Arbitraries.integers(),
                Arbitraries.integers().between(0, 0xFFFF).map(low -> 0x0A000000 - 0x8000 + low),
                Arbitraries.integers().between(0, 0xFFFF).map(low -> 0x7F140000 - 0x8000 + low),
                Arbitraries.integers().between(0, 0xFFFF).map(low -> 0xAC200000 - 0x8000 + low));
    }

    private static List<String> texts(List<Piece> pieces) {
        return pieces.stream().map(Piece::text).toList();
    }

    private static String address(int place) {
        return plus("10.1.0.0", place);
    }

    private static String plus(String address, int n) {
        try {
            return dotted(
                    ByteBuffer.wrap(InetAddress.getByName(address).getAddress()).getInt() + n);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String dotted(int address) {
        return "%d.%d.%d.%d".formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255);
    }
}
