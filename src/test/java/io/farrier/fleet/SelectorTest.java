package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void every_part_is_read() {
        Selector selector = read("""
                {"ids": [7, 8], "serviceTags": ["abc1234"], "models": ["R750"], "generations": ["15G"],
                 "networks": ["10.1.0.0/16", "10.2.0.5 - 10.2.0.9"], "tags": {"site": "ams1"}, "exposedTo": ["DSA-2024-006"],
                 "updatableByOtherThan": "redfish"}
                """);
        assertThat(selector)
                .isEqualTo(new Selector(
                        List.of(7L, 8L),
                        List.of("ABC1234"),
                        List.of("R750"),
                        List.of("15G"),
                        List.of("10.1.0.0/16", "10.2.0.5 - 10.2.0.9"),
                        Map.of("site", "ams1"),
                        List.of("DSA-2024-006"),
                        null,
                        "redfish"));
        assertThat(selector.empty()).isFalse();
    }

    @Test
    void a_selector_without_anything_is_empty() {
        assertThat(read("{}").empty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"model": ["R750"]}             | no field model
            {"ids": [1], "all": true}       | no field all
            {"ids": 7}                      | ids is a list
            {"ids": null}                   | ids is a list
            {"ids": ["7"]}                  | whole numbers
            {"ids": [1.5]}                  | whole numbers
            {"updatableBy": ["wsman"]}      | the name of a transport
            {"ids": []}                     | would mean nobody
            {"ids": [], "models": ["R750"]} | would mean nobody
            {"models": [""]}                | holds texts
            {"models": [null]}              | holds texts
            {"serviceTags": "ABC1234"}      | serviceTags is a list
            {"networks": ["10.0.0.7/24"]}   | did you mean 10.0.0.0/24
            {"networks": ["everywhere"]}    | no address, no range and no CIDR
            {"tags": {}}                    | names and values
            {"tags": ["site"]}              | names and values
            {"tags": {"rack": 7}}           | the tag rack is a text
            []                              | is a JSON object
            "R750"                          | is a JSON object
            null                            | is a JSON object
            """)
    void what_could_select_more_than_was_meant_is_refused(String json, String why) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(Refused.class).hasMessageContaining(why);
    }

    @Test
    void a_selector_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> Selector.read(null)).isInstanceOf(Refused.class);
    }

    private static Selector read(String json) {
        try {
            return Selector.read(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
