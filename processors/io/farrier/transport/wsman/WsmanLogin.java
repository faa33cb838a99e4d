package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.LoginAttempts;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The one credential that is this host's, with each request that needs it. */
@Component("wsmanLogin")
class WsmanLogin {

    private final WsmanLogins logins;
    private final LoginAttempts attempts;

    WsmanLogin(WsmanLogins logins, LoginAttempts attempts) {
        this.logins = logins;
        this.attempts = attempts;
    }

    /** Finds the credential for the request, where it needs one. */
    public void find(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanDoor.REQUEST) WsmanRequest request) {
        if (request.open()) {
            exchange.removeProperty(WsmanDoor.LOGIN);
            return;
        }
        Bmc bmc = ask.bmc();
        exchange.setProperty(WsmanDoor.LOGIN, logins.announce(bmc, attempts.credential(bmc), Forgiveness.of(exchange)));
    }

    /** Throws what the reply says where it is an error. */
    public void check(
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanDoor.REQUEST) WsmanRequest request,
            @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        if (reply.status() == 401 && request.open()) {
            throw new Failure("wsman-closed", ask.bmc() + " tells nothing over WS-MAN to who has not logged in");
        }
        if (!reply.ok()) {
            throw reply.failure(request + " to " + ask.bmc());
        }
    }
}
