package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Life;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.LoginAttempts;
import io.farrier.transport.TakenSessions;
import io.farrier.vault.Credential;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/** Takes a session where there is none, with the one credential that is this host's, at most one failure an hour. */
@Component("redfishLogin")
class RedfishLogin {

    /** Exchange property: open, found or needed. */
    static final String STATE = "redfishLogin";

    private static final String WANTED = "redfishWanted";
    private static final String CREDENTIAL = "redfishCredential";

    private final RedfishSessions sessions;
    private final LoginAttempts attempts;
    private final TakenSessions taken;
    private final Life life;

    RedfishLogin(RedfishSessions sessions, LoginAttempts attempts, TakenSessions taken, Life life) {
        this.sessions = sessions;
        this.attempts = attempts;
        this.taken = taken;
        this.life = life;
    }

    public void find(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest request) {
        if (request.open()) {
            exchange.setProperty(STATE, "open");
            return;
        }
        Credential credential = attempts.credential(ask.bmc());
        exchange.setProperty(CREDENTIAL, credential);
        exchange.setProperty(STATE, sessions.has(ask.bmc().toString(), credential) ? "found" : "needed");
    }

    /** Keeps what was wanted, and first asks the root where sessions are taken: the place differs by generation. */
    public void askRoot(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest wanted,
            @ExchangeProperty(CREDENTIAL) Credential credential) {
        attempts.rested(ask.bmc(), credential, Forgiveness.of(exchange));
        exchange.setProperty(WANTED, wanted);
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/").withoutLogin());
    }

    public void askSession(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply root,
            @ExchangeProperty(CREDENTIAL) Credential credential) {
        if (!root.ok()) {
            throw root.failure("The service root of " + ask.bmc());
        }
        String path = root.json().at("/Links/Sessions/@odata.id").asText("/redfish/v1/SessionService/Sessions");
        exchange.setProperty(RedfishDoor.LOGIN, sessions.announce(ask.bmc(), credential));
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.post(path, Map.of()).withoutLogin());
    }

    /** Reads the answer to the login and puts back what was wanted. */
    public void taken(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply,
            @ExchangeProperty(CREDENTIAL) Credential credential) {
        exchange.removeProperty(RedfishDoor.LOGIN);
        Bmc bmc = ask.bmc();
        if (reply.ok()) {
            taken.took(bmc.hostId(), life.id(), reply.location());
        } else {
            Failure failure = reply.failure("The login to " + bmc + " as " + credential.username());
            if (!RedfishSessions.NO_SESSION_LEFT.contains(failure.code())) {
                throw failure;
            }
            sessions.basic(bmc, credential);
        }
        exchange.setProperty(RedfishDoor.REQUEST, exchange.getProperty(WANTED));
    }

    /** Whether a session that we held has died: then it is taken anew and the request, which nobody heard, is repeated. */
    public boolean died(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(STATE) String state,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        if (!"found".equals(state) || reply.status() != 401) {
            return false;
        }
        sessions.forget(ask.bmc().toString());
        exchange.setProperty(STATE, "needed");
        return true;
    }

    /** Throws what the reply says where it is an error. */
    public void check(
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest request,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply reply) {
        if (!reply.ok()) {
            throw reply.failure(request.method() + " " + request.path() + " to " + ask.bmc());
        }
    }

    static String text(JsonNode node, String pointer) {
        JsonNode value = node.at(pointer);
        return value.isMissingNode() || value.isNull() || value.asText().isBlank()
                ? null
                : value.asText().strip();
    }
}
