package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@HubTest
class WholeHubTest {

    @Autowired
    CamelContext camel;

    @Test
    void a_hub_starts_on_an_empty_folder_with_all_its_routes() {
        assertThat(camel.getRoutes()).isNotEmpty().allSatisfy(route -> assertThat(camel.getRouteController()
                        .getRouteStatus(route.getRouteId())
                        .isStarted())
                .as(route.getRouteId())
                .isEqualTo(route.isAutoStartup()));
    }
}
