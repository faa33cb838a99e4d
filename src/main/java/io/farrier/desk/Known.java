package io.farrier.desk;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.SimpleRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * The names that a route may use, gathered only when one of them was missed.
 *
 * @param beans by their names
 * @param properties by their keys
 */
record Known(Supplier<Collection<String>> beans, Supplier<Collection<String>> properties) {

    private static final Set<String> OF_THE_MACHINE = Set.of("systemEnvironment", "systemProperties");

    /** What a context has of its own. */
    static Known of(CamelContext camel) {
        return new Known(
                () -> camel.getRegistry() instanceof DefaultRegistry registry
                                && registry.getFallbackRegistry() instanceof SimpleRegistry simple
                        ? List.copyOf(simple.keySet())
                        : List.of(),
                () -> camel.getPropertiesComponent().loadProperties().stringPropertyNames());
    }

    /** Also what Spring gives it. */
    static Known of(CamelContext camel, ConfigurableApplicationContext hub) {
        Known own = of(camel);
        return new Known(
                () -> {
                    Set<String> beans = new HashSet<>(own.beans().get());
                    // The names with dots are Spring's own.
                    Set.of(hub.getBeanDefinitionNames()).stream()
                            .filter(name -> !name.contains("."))
                            .forEach(beans::add);
                    return beans;
                },
                () -> {
                    Set<String> properties = new HashSet<>(own.properties().get());
                    hub.getEnvironment().getPropertySources().forEach(source -> {
                        if (source instanceof EnumerablePropertySource<?> all
                                && !OF_THE_MACHINE.contains(source.getName())) {
                            properties.addAll(List.of(all.getPropertyNames()));
                        }
                    });
                    return properties;
                });
    }
}
