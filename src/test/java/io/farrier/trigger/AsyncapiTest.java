package io.farrier.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The messages that are published are the messages that are understood. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AsyncapiTest {

    private JsonNode document;
    private JsonSchemaFactory schemas;

    @BeforeAll
    void read() throws IOException {
        document = new YAMLMapper().readTree(Path.of("config/asyncapi.yaml").toFile());
        String text = document.toString();
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V7,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of("urn:asyncapi", text))));
    }

    @Test
    void the_types_of_the_document_are_the_types_that_are_understood() {
        assertThat(new TreeSet<>(names(document.path("components").path("messages"))))
                .isEqualTo(new TreeSet<>(Said.TYPES.keySet()))
                .isEqualTo(
                        new TreeSet<>(names(document.path("channels").path("in").path("messages"))));
    }

    @TestFactory
    Stream<DynamicTest> every_example_is_what_its_schema_says_and_is_understood() {
        return Said.TYPES.keySet().stream()
                .map(type -> DynamicTest.dynamicTest(type, () -> {
                    JsonNode examples = document.path("components")
                            .path("messages")
                            .path(type)
                            .path("examples");
                    assertThat(examples).isNotEmpty();
                    for (JsonNode example : examples) {
                        JsonNode event = example.path("payload");
                        assertThat(against(type, event)).isEmpty();
                        Message message = Envelope.open(
                                new Delivery("test", Map.of(), event.toString().getBytes(StandardCharsets.UTF_8)),
                                262_144);
                        assertThat(message.type()).isEqualTo(type);
                        assertThat(message.number())
                                .isEqualTo(event.path("data").path("number").asText());
                    }
                }));
    }

    @Test
    void what_the_tests_send_is_what_the_document_says() {
        Ticket ticket = new Ticket();
        assertThat(against("change.approved", ticket.approved(List.of(1L)))).isEmpty();
        assertThat(against("change.rescheduled", ticket.rescheduled(Instant.now(), 60)))
                .isEmpty();
        assertThat(against("change.cancelled", ticket.cancelled())).isEmpty();
    }

    @Test
    void what_is_wrong_is_wrong_by_the_document_too() {
        Ticket ticket = new Ticket();
        assertThat(against("change.approved", ticket.approved(List.of(1L)).put("specversion", "2.0")))
                .isNotEmpty();
        assertThat(against("change.approved", ticket.approved(List.of(1L)).without(List.of("time"))))
                .isNotEmpty();
        assertThat(against(
                        "change.cancelled",
                        ticket.event("change.cancelled", ticket.data().put("raeson", "x"))))
                .isNotEmpty();
        assertThat(against("change.approved", ticket.approved(List.of(1L)).put("dataschema", "urn:x/v2")))
                .isNotEmpty();
        assertThat(against("change.approved", ticket.approved(List.of(1L)).put("dataschema", "urn:x/v1")))
                .isEmpty();
    }

    private List<String> against(String type, JsonNode event) {
        JsonSchema schema = schemas.getSchema(
                SchemaLocation.of("urn:asyncapi#/components/schemas/" + type),
                SchemaValidatorsConfig.builder().pathType(PathType.JSON_POINTER).build());
        return schema.validate(event).stream().map(Object::toString).toList();
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }
}
