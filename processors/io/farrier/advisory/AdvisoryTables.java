package io.farrier.advisory;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.hub.House;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the table from {@code config/}; a wrong one stops the start, with its file's name. */
@Configuration(proxyBeanMethods = false)
class AdvisoryTables {

    @Bean
    ProductTable productTable() throws IOException {
        String file = "config/advisories.yaml";
        try (var in = House.open(file)) {
            return new ProductTable(new YAMLMapper().readValue(in, new TypeReference<List<ProductTable.Line>>() {}));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
