package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.vault.Credential;
import io.farrier.vault.CredentialUses;
import io.farrier.vault.Credentials;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** The one credential that is this host's, at most one failure an hour, whatever the transport. */
@Component("wsmanLogin")
class WsmanLogin {

    private static final String CREDENTIAL = "wsmanCredential";
    private static final String FIRST = "wsmanFirst";

    private final WsmanLogins logins;
    private final Credentials credentials;
    private final CredentialUses uses;

    WsmanLogin(WsmanLogins logins, Credentials credentials, CredentialUses uses) {
        this.logins = logins;
        this.credentials = credentials;
        this.uses = uses;
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
        boolean forgiving = Forgiveness.of(exchange);
        Credential credential = credentials
                .forHost(bmc.hostId(), bmc.address())
                .orElseThrow(() -> new Failure("no-credential", "No credential covers " + bmc));
        if (!forgiving && !uses.mayTry(credential.id(), credential.version(), bmc.hostId())) {
            throw new Failure(
                    "credential-rest",
                    "The credential " + credential.name() + " was refused by " + bmc + " less than an hour ago");
        }
        String login = logins.announce(bmc, credential, forgiving);
        exchange.setProperty(CREDENTIAL, credential);
        exchange.setProperty(FIRST, !logins.works(login));
        exchange.setProperty(WsmanDoor.LOGIN, login);
    }

    /** Remembers what came of the login, and throws what the reply says where it is an error. */
    public void check(
            Exchange exchange,
            @ExchangeProperty(WsmanDoor.ASK) Ask ask,
            @ExchangeProperty(WsmanDoor.REQUEST) WsmanRequest request,
            @ExchangeProperty(WsmanDoor.REPLY) WsmanReply reply) {
        Bmc bmc = ask.bmc();
        if (reply.status() == 401 && request.open()) {
            throw new Failure("wsman-closed", bmc + " tells nothing over WS-MAN to who has not logged in");
        }
        if (!request.open()) {
            remember(exchange, bmc, reply);
        }
        if (!reply.ok()) {
            throw reply.failure(request + " to " + bmc);
        }
    }

    /** A success is written down once in a life of the hub: every request is a login here. */
    private void remember(Exchange exchange, Bmc bmc, WsmanReply reply) {
        Credential used = exchange.getProperty(CREDENTIAL, Credential.class);
        if (reply.status() == 401) {
            if (!Forgiveness.of(exchange)) {
                uses.failed(used.id(), used.version(), bmc.hostId());
            }
        } else if (reply.ok() && exchange.getProperty(FIRST, false, Boolean.class)) {
            uses.worked(used.id(), used.version(), bmc.hostId());
        }
    }
}
