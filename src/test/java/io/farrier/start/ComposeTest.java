package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisMode;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ComposeTest {

    @Test
    void the_hub_in_docker_compose_uses_the_broker_and_the_database_beside_it() throws IOException {
        Map<String, Map<String, Object>> services = services();
        StandardEnvironment environment = environment(services.get("hub"));

        ArtemisProperties broker = Binder.get(environment)
                .bind("spring.artemis", ArtemisProperties.class)
                .get();
        assertThat(broker.getMode()).isEqualTo(ArtemisMode.NATIVE);
        assertThat(broker.getBrokerUrl()).isEqualTo("tcp://broker:61616");
        assertThat(environment.getProperty("spring.datasource.url")).startsWith("jdbc:postgresql://database:5432/");
        assertThat(environment.getProperty("farrier.files.base-url")).isEqualTo("given");
        assertThat(environment.getProperty("farrier.files.any-address", Boolean.class))
                .isTrue();
        assertThat(environment.getProperty("farrier.hub.node")).isEqualTo("hub-1");
    }

    @Test
    void every_service_that_the_hub_waits_for_is_there_and_says_when_it_is_healthy() throws IOException {
        Map<String, Map<String, Object>> services = services();
        Map<?, ?> awaited = (Map<?, ?>) services.get("hub").get("depends_on");

        assertThat(awaited).hasSize(2);
        awaited.forEach((service, condition) -> {
            assertThat(condition).isEqualTo(Map.of("condition", "service_healthy"));
            assertThat(services.get(service)).as("%s", service).containsKey("healthcheck");
        });
        assertThat(services.get("broker").get("volumes").toString()).contains("./config/broker.xml:");
        assertThat(Path.of("config/broker.xml")).exists();
        assertThat(Path.of("Dockerfile")).exists();
    }

    private static Map<String, Map<String, Object>> services() throws IOException {
        Map<String, Map<String, Map<String, Object>>> file = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(Files.readString(Path.of("docker-compose.yml")));
        return file.get("services");
    }

    /** The hub's environment as Compose gives it, with a word for each variable that whoever starts it sets. */
    private static StandardEnvironment environment(Map<String, Object> service) {
        Map<String, Object> given = new HashMap<>();
        ((Map<?, ?>) service.get("environment"))
                .forEach((name, value) ->
                        given.put(name.toString(), value.toString().replaceAll("\\$\\{[^}]*}", "given")));
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, given));
        ConfigurationPropertySources.attach(environment);
        return environment;
    }
}
