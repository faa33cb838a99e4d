package io.farrier.transport.ipmi;

import io.farrier.transport.Ask;
import io.farrier.transport.Gate;
import io.farrier.transport.LoginAttempts;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The door that every command goes out by, and every reply comes in by. */
@Component("ipmiDoor")
class IpmiDoor {

    static final String ASK = "ask";
    static final String COMMAND = "ipmiCommand";
    static final String CREDENTIAL = "ipmiCredential";
    static final String REPLY = "ipmiReply";

    private final Gate gate;
    private final LoginAttempts attempts;

    IpmiDoor(Gate gate, LoginAttempts attempts) {
        this.gate = gate;
        this.attempts = attempts;
    }

    /** Finds the one credential that is this host's; what must not leave is refused here. */
    public void out(Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(COMMAND) IpmiCommand command) {
        gate.pass(exchange, ask, command.method(), command.path());
        exchange.setProperty(CREDENTIAL, attempts.credential(ask.bmc()));
        exchange.getMessage().removeHeaders("*");
    }

    public void in(
            @ExchangeProperty(ASK) Ask ask,
            @ExchangeProperty(COMMAND) IpmiCommand command,
            @ExchangeProperty(REPLY) IpmiReply reply) {
        if (!reply.ok()) {
            throw reply.failure(command + " at " + ask.bmc());
        }
    }
}
