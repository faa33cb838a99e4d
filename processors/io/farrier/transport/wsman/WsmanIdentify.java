package io.farrier.transport.wsman;

import io.farrier.transport.Failure;
import io.farrier.transport.Identity;
import io.farrier.transport.Xml;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Who is there: a WS-MAN service. What kind of thing it serves, and whose, it tells to nobody who has not logged in. */
@Component("wsmanIdentify")
class WsmanIdentify {

    public void ask(Exchange exchange) {
        exchange.setProperty(WsmanDoor.REQUEST, WsmanRequest.identify());
    }

    public Identity read(@ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        Xml identity = reply.body();
        if (!identity.name().equals("IdentifyResponse")) {
            throw new Failure("garbled-xml", "Identify was answered by " + identity.name());
        }
        return new Identity(
                Identity.UNKNOWN,
                identity.value("ProductVendor"),
                "WS-MAN",
                identity.value("ProductVersion"),
                null,
                null);
    }
}
