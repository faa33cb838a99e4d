package io.farrier.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.testing.trace.TestSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiscretionTest {

    private static final String SECRET = "s3cret";

    @Test
    void nothing_of_what_camel_writes_down_leaves_but_what_is_named() {
        Map<String, String> camels = Map.of(
                "camel.uri", "https://bmc?user=root&password=" + SECRET,
                "url.path", "/" + SECRET,
                "url.query", "token=" + SECRET,
                "server.address", "tcp://broker?password=" + SECRET,
                "user.name", SECRET,
                "db.statement", SECRET,
                "exchangeId", "1",
                "http.url", "https://root:" + SECRET + "@10.0.0.7/redfish/v1?key=" + SECRET + "#" + SECRET,
                "http.method", "GET");
        SpanData left = exported(camels, "no answer of https://x/?token=" + SECRET);
        assertThat(left.getAttributes().asMap())
                .containsOnly(
                        Map.entry(AttributeKey.stringKey("http.method"), "GET"),
                        Map.entry(AttributeKey.stringKey("http.url"), "https://10.0.0.7"));
        assertThat(left.getEvents()).isEmpty();
        assertThat(left.getAttributes() + " " + left.getEvents()).doesNotContain(SECRET);
    }

    @Test
    void what_was_asked_of_a_bmc_is_told_with_its_path() {
        SpanData left = exported(
                Map.of(
                        "farrier.bmc", "127.20.0.7:8443",
                        "farrier.run", "7",
                        "http.url", "https://127.20.0.7:8443/redfish/v1/UpdateService?x=" + SECRET),
                "");
        assertThat(left.getAttributes().asMap().values())
                .containsExactlyInAnyOrder("127.20.0.7:8443", "7", "https://127.20.0.7:8443/redfish/v1/UpdateService");
    }

    @Test
    void what_is_no_address_is_left_out() {
        assertThat(Discretion.url("webhook.invalid", false)).isNull();
        assertThat(Discretion.url("https://a b/" + SECRET, false)).isNull();
        assertThat(Discretion.url("https://hooks.example.com/T0/" + SECRET, false))
                .isEqualTo("https://hooks.example.com");
        assertThat(Discretion.url("https://[fc00::7]:8443/redfish/v1", true))
                .isEqualTo("https://[fc00::7]:8443/redfish/v1");
    }

    private static SpanData exported(Map<String, String> attributes, String event) {
        AttributesBuilder all = Attributes.builder();
        attributes.forEach(all::put);
        InMemorySpanExporter memory = InMemorySpanExporter.create();
        new DiscreetExporter(memory)
                .export(List.of(TestSpanData.builder()
                        .setName("GET")
                        .setKind(SpanKind.INTERNAL)
                        .setStatus(StatusData.unset())
                        .setHasEnded(true)
                        .setStartEpochNanos(1)
                        .setEndEpochNanos(2)
                        .setAttributes(all.build())
                        .setEvents(List.of(
                                EventData.create(1, "error", Attributes.of(AttributeKey.stringKey("m"), event))))
                        .build()));
        return memory.getFinishedSpanItems().getFirst();
    }
}
