package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.UpdateMode.Delivery;
import io.farrier.transport.UpdateMode.Facts;
import io.farrier.transport.UpdateMode.Kind;
import io.farrier.transport.UpdateMode.Offered;
import java.net.URI;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class UpdateModeProperties {

    private static final URI FILES = URI.create("http://hub.example:8080");

    @Provide
    Arbitrary<Facts> facts() {
        Arbitrary<Offered> offered = Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, 1_000).injectNull(0.5))
                .as((fetches, takes, largest) -> new Offered(fetches, takes, largest, "MultipartHttpPushUri"));
        return Combinators.combine(
                        Arbitraries.of("10.0.0.7", "127.20.0.7"),
                        offered.injectNull(0.3),
                        Arbitraries.longs().between(0, 1_000).injectNull(0.2),
                        Arbitraries.of(FILES, URI.create("http://127.0.0.1:8080"), URI.create("http://localhost")),
                        Arbitraries.just("RED006 Unable to download Update Package.")
                                .injectNull(0.5),
                        Arbitraries.of(Delivery.values()))
                .as((address, offer, size, files, failed, delivery) ->
                        new Facts(new Bmc(1, address, 443), offer, size, files, failed, delivery));
    }

    private static boolean canSend(Facts facts) {
        return facts.offered() != null
                && facts.offered().takes()
                && facts.size() != null
                && (facts.offered().largest() == null
                        || facts.offered().largest() == 0
                        || facts.size() <= facts.offered().largest());
    }

    private static boolean canFetch(Facts facts) {
        boolean far = !facts.bmc().address().startsWith("127.") && facts.files() != FILES;
        return (facts.offered() == null || facts.offered().fetches()) && facts.failed() == null && !far;
    }

    @Property
    void every_choice_says_why_in_one_sentence(@ForAll("facts") Facts facts) {
        assertThat(UpdateMode.choose(facts).why())
                .isNotBlank()
                .doesNotContain("null")
                .doesNotEndWith(".");
    }

    @Property
    void the_policy_is_always_heeded(@ForAll("facts") Facts facts) {
        Kind kind = UpdateMode.choose(facts).kind();
        if (facts.delivery() != Delivery.AUTO) {
            assertThat(kind).isEqualTo(facts.delivery() == Delivery.PUSH ? Kind.MULTIPART_UPDATE : Kind.SIMPLE_UPDATE);
        }
    }

    @Property
    void a_bmc_fetches_where_it_can_and_is_sent_where_only_that_is_left(@ForAll("facts") Facts facts) {
        if (facts.delivery() == Delivery.AUTO) {
            boolean sent = UpdateMode.choose(facts).kind() == Kind.MULTIPART_UPDATE;
            assertThat(sent).isEqualTo(!canFetch(facts) && canSend(facts));
        }
    }

    @Property
    void what_failed_to_be_fetched_is_sent_next_only_where_that_was_promised(@ForAll("facts") Facts facts) {
        UpdateMode first = UpdateMode.choose(facts);
        Facts after = new Facts(
                facts.bmc(),
                facts.offered(),
                facts.size(),
                facts.files(),
                "RED006 Unable to download",
                facts.delivery());
        if (first.kind() == Kind.SIMPLE_UPDATE) {
            Kind second = UpdateMode.choose(after).kind();
            assertThat(second == Kind.MULTIPART_UPDATE).isEqualTo(first.otherwise());
        }
    }
}
