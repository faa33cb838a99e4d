package io.farrier.desk;

import io.farrier.ledger.Ledger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The hub starts with the desk's own set, so that what runs and what the desk believes to run are one thing. */
@Configuration(proxyBeanMethods = false)
class DeskStart {

    @Bean
    RouteFiles routeFiles(@Value("${farrier.routes}") Path folder) {
        return new RouteFiles(folder);
    }

    @Bean
    Desk desk(CamelContext camel, Ledger ledger, ConfigurableApplicationContext hub) {
        return new Desk(camel, Known.of(camel, hub), ledger::append);
    }

    @Bean
    Intake intake(Desk desk, RouteFiles files) throws IOException {
        return new Intake(desk, files);
    }

    @Bean
    CamelContextConfiguration routesByTheDesk(ObjectProvider<Desk> desk, RouteFiles files) {
        return new CamelContextConfiguration() {
            @Override
            public void beforeApplicationStart(CamelContext camel) {
                try {
                    desk.getObject().begin(files.read());
                } catch (IOException e) {
                    throw new UncheckedIOException("The route files can't be read: " + e.getMessage(), e);
                }
            }

            @Override
            public void afterApplicationStart(CamelContext camel) {}
        };
    }
}
