package io.farrier.transport.redfish;

import io.farrier.transport.Ask;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** What a BMC does not change while a session with it lives: where its things are. A poll of a job is then one request. */
@Component("redfishKnown")
class RedfishKnown {

    private final RedfishSessions sessions;

    RedfishKnown(RedfishSessions sessions) {
        this.sessions = sessions;
    }

    /** Whether it was read in this session; then that is the reply. */
    public boolean recall(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest request) {
        RedfishReply known = sessions.known(ask.bmc().toString(), request.path());
        exchange.setProperty(RedfishDoor.REPLY, known);
        return known != null;
    }

    public void keep(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest request,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        sessions.know(ask.bmc().toString(), request.path(), reply);
    }
}
