package io.farrier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private record Asked(Instant opensAt) {}

    private final Bodies bodies = new Bodies(new ObjectMapper().registerModule(new JavaTimeModule()));

    @Test
    void a_time_is_read_wherever_it_stands() {
        Instant at = Instant.parse("2026-01-31T21:00:00Z");
        assertThat(Moment.read("asOf", "2026-01-31T21:00:00Z")).isEqualTo(at);
        assertThat(bodies.read("{\"opensAt\": \"2026-01-31T21:00:00Z\"}", Asked.class)
                        .opensAt())
                .isEqualTo(at);
        assertThat(bodies.read("{\"opensAt\": null}", Asked.class).opensAt()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59Z",
                "1969-12-31T23:59:59Z",
                "+10000-01-01T00:00:00Z",
                "soon"
            })
    void what_no_calendar_has_is_refused_wherever_it_stands(String text) {
        assertThatThrownBy(() -> Moment.read("asOf", text))
                .isInstanceOf(Refused.class)
                .hasMessage("asOf is a time such as 2026-01-31T00:00:00Z, not " + text + ".");
        assertThatThrownBy(() -> bodies.read("{\"opensAt\": \"" + text + "\"}", Asked.class))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("opensAt must be a time such as");
    }
}
