package io.farrier.transport;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.hub.House;
import java.io.IOException;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the transports' tables from {@code config/}; a wrong table stops the start, with its file's name. */
@Configuration(proxyBeanMethods = false)
class TransportTables {

    @Bean
    Classification classification() throws IOException {
        String file = "config/classification.yaml";
        try (var in = House.open(file)) {
            return new Classification(
                    new YAMLMapper().readValue(in, new TypeReference<List<Classification.Line>>() {}));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    @Bean
    FqddTable fqddTable() throws IOException {
        String file = "config/fqdd.yaml";
        try (var in = House.open(file)) {
            return new FqddTable(new YAMLMapper().readValue(in, new TypeReference<List<FqddTable.Line>>() {}));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
