package io.farrier.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract and the routes that do it, as they are written. That each operation has a route is seen to at start. */
class ContractTest {

    private static final YAMLMapper YAML = new YAMLMapper();

    private record Operation(String id, JsonNode node) {}

    private static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        YAML.readTree(Path.of("config/openapi.yaml").toFile())
                .path("paths")
                .forEach(path -> path.forEach(operation -> operations.add(
                        new Operation(operation.path("operationId").asText(), operation))));
        return operations;
    }

    private static List<JsonNode> routes() throws IOException {
        List<JsonNode> routes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(f -> f.getFileName().toString().equals("api.camel.yaml"))
                    .toList()) {
                YAML.readTree(file.toFile()).forEach(entry -> routes.add(entry.path("route")));
            }
        }
        return routes;
    }

    @TestFactory
    Stream<DynamicTest> a_route_of_the_api_opens_the_door_and_closes_it() throws IOException {
        return routes().stream()
                .map(route -> DynamicTest.dynamicTest(route.path("id").asText(), () -> {
                    JsonNode steps = route.path("from").path("steps");
                    assertThat(route.path("routeConfigurationId").asText()).isEqualTo("api");
                    assertThat(route.path("description").asText()).isNotBlank();
                    assertThat(steps.path(0).path("bean").path("ref").asText()).isEqualTo("apiDoor");
                    assertThat(steps.path(0).path("bean").path("method").asText())
                            .isEqualTo("in");
                    if (!route.path("id").asText().equals("access.api.contract")) {
                        assertThat(steps.path(steps.size() - 1)
                                        .path("bean")
                                        .path("method")
                                        .asText())
                                .isEqualTo("out");
                    }
                }));
    }

    @Test
    void every_route_of_the_api_is_in_the_contract() throws IOException {
        Set<String> promised = new HashSet<>();
        operations().forEach(operation -> promised.add(operation.id()));
        Set<String> done = new TreeSet<>();
        routes().forEach(route ->
                done.add(route.path("from").path("parameters").path("name").asText()));
        assertThat(done).isEqualTo(new TreeSet<>(promised));
    }

    @TestFactory
    Stream<DynamicTest> every_operation_says_what_a_problem_looks_like_and_where_the_queued_is() throws IOException {
        return operations().stream()
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    JsonNode answers = operation.node().path("responses");
                    assertThat(answers.path("default").path("$ref").asText()).endsWith("/Problem");
                    assertThat(operation.node().path("summary").asText()).isNotBlank();
                    if (answers.has("202")) {
                        assertThat(answers.path("202").path("$ref").asText()).endsWith("/Queued");
                    }
                }));
    }
}
