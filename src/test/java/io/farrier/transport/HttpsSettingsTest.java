package io.farrier.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.hub.Pace;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.http.HttpEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** Settings that are read by nobody would change nothing, and say nothing. */
@HubTest
class HttpsSettingsTest {

    @Autowired
    CamelContext camel;

    @Autowired
    Pace pace;

    @Test
    void the_settings_of_http_hold_for_https() {
        HttpComponent https = camel.getComponent("https", HttpComponent.class);
        assertThat(https.isAutomaticRetriesDisabled()).isTrue();
        assertThat(https.getConnectionsPerRoute()).isEqualTo(4);
        assertThat(https.getMaxTotalConnections()).isEqualTo(400);
    }

    @Test
    void a_bmc_has_as_long_to_answer_as_the_pace_says() {
        assertThat(camel.getEndpoints())
                .filteredOn(HttpEndpoint.class::isInstance)
                .map(HttpEndpoint.class::cast)
                .filteredOn(endpoint -> endpoint.getEndpointUri().startsWith("https://bmc"))
                // An upload has the time that its size needs.
                .filteredOn(endpoint -> !endpoint.getEndpointUri().contains("redfishUpload"))
                .isNotEmpty()
                .allSatisfy(endpoint -> {
                    assertThat(endpoint.getResponseTimeout())
                            .isEqualTo(pace.answer().toMillis());
                    assertThat(endpoint.getSoTimeout()).isEqualTo(pace.answer().toMillis());
                });
    }
}
