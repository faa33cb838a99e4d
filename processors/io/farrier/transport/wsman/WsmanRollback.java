package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Xml;
import io.farrier.transport.wsman.WsmanRequest.Parameter;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The way back: InstallFromSoftwareIdentity with the PREVIOUS identity of the component, where the device has kept one. */
@Component("wsmanRollback")
class WsmanRollback {

    public void askKept(Exchange exchange) {
        exchange.setProperty(WsmanList.CLASS, WsmanInventory.SOFTWARE);
    }

    public void askInstall(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanList.FOUND) List<Xml> identities) {
        Ask.Rollback rollback = (Ask.Rollback) ask;
        String kept = identities.stream()
                .filter(identity -> WsmanInventory.is(identity, WsmanInventory.PREVIOUS))
                .filter(identity -> WsmanInventory.inventoryId(identity).equals(rollback.inventoryId()))
                .filter(identity ->
                        rollback.version() == null || rollback.version().equals(identity.value("VersionString")))
                .map(identity -> identity.value("InstanceID"))
                .findFirst()
                .orElseThrow(() -> new Failure("RED019", missing(rollback)));
        exchange.setProperty(
                WsmanDoor.REQUEST,
                WsmanRequest.invoke(
                        WsmanInstance.SOFTWARE,
                        "InstallFromSoftwareIdentity",
                        new Parameter("Target", kept, WsmanInventory.SOFTWARE)));
    }

    private static String missing(Ask.Rollback rollback) {
        String version = rollback.version() == null ? "" : " " + rollback.version();
        return rollback.bmc() + " keeps no former version" + version + " of " + rollback.inventoryId();
    }
}
