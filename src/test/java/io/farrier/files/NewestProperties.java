package io.farrier.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.compliance.VersionOrder;
import io.farrier.files.Newest.Offer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class NewestProperties {

    @Property
    void nothing_newer_is_left_out_and_nothing_older_is_taken(@ForAll("offers") List<Offer> offers) {
        Set<Long> newest = Newest.of(offers);
        for (Offer offer : offers) {
            boolean beaten = offers.stream()
                    .anyMatch(other -> other.place().equals(offer.place())
                            && VersionOrder.of(other.version(), offer.version()) == VersionOrder.HIGHER);
            if (!beaten) {
                assertThat(offers.stream()
                                .filter(other -> other.place().equals(offer.place()))
                                .filter(other ->
                                        VersionOrder.of(other.version(), offer.version()) == VersionOrder.EQUAL)
                                .map(Offer::packageId))
                        .anyMatch(newest::contains);
            }
        }
        for (String place : List.of("a", "b")) {
            List<Offer> here =
                    offers.stream().filter(o -> o.place().equals(place)).toList();
            assertThat(here.isEmpty() || here.stream().anyMatch(o -> newest.contains(o.packageId())))
                    .isTrue();
        }
    }

    @Property
    void the_order_in_which_packages_come_does_not_matter(@ForAll("offers") List<Offer> offers, @ForAll long seed) {
        List<Offer> shuffled = new ArrayList<>(offers);
        Collections.shuffle(shuffled, new Random(seed));
        assertThat(Newest.of(shuffled)).isEqualTo(Newest.of(offers));
    }

    @Provide
    Arbitrary<List<Offer>> offers() {
        Arbitrary<Offer> offer = Combinators.combine(
                        Arbitraries.longs().between(1, 40),
                        Arbitraries.of("a", "b"),
                        Arbitraries.of("1.0", "1.2", "1.10", "A01", "B02", "2.0.1"),
                        Arbitraries.of(Instant.EPOCH, Instant.EPOCH.plusSeconds(1)))
                .as(Offer::new);
        return offer.list().ofMaxSize(8).uniqueElements(Offer::packageId);
    }
}
