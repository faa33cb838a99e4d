package io.farrier.ome;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import io.farrier.quiesce.NotNow;
import io.farrier.vault.LoginTurn;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The session that a sync holds at its OME. It sits below Camel, in the HTTP client: the password and the token are put in and taken
 * out here, so that no message, header or log that a tracer can see ever holds one. One that the OME has ended is taken anew once.
 */
@Component("omeSessions")
class OmeSessions implements HttpClientConfigurer {

    static final String SESSIONS = "/api/SessionService/Sessions";

    /** Request header: the id of the OME whose session the request belongs to; it never leaves the hub. */
    static final String OME = "Farrier-Login";

    /** Behind that id: the request gives the session back. */
    static final String LEAVE = "/leave";

    /** More no answer is: a page of a hundred devices is some 500 kB. */
    private static final int LARGEST = 32 << 20;

    private static final String TOKEN = "X-Auth-Token";

    /** @param location path of the session itself; null: it was not told */
    private record Session(Ome ome, String token, String location) {}

    private final Map<Long, Session> sessions = new ConcurrentHashMap<>();
    private final Omes omes;
    private final OmeLogins logins;
    private final Secrets secrets;
    private final ObjectMapper json;
    private final Timeout answer;

    OmeSessions(
            Omes omes, OmeLogins logins, Secrets secrets, ObjectMapper json, @Qualifier("omeAnswer") Timeout answer) {
        this.omes = omes;
        this.logins = logins;
        this.secrets = secrets;
        this.json = json;
        this.answer = answer;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableCookieManagement();
        client.addExecInterceptorFirst("ome-sessions", this::execute);
    }

    /** Whether there is a session to give back. */
    public boolean held(@ExchangeProperty(OmeDoor.OME) Ome ome) {
        return sessions.containsKey(ome.id());
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header header = request.getFirstHeader(OME);
        if (header == null) {
            throw new IllegalStateException("A request to an OME names it");
        }
        request.removeHeaders(OME);
        long id = Long.parseLong(header.getValue().replace(LEAVE, ""));
        if (header.getValue().endsWith(LEAVE)) {
            return leave(id, request, scope, chain);
        }
        Ome ome = omes.byId(id);
        Session held = sessions.get(id);
        boolean fresh = held == null || held.ome().version() != ome.version();
        Session session = fresh ? login(ome, request, scope, chain) : held;
        ClassicHttpResponse response = send(with(request, session), scope, chain);
        if (response.getCode() == 401 && !fresh) {
            sessions.remove(id);
            response = send(with(request, login(ome, request, scope, chain)), scope, chain);
        }
        if (response.getCode() == 401) {
            throw new NotNow("%s took the login of %s and refuses the session".formatted(ome, ome.username()));
        }
        return response;
    }

    private ClassicHttpResponse leave(long id, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Session left = sessions.remove(id);
        if (left == null || left.location() == null) {
            throw new NotNow("There is no session to give back");
        }
        ClassicHttpRequest sent = with(request, left);
        sent.setPath(left.location());
        return send(sent, scope, chain);
    }

    private Session login(Ome ome, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String password = secrets.read(logins.vaultPath(ome));
        LoginTurn.Go go =
                switch (logins.turn(ome)) {
                    case LoginTurn.Go free -> free;
                    case LoginTurn.Wait wait -> throw new NotNow("Another hub is logging in to " + ome);
                    case LoginTurn.Outdated outdated ->
                        throw new NotNow("The credential of " + ome + " was changed a moment ago");
                    case LoginTurn.Rest rest ->
                        throw new Refused(
                                "credential-rest",
                                409,
                                "%s refused the login as %s less than an hour ago, so nobody tries before %s. Correct its username or its password, and it is tried at once."
                                        .formatted(ome, ome.username(), rest.until()));
                };
        if (!logins.claim(ome, go, answer.toDuration().plusSeconds(10))) {
            throw new NotNow("Another hub is logging in to " + ome);
        }
        boolean ended = false;
        try {
            ClassicHttpResponse response = send(login(ome, password, request), scope, chain);
            int status = response.getCode();
            if (status == 400 || status == 401 || status == 403) {
                logins.failed(ome);
                ended = true;
                throw new Refused(
                        "login-refused",
                        409,
                        "%s refused the login as %s (%d). It is not tried again for an hour, so that the account is not locked; correct its username or its password, and it is tried at once."
                                .formatted(ome, ome.username(), status));
            }
            Header token = response.getFirstHeader(TOKEN);
            if (status != 201 && status != 200 || token == null) {
                throw new NotNow("%s did not take the login: it answered %d without a session".formatted(ome, status));
            }
            logins.worked(ome, go);
            ended = true;
            Session session = new Session(ome, token.getValue(), location(response));
            sessions.put(ome.id(), session);
            return session;
        } finally {
            if (!ended) {
                logins.unclear(ome, go);
            }
        }
    }

    private ClassicHttpRequest login(Ome ome, String password, ClassicHttpRequest request)
            throws JsonProcessingException {
        byte[] body =
                json.writeValueAsBytes(Map.of("UserName", ome.username(), "Password", password, "SessionType", "API"));
        return ClassicRequestBuilder.post(URI.create(ome.url() + SESSIONS))
                .setVersion(request.getVersion())
                .setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON))
                .build();
    }

    /** Its place follows from the Id in the body; what is no Id is not used. */
    private String location(ClassicHttpResponse response) throws IOException {
        try (InputStream body = response.getEntity().getContent()) {
            String id = json.readTree(body).path("Id").asText("");
            return id.matches("[0-9A-Za-z-]{1,64}") ? "%s('%s')".formatted(SESSIONS, id) : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static ClassicHttpRequest with(ClassicHttpRequest request, Session session) {
        ClassicHttpRequest sent = ClassicRequestBuilder.copy(request).build();
        sent.setHeader(TOKEN, session.token());
        return sent;
    }

    /** The answer read whole, so that the connection is free for the next request; it holds no token any more for those above. */
    private static ClassicHttpResponse send(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        ClassicHttpResponse response = chain.proceed(request, scope);
        byte[] body = new byte[0];
        if (response.getEntity() != null) {
            try (InputStream in = response.getEntity().getContent()) {
                body = in.readNBytes(LARGEST + 1);
            }
            if (body.length > LARGEST) {
                throw new ClientProtocolException("an answer was larger than " + LARGEST + " bytes");
            }
        }
        response.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        return response;
    }
}
