package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Identity;
import io.farrier.transport.Xml;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Who is there, without a login: remote RACADM's discovery tells what kind of controller it is, and not of which server. */
@Component("racadmIdentify")
class RacadmIdentify {

    public Identity read(Exchange exchange, @ExchangeProperty(RacadmDoor.ASK) Ask ask) {
        String what = "The discovery of " + ask.bmc();
        Xml told = CgiDocument.response(RacadmDoor.body(exchange, what), what);
        String type = told.value("ENDPOINTTYPE");
        return new Identity(kind(type), "Dell", type, told.value("ENDPOINTVER"), null, null);
    }

    private static String kind(String type) {
        if (type == null) {
            return "other";
        }
        return type.startsWith("iDRAC") ? "server" : type.startsWith("CMC") ? "chassis" : "other";
    }
}
