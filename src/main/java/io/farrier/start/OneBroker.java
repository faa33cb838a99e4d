package io.farrier.start;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * With an external broker the embedded one stays off; Spring Boot would start it beside the other, with nobody to use it.
 * Named in {@code META-INF/spring.factories}.
 */
class OneBroker implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.getProperty("spring.artemis.mode", "embedded").equalsIgnoreCase("native")) {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("one-broker", Map.of("spring.artemis.embedded.enabled", false)));
        }
    }
}
