package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.FirmwareUpdateRequest.MultipartUpdate;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * The older way to send a package (iDRAC7, 8 and early 9): it is put to HttpPushUri, stands in the inventory as
 * {@code Available-} and is installed by DellUpdateService.Install (PROTOCOLS 1.6 c). A device has room for one.
 */
@Component("redfishPush")
class RedfishPush {

    private static final String SERVICE = "redfishUpdateService";
    private static final String HELD = "redfishHeld";
    private static final String INSTALLED = "redfishInstalled";

    /** The upload is taken only with the ETag that the place has now. */
    public void askPlace(Exchange exchange, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply service) {
        RedfishOffer offered = new RedfishOffer(service.json());
        exchange.setProperty(SERVICE, offered);
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get(offered.push()));
    }

    public void askUpload(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(SERVICE) RedfishOffer service,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply place) {
        for (JsonNode member : place.json().path("Members")) {
            String path = member.path("@odata.id").asText();
            if (Members.id(path).startsWith("Available-")) {
                // Whose it is nobody can say; what somebody else put there is not ours to remove.
                throw new Failure("RED027", ask.bmc() + " still holds a package that was uploaded before: " + path);
            }
        }
        MultipartUpdate sent = (MultipartUpdate) ((Ask.Submit) ask).request();
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.upload(
                        service.push(),
                        new RedfishRequest.Upload("file", sent.file(), sent.fileName(), null),
                        place.etag() == null ? "*" : place.etag()));
    }

    /** Never NowAndReboot: what needs a restart of the host waits for the one that the hub orders. */
    public void askInstall(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(SERVICE) RedfishOffer service,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply uploaded) {
        if (uploaded.location() == null) {
            throw new Failure("garbled", ask.bmc() + " took the upload and did not say where it is");
        }
        exchange.setProperty(HELD, uploaded.location());
        boolean immediate = ((Ask.Submit) ask).immediate();
        exchange.setProperty(
                RedfishDoor.REQUEST,
                RedfishRequest.post(
                        service.install(),
                        Map.of(
                                "SoftwareIdentityURIs",
                                List.of(uploaded.location()),
                                "InstallUpon",
                                immediate ? "Now" : "NextReboot")));
    }

    /** Whether the device refused to install it; then it is removed again, for it takes the one place there is. */
    public boolean refused(Exchange exchange, @ExchangeProperty(RedfishDoor.REPLY) RedfishReply install) {
        exchange.setProperty(INSTALLED, install);
        return install.status() >= 400 && install.status() < 500;
    }

    public void askHeld(Exchange exchange, @ExchangeProperty(HELD) String held) {
        exchange.setProperty(RedfishDoor.REQUEST, RedfishRequest.get(held));
    }

    public void askRemove(
            Exchange exchange,
            @ExchangeProperty(HELD) String held,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.delete(held).ifMatch(reply.etag() == null ? "*" : reply.etag()));
    }

    /** Back to the answer that counts: what the device said to Install. */
    public void answer(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(INSTALLED) RedfishReply install) {
        if (!install.ok()) {
            throw install.failure("The installation of the package that was sent to " + ask.bmc());
        }
        exchange.setProperty(RedfishDoor.REPLY, install);
    }
}
