package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** By its digest a message is known again, by this hub and by those of other versions. */
class EnvelopeTest {

    private static final String EVENT = """
            {"specversion": "1.0", "id": "7", "source": "/snow", "type": "change.approved", "time": "2026-01-01T00:00:00.25Z",
             "sequence": "12", "data": %s}
            """;

    private static final String DATA = """
            {"z": [1, 2.50, 1e10, 12345678901234567890, 0.1e-20, true, null], "number": "CHG1", "B": {"y": "ü \\"€\\u20ac\\ud83d\\ude00", "x": {}},
             "a": {"b": -0.0, "a": []}}
            """;

    private static final String ORDERED_OTHERWISE = """
            {"a": {"a": [], "b": -0.0}, "B": {"x": {}, "y": "ü \\"€€😀"},
             "number": "CHG1", "z": [1, 2.5, 1E10, 12345678901234567890, 1e-21, true, null]}
            """;

    private static Message open(String data) {
        return Envelope.open(
                new Delivery("test", Map.of(), EVENT.formatted(data).getBytes(StandardCharsets.UTF_8)), 10_000);
    }

    @Test
    void the_digest_is_what_it_has_always_been() {
        assertThat(open(DATA).stamp().digest())
                .isEqualTo("175772a13ea5d0d874c107939f701b6fca16f03033910acb69493e7925fd0ffa");
    }

    @Test
    void the_order_of_fields_and_how_numbers_and_letters_are_written_make_no_other_message() {
        assertThat(open(ORDERED_OTHERWISE).key()).isEqualTo(open(DATA).key());
    }

    @Test
    void an_envelope_beside_the_body_makes_the_same_message_as_one_around_it() {
        Map<String, String> attributes = Map.of(
                "specversion", "1.0",
                "id", "7",
                "source", "/snow",
                "type", "change.approved",
                "time", "2026-01-01T00:00:00.25Z",
                "sequence", "12",
                "content-type", "application/json");
        assertThat(Envelope.open(new Delivery("test", attributes, DATA.getBytes(StandardCharsets.UTF_8)), 10_000)
                        .key())
                .isEqualTo(open(DATA).key());
    }

    @Test
    void half_a_character_in_an_envelope_beside_the_body_is_refused_in_words() {
        Map<String, String> attributes =
                Map.of("specversion", "1.0", "id", "7", "source", "/snow/\ud800", "type", "change.approved");
        Delivery delivery = new Delivery("test", attributes, DATA.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Envelope.open(delivery, 10_000))
                .isInstanceOf(Unclear.class)
                .hasMessageContaining("half a character");
    }
}
