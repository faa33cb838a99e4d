package io.farrier.ome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.hub.Refused;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An OME that leads astray, repeats itself or never ends is refused whole. */
class PagingTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEVICES = "/api/DeviceService/Devices";

    private final Paging paging = new Paging("https://ome.example:8443", DEVICES + "?$skip=0&$top=2");

    private static JsonNode page(String next, int... ids) {
        ObjectNode page = JSON.createObjectNode();
        var value = page.putArray("value");
        for (int id : ids) {
            value.addObject().put("Id", id);
        }
        return next == null ? page : page.put("@odata.nextLink", next);
    }

    @Test
    void pages_are_followed_to_the_last() {
        Optional<String> next = paging.take(page(DEVICES + "?$skip=2&$top=2", 1, 2));
        assertThat(next).contains(DEVICES + "?$skip=2&$top=2");
        assertThat(paging.take(page(null, 3))).isEmpty();
        assertThat(paging.members()).hasSize(3);
    }

    @Test
    void a_whole_address_at_the_same_server_is_followed() {
        assertThat(paging.take(page("https://OME.example:8443" + DEVICES + "?$skip=2&$top=2", 1)))
                .contains(DEVICES + "?$skip=2&$top=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example:8443/api/DeviceService/Devices?$skip=2",
                "http://ome.example:8443/api/DeviceService/Devices?$skip=2",
                "https://ome.example/api/DeviceService/Devices?$skip=2",
                "https://u:p@ome.example:8443/api/DeviceService/Devices?$skip=2",
                "//evil.example/api/DeviceService/Devices?$skip=2",
                "/api/JobService/Jobs?$skip=2",
                "/api/DeviceService/Devices/../../JobService/Jobs?$skip=2",
                "/api/DeviceService/Devices",
                "no address at all",
                "mailto:ome"
            })
    void a_next_page_that_is_elsewhere_is_refused(String next) {
        assertThatThrownBy(() -> paging.take(page(next, 1)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("Nothing was changed");
    }

    @Test
    void a_circle_is_refused() {
        assertThatThrownBy(() -> paging.take(page(DEVICES + "?$skip=0&$top=2", 1)))
                .hasMessageContaining("in a circle");
    }

    @Test
    void a_device_that_is_shown_twice_is_refused() {
        paging.take(page(DEVICES + "?$skip=2&$top=2", 1, 2));
        assertThatThrownBy(() -> paging.take(page(DEVICES + "?$skip=4&$top=2", 2)))
                .hasMessageContaining("shows 2 twice");
    }

    @Test
    void an_empty_page_that_is_to_be_followed_is_refused() {
        assertThatThrownBy(() -> paging.take(page(DEVICES + "?$skip=2&$top=2"))).hasMessageContaining("an empty page");
    }

    @Test
    void one_that_pages_forever_with_ever_new_devices_is_refused() {
        assertThatThrownBy(() -> {
                    for (int n = 1; n <= 10 * Paging.PAGES; n++) {
                        paging.take(page(DEVICES + "?$skip=" + 2 * n + "&$top=2", n));
                    }
                })
                .isInstanceOf(Refused.class)
                .hasMessageContaining("it has no end: %d members".formatted(Paging.PAGES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"value\": 7}", "{\"value\": [{\"Name\": \"no id\"}]}"})
    void what_is_no_page_is_refused(String text) throws Exception {
        assertThatThrownBy(() -> paging.take(JSON.readTree(text))).isInstanceOf(Refused.class);
    }
}
