package io.farrier.transport.wsman;

import static io.farrier.transport.wsman.WsmanInventory.word;

import io.farrier.transport.Ask;
import io.farrier.transport.Readiness;
import io.farrier.transport.Xml;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Whether the Lifecycle Controller takes updates now. WS-MAN says it in numbers, Redfish in words: here the words. */
@Component("wsmanReady")
class WsmanReady {

    public void ask(Exchange exchange) {
        exchange.setProperty(
                WsmanDoor.REQUEST, WsmanRequest.invoke(WsmanInstance.LIFECYCLE, "GetRemoteServicesAPIStatus"));
    }

    public Readiness read(
            @ExchangeProperty(WsmanDoor.ASK) Ask ask, @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        return readiness(reply.output("The question to " + ask.bmc() + " whether it is ready"));
    }

    static Readiness readiness(Xml status) {
        return new Readiness(
                word(
                        status.value("LCStatus"),
                        "0",
                        "Ready",
                        "1",
                        "NotInitialized",
                        "2",
                        "ReloadingData",
                        "3",
                        "Disabled",
                        "4",
                        "InRecovery",
                        "5",
                        "InUse"),
                word(
                        status.value("ServerStatus"),
                        "0",
                        "PoweredOff",
                        "1",
                        "InPOST",
                        "2",
                        "OutOfPOST",
                        "3",
                        "CollectingSystemInventory",
                        "4",
                        "AutomatedTaskExecution",
                        "5",
                        "LifecycleControllerUnifiedServerConfigurator",
                        "6",
                        "HaltedAtF1F2Prompt",
                        "7",
                        "HaltedAtF1F2F11Prompt",
                        "8",
                        "InF2Setup",
                        "9",
                        "InF11BootManager"),
                word(status.value("Status"), "0", "Ready", "1", "NotReady"));
    }
}
