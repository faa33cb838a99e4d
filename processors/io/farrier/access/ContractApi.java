package io.farrier.access;

import io.farrier.hub.House;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Hands out the contract as it is written. */
@Component("contractApi")
class ContractApi {

    public void show(Message message) throws IOException {
        try (InputStream yaml = House.open("config/openapi.yaml")) {
            message.setBody(yaml.readAllBytes());
        }
        message.removeHeaders("*");
        // Not application/yaml: a browser shows this one and saves that one.
        message.setHeader(Exchange.CONTENT_TYPE, "text/plain; charset=utf-8");
    }
}
