package io.farrier.transport.redfish;

import static io.farrier.transport.redfish.RedfishLogin.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Accepted;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Power;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The host's power: read, and changed by ComputerSystem.Reset. */
@Component("redfishPower")
class RedfishPower {

    public void askSystem(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Systems/System.Embedded.1"));
    }

    public Power read(@ExchangeProperty(RedfishDoor.REPLY) RedfishReply system) {
        return new Power(text(system.json(), "/PowerState"));
    }

    public void askReset(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply system) {
        JsonNode action = system.json().at("/Actions/#ComputerSystem.Reset");
        String target = text(action, "/target");
        String kind = ((Ask.Reset) ask).kind().redfish();
        boolean offered = false;
        for (JsonNode allowed : action.path("ResetType@Redfish.AllowableValues")) {
            offered |= allowed.asText().equals(kind);
        }
        if (target == null) {
            throw new Failure("SYS402", "The system of " + ask.bmc() + " offers no reset");
        }
        if (!offered) {
            throw new Failure("kind", "The system of " + ask.bmc() + " offers no reset of the kind " + kind);
        }
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.post(target, Map.of("ResetType", kind)));
    }

    /** The BMC itself, softly; the manager says where and whether it can. */
    public void askBmcReset(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply manager) {
        String target = text(manager.json(), "/Actions/#Manager.Reset/target");
        if (target == null) {
            throw new Failure("SYS402", "The manager of " + ask.bmc() + " offers no reset");
        }
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.post(target, Map.of("ResetType", "GracefulRestart")));
    }

    public void askChassis(Exchange exchange) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/Chassis/System.Embedded.1"));
    }

    /** The host was off before, and stays off. */
    public void askVirtualAc(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply chassis) {
        String target = text(chassis.json(), "/Actions/Oem/#DellOemChassis.ExtendedReset/target");
        if (target == null) {
            throw new Failure("SYS402", "The chassis of " + ask.bmc() + " offers no virtual AC cycle");
        }
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.post(target, Map.of("ResetType", "PowerCycle", "FinalPowerState", "Off")));
    }

    public Accepted accepted() {
        return new Accepted();
    }
}
