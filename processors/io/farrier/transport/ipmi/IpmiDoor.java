package io.farrier.transport.ipmi;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Gate;
import io.farrier.vault.Credentials;
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
    private final Credentials credentials;

    IpmiDoor(Gate gate, Credentials credentials) {
        this.gate = gate;
        this.credentials = credentials;
    }

    /** Finds the one credential that is this host's; what must not leave is refused here. */
    public void out(Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(COMMAND) IpmiCommand command) {
        Bmc bmc = ask.bmc();
        gate.pass(exchange, ask, command.method(), command.path());
        exchange.setProperty(
                CREDENTIAL,
                credentials
                        .forHost(bmc.hostId(), bmc.address())
                        .orElseThrow(() -> new Failure("no-credential", "No credential covers " + bmc)));
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
