package io.farrier.transport.racadm;

import io.farrier.transport.Ask;
import io.farrier.transport.Readiness;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Whether the Lifecycle Controller takes updates now. */
@Component("racadmReady")
class RacadmReady {

    public void ask(Exchange exchange) {
        exchange.setProperty(RacadmDoor.COMMAND, RacadmCommand.of("getremoteservicesstatus"));
    }

    public Readiness read(
            @ExchangeProperty(RacadmDoor.ASK) Ask ask, @ExchangeProperty(RacadmDoor.REPLY) RacadmReply reply) {
        return RemoteServices.readiness(reply.good("The question to " + ask.bmc() + " whether it is ready"));
    }
}
