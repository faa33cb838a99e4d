package io.farrier.plan;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.farrier.hub.House;
import io.farrier.hub.Refused;
import java.io.IOException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the order table from {@code config/}; a wrong table stops the start, with its file's name. */
@Configuration(proxyBeanMethods = false)
class PlanTables {

    @Bean
    UpdateOrder.Table updateOrder() throws IOException {
        String file = "config/order.yaml";
        try (var in = House.open(file)) {
            return new YAMLMapper().readValue(in, UpdateOrder.Table.class);
        } catch (Refused e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
