package io.farrier.transport.redfish;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.transport.Bmc;
import io.farrier.vault.Credential;
import io.farrier.vault.Secrets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.stereotype.Component;

/**
 * The sessions that this hub holds, one a BMC. It sits below Camel, in the HTTP client: passwords and tokens are put in
 * and taken out here, so that no message, header or log that a tracer can see ever holds one. Routes pass the name of the
 * BMC and, for a login, the credential.
 */
@Component("redfishSessions")
class RedfishSessions implements HttpClientConfigurer {

    /** Request header that names the BMC; it never leaves the hub. */
    static final String BMC = "Farrier-Bmc";

    /** Request header of a login: whose credential, by a number that this class gave; it never leaves the hub. */
    static final String LOGIN = "Farrier-Login";

    private static final String TOKEN = "X-Auth-Token";

    /** Held while nobody needs it, a session is ended: the device has few. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    /**
     * @param credential set where the BMC had no session left and takes the credential with each request instead
     * @param known what was read in this session and stays as it is, by its path
     */
    private record Session(
            Bmc bmc,
            String token,
            String location,
            Credential credential,
            Map<String, RedfishReply> known,
            long usedAt) {
        Session(Bmc bmc, String token, String location, Credential credential) {
            this(bmc, token, location, credential, new ConcurrentHashMap<>(), System.nanoTime());
        }

        Session used() {
            return new Session(bmc, token, location, credential, known, System.nanoTime());
        }
    }

    private record Login(Bmc bmc, Credential credential) {}

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    /** Those that are being given back, by where they are: nobody finds them any more, and only their end needs them. */
    private final Map<String, Session> leaving = new ConcurrentHashMap<>();

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final Secrets secrets;
    private final ObjectMapper json;

    RedfishSessions(Secrets secrets, ObjectMapper json) {
        this.secrets = secrets;
        this.json = json;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addExecInterceptorFirst("redfish-sessions", this::execute);
    }

    boolean has(String bmc) {
        return sessions.containsKey(bmc);
    }

    /** Announces a login; the answer is the value for the header {@link #LOGIN}. */
    String login(Bmc bmc, Credential credential) {
        logins.put(bmc.toString(), new Login(bmc, credential));
        return String.valueOf(credential.id());
    }

    /** No session was to be had: from now on each request carries the credential, which leaves no session behind. */
    void basic(String bmc) {
        Login login = logins.get(bmc);
        if (login != null) {
            sessions.put(bmc, new Session(login.bmc(), null, null, login.credential()));
        }
    }

    /** What this session has read there; null where it has not. */
    RedfishReply known(String bmc, String path) {
        Session session = sessions.get(bmc);
        return session == null ? null : session.known().get(path);
    }

    /** A restart of the BMC ends a session, and what is known with it; one without a token outlives that and keeps nothing. */
    void know(String bmc, String path, RedfishReply reply) {
        Session session = sessions.get(bmc);
        if (session != null && session.token() != null) {
            session.known().put(path, reply);
        }
    }

    /** The token is dead, or was given up. Returns where the session was, null where there was none. */
    String forget(String bmc) {
        Session gone = sessions.remove(bmc);
        return gone == null ? null : gone.location();
    }

    /** The BMCs whose session nobody has used for a while. One that takes the credential each time holds no session. */
    List<Bmc> idle() {
        List<Bmc> idle = new ArrayList<>();
        long now = System.nanoTime();
        sessions.forEach((bmc, session) -> {
            if (session.location() != null && now - session.usedAt() > IDLE.toNanos()) {
                idle.add(session.bmc());
            }
        });
        return idle;
    }

    /**
     * Takes a session that nobody uses out of use, so that who comes now takes one of its own.
     *
     * @return where it is; null where it was used again meanwhile
     */
    String leave(String bmc) {
        String[] location = new String[1];
        sessions.computeIfPresent(bmc, (name, held) -> {
            if (held.location() == null || System.nanoTime() - held.usedAt() <= IDLE.toNanos()) {
                return held;
            }
            leaving.put(bmc + held.location(), held);
            location[0] = held.location();
            return null;
        });
        return location[0];
    }

    /** It has left, whether the BMC heard it or not. */
    void left(String bmc, String location) {
        leaving.remove(bmc + location);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String bmc = take(request, BMC);
        String login = take(request, LOGIN);
        if (bmc == null) {
            return chain.proceed(request, scope);
        }
        if (login == null) {
            authorize(bmc, request);
            return chain.proceed(request, scope);
        }
        Login announced = logins.get(bmc);
        Credential credential = announced.credential();
        Map<String, String> who =
                Map.of("UserName", credential.username(), "Password", secrets.read(credential.vaultPath()));
        request.setEntity(new ByteArrayEntity(json.writeValueAsBytes(who), ContentType.APPLICATION_JSON));
        ClassicHttpResponse response = chain.proceed(request, scope);
        String token = value(response.getFirstHeader(TOKEN));
        response.removeHeaders(TOKEN);
        if (token != null) {
            String location = RedfishReply.path(value(response.getFirstHeader("Location")));
            sessions.put(bmc, new Session(announced.bmc(), token, location, null));
        }
        return response;
    }

    private void authorize(String bmc, ClassicHttpRequest request) {
        Session gone = leaving.get(bmc + request.getPath());
        Session session = gone != null ? gone : sessions.computeIfPresent(bmc, (name, held) -> held.used());
        if (session == null) {
            return;
        }
        if (session.token() != null) {
            request.setHeader(TOKEN, session.token());
        } else {
            Credential credential = session.credential();
            String pair = credential.username() + ":" + secrets.read(credential.vaultPath());
            request.setHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String take(ClassicHttpRequest request, String name) {
        String value = value(request.getFirstHeader(name));
        request.removeHeaders(name);
        return value;
    }

    private static String value(Header header) {
        return header == null ? null : header.getValue();
    }
}
