package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Explained;
import io.farrier.transport.Failure;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** What the device means by a message id: its own registry of some thousands (EEMI), read whole, for it can't be asked for one. */
@Component("redfishExplain")
class RedfishExplain {

    public void askFile(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Registries/Messages"));
    }

    public void askRegistry(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply file) {
        String uri = text(file.json(), "/Location/0/Uri");
        if (uri == null || !uri.startsWith("/redfish/")) {
            throw new Failure("SYS403", ask.bmc() + " does not say where its message registry is");
        }
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get(uri));
    }

    public Explained read(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply registry) {
        String id = ((Ask.Explain) ask).messageId();
        JsonNode message = registry.json().path("Messages").path(id);
        if (!message.path("Message").isTextual()) {
            throw new Failure("SYS403", "The message registry of " + ask.bmc() + " has no " + id);
        }
        String severity = text(message, "/MessageSeverity");
        return new Explained(
                id,
                message.path("Message").asText(),
                severity == null ? text(message, "/Severity") : severity,
                advice(text(message, "/Resolution")));
    }

    private static String advice(String resolution) {
        return resolution == null || resolution.startsWith("No response action") ? null : resolution;
    }
}
