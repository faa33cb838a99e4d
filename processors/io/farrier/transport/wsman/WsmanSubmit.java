package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Submitted;
import io.farrier.transport.Xml;
import io.farrier.transport.wsman.WsmanRequest.Parameter;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * InstallFromURI: the BMC fetches the package from the hub. What the device installs while the host runs it installs at
 * once; anything else stays Downloaded until it is staged (SetupJobQueue), and restarts nothing by itself.
 */
@Component("wsmanSubmit")
class WsmanSubmit {

    private static final Pattern JID = Pattern.compile("JID_\\d{6,18}");

    /** A package that is not to be fetched is none for WS-MAN, and that is said before anything is asked. */
    public void askTargets(Exchange exchange, @ExchangeProperty(WsmanDoor.ASK) Ask ask) {
        ((Ask.Submit) ask).imageUri();
        exchange.setProperty(WsmanList.CLASS, WsmanInventory.SOFTWARE);
    }

    /** The method wants the identity that is to be replaced. */
    public void askInstall(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanList.FOUND) List<Xml> identities) {
        Ask.Submit submit = (Ask.Submit) ask;
        String target = identities.stream()
                .filter(WsmanInventory::isInstalled)
                .filter(identity -> WsmanInventory.inventoryId(identity).equals(submit.inventoryId()))
                .map(identity -> identity.value("InstanceID"))
                .findFirst()
                .orElseThrow(() -> new Failure(
                        "no-target", "%s holds no %s over WS-MAN".formatted(submit.bmc(), submit.inventoryId())));
        exchange.setProperty(
                WsmanDoor.REQUEST,
                WsmanRequest.invoke(
                        WsmanInstance.SOFTWARE,
                        "InstallFromURI",
                        Parameter.of("URI", submit.imageUri()),
                        new Parameter("Target", target, WsmanInventory.SOFTWARE)));
    }

    public Submitted read(
            @ExchangeProperty(WsmanDoor.ASK) Ask ask, @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        Xml output = reply.output("The update of " + ask.bmc());
        String jid = WsmanReply.job(output, JID);
        if (jid == null) {
            // It may well have taken the package: without a job's id nobody knows.
            throw new Failure("garbled-xml", ask.bmc() + " took the update and does not tell its job");
        }
        return new Submitted(jid);
    }
}
