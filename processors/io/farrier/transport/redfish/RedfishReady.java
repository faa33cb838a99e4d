package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Readiness;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Whether the Lifecycle Controller takes updates now. A root that answers is not yet a device that is ready. */
@Component("redfishReady")
class RedfishReady {

    /** The service lies elsewhere on each generation, so the manager's link is followed. */
    public void askManager(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Managers/iDRAC.Embedded.1"));
    }

    public void askStatus(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply manager) {
        String service = text(manager.json(), "/Links/Oem/Dell/DellLCService/@odata.id");
        if (service == null) {
            throw new Failure("SYS403", "The manager of " + ask.bmc() + " has no Lifecycle Controller service");
        }
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.post(service + "/Actions/DellLCService.GetRemoteServicesAPIStatus", Map.of()));
    }

    public Readiness read(@ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        JsonNode status = reply.json();
        return new Readiness(text(status, "/LCStatus"), text(status, "/ServerStatus"), text(status, "/Status"));
    }
}
