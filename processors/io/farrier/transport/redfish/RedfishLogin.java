package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.hub.Life;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.TakenSessions;
import io.farrier.vault.Credential;
import io.farrier.vault.CredentialUses;
import io.farrier.vault.Credentials;
import java.util.Map;
import java.util.Set;
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
    private static final Set<String> NO_SESSION_LEFT = Set.of("RAC0218", "SessionLimitExceeded");

    private final RedfishSessions sessions;
    private final Credentials credentials;
    private final CredentialUses uses;
    private final TakenSessions taken;
    private final Life life;

    RedfishLogin(
            RedfishSessions sessions, Credentials credentials, CredentialUses uses, TakenSessions taken, Life life) {
        this.sessions = sessions;
        this.credentials = credentials;
        this.uses = uses;
        this.taken = taken;
        this.life = life;
    }

    public void find(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest request) {
        boolean held = sessions.has(ask.bmc().toString());
        exchange.setProperty(STATE, request.open() ? "open" : held ? "found" : "needed");
    }

    /** Keeps what was wanted, and first asks the root where sessions are taken: the place differs by generation. */
    public void askRoot(Exchange exchange, @ExchangeProperty(RedfishDoor.REQUEST) RedfishRequest wanted) {
        exchange.setProperty(WANTED, wanted);
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.get("/redfish/v1/").withoutLogin());
    }

    public void askSession(
            Exchange exchange,
            @ExchangeProperty(RedfishDoor.ASK) Ask ask,
            @ExchangeProperty(RedfishDoor.REPLY) RedfishReply root) {
        if (!root.ok()) {
            throw root.failure("The service root of " + ask.bmc());
        }
        String path = root.json().at("/Links/Sessions/@odata.id").asText("/redfish/v1/SessionService/Sessions");
        Credential credential = credential(ask.bmc(), Forgiveness.of(exchange));
        exchange.setProperty(CREDENTIAL, credential);
        exchange.setProperty(RedfishDoor.LOGIN, sessions.login(ask.bmc(), credential));
        exchange.setProperty(
                RedfishDoor.REQUEST, RedfishRequest.post(path, Map.of()).withoutLogin());
    }

    private Credential credential(Bmc bmc, boolean forgiving) {
        Credential credential = credentials
                .forHost(bmc.hostId(), bmc.address())
                .orElseThrow(() -> new Failure("no-credential", "No credential covers " + bmc));
        if (!forgiving && !uses.mayTry(credential.id(), credential.version(), bmc.hostId())) {
            throw new Failure(
                    "credential-rest",
                    "The credential " + credential.name() + " was refused by " + bmc + " less than an hour ago");
        }
        return credential;
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
            uses.worked(credential.id(), credential.version(), bmc.hostId());
            taken.took(bmc.hostId(), life.id(), reply.location());
        } else {
            Failure failure = reply.failure("The login to " + bmc + " as " + credential.username());
            if (NO_SESSION_LEFT.contains(failure.code())) {
                sessions.basic(bmc.toString());
            } else {
                if (reply.status() == 401 && !Forgiveness.of(exchange)) {
                    uses.failed(credential.id(), credential.version(), bmc.hostId());
                }
                throw failure;
            }
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
