package io.farrier.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BodiesTest {

    record Inner(List<Integer> sizes) {}

    record Asked(String name, Integer count, Boolean sure, Instant at, Inner inner) {}

    private final Bodies bodies =
            new Bodies(JsonMapper.builder().addModule(new JavaTimeModule()).build());

    @Test
    void what_is_right_is_read() {
        Asked asked = bodies.read(
                "{\"name\":\"a\",\"count\":2,\"sure\":true,\"at\":\"2026-11-24T01:00:00Z\",\"inner\":{\"sizes\":[1,2]}}",
                Asked.class);
        assertThat(asked)
                .isEqualTo(new Asked("a", 2, true, Instant.parse("2026-11-24T01:00:00Z"), new Inner(List.of(1, 2))));
    }

    @Test
    void a_backslash_before_u0000_is_no_nul() {
        assertThat(bodies.read("{\"name\":\"\\\\u0000\"}", Asked.class).name()).isEqualTo("\\u0000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                              | needs a JSON body",
                "null                            | not null",
                "[]                              | The body must be",
                "{\"nmae\":\"a\"}                | There is no field nmae; there are at, count, inner, name, sure.",
                "{\"name\":7}                    | name must be a text in quotes.",
                "{\"count\":\"7\"}               | count must be a whole number.",
                "{\"count\":7.5}                 | count must be a whole number.",
                "{\"sure\":\"true\"}             | sure must be true or false.",
                "{\"at\":\"tomorrow\"}           | at must be a time such as",
                "{\"inner\":{\"sizes\":\"1\"}}   | inner.sizes must be a list.",
                "{\"inner\":{\"sizes\":[1,\"2\"]}} | inner.sizes[1] must be a whole number.",
                "{\"inner\":{\"sizes\":[1,null]}} | inner.sizes",
                "{\"name\":\"a\"                 | line 1",
                "{\"name\":\"a\\u0000\"}         | a NUL character",
                "{\"name\":\"a\",\"name\":\"b\"} | name",
                "{\"name\":\"a\"} {}             | "
            })
    void what_is_wrong_is_refused_with_what_to_change(String body, String says) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> bodies.read(body, Asked.class))
                .withMessageContaining(says == null ? "" : says)
                .matches(refused -> refused.status() == 400);
    }
}
