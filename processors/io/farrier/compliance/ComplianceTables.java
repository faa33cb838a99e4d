package io.farrier.compliance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.hub.House;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the tables from {@code config/}; a wrong one stops the start, with its file's name. */
@Configuration(proxyBeanMethods = false)
class ComplianceTables {

    @Bean
    Managed managed() throws IOException {
        String file = "config/managed.yaml";
        try (var in = House.open(file)) {
            return new Managed(new YAMLMapper().readValue(in, new TypeReference<List<Managed.Line>>() {}));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    @Bean
    Stones stones() throws IOException {
        String file = "config/steps.yaml";
        try (var in = House.open(file)) {
            return new Stones(new YAMLMapper().readValue(in, new TypeReference<List<Stone>>() {}));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
