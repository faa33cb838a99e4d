package io.farrier.transport.redfish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.transport.Bmc;
import io.farrier.transport.LoginAttempts;
import io.farrier.transport.LoginAttempts.Tried;
import io.farrier.transport.LoginAttempts.Verdict;
import io.farrier.vault.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.stereotype.Component;

/**
 * The sessions that this hub holds, one a BMC. It sits below Camel, in the HTTP client: passwords and tokens are put in
 * and taken out here, so that no message, header or log that a tracer can see ever holds one. Routes pass the name of the
 * BMC and, for a login, that of its announcement. A session is as good as the version of the credential that it was taken with.
 */
@Component("redfishSessions")
class RedfishSessions implements HttpClientConfigurer {

    /** Request header that names the BMC; it never leaves the hub. */
    static final String BMC = "Farrier-Bmc";

    /** Request header of a login: whose credential, by a name that this class gave; it never leaves the hub. */
    static final String LOGIN = "Farrier-Login";

    /** Request header, where a refused login does not count ({@link io.farrier.transport.Forgiveness}); it never leaves the hub. */
    static final String FORGIVING = "Farrier-Forgiving";

    /** The BMC has no session left; that tells nothing of the password. */
    static final Set<String> NO_SESSION_LEFT = Set.of("RAC0218", "SessionLimitExceeded");

    private static final String TOKEN = "X-Auth-Token";

    /** Held while nobody needs it, a session is ended: the device has few. */
    private static final Duration IDLE = Duration.ofMinutes(2);

    /** More no answer to a login is. */
    private static final int LARGEST = 64 << 10;

    /**
     * @param token null where the BMC had no session left and takes the credential with each request instead
     * @param credential that it was taken with
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

        boolean isOf(Credential now) {
            return credential.id() == now.id() && credential.version() == now.version();
        }
    }

    private record Login(Bmc bmc, Credential credential) {}

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    /** Those that nobody finds any more, and that are yet to be given back, by their BMC. */
    private final Map<String, Session> superseded = new ConcurrentHashMap<>();
    /** Those that are being given back, by where they are: only their end needs them. */
    private final Map<String, Session> leaving = new ConcurrentHashMap<>();

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final LoginAttempts attempts;
    private final ObjectMapper json;

    RedfishSessions(LoginAttempts attempts, ObjectMapper json) {
        this.attempts = attempts;
        this.json = json;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addExecInterceptorFirst("redfish-sessions", this::execute);
    }

    /** Whether a session is held that this credential took. One of another, or of another version, is never used again. */
    boolean has(String bmc, Credential credential) {
        Session held = sessions.computeIfPresent(bmc, (name, session) -> {
            if (session.isOf(credential)) {
                return session;
            }
            supersede(session);
            return null;
        });
        return held != null;
    }

    private void supersede(Session session) {
        if (session != null && session.location() != null) {
            superseded.put(session.bmc().toString(), session);
        }
    }

    /** Announces a login; the answer is the value for the header {@link #LOGIN}. */
    String announce(Bmc bmc, Credential credential) {
        String name = "%s/%d/%d".formatted(bmc, credential.id(), credential.version());
        logins.put(name, new Login(bmc, credential));
        return name;
    }

    /** No session was to be had: from now on each request carries the credential, which leaves no session behind. */
    void basic(Bmc bmc, Credential credential) {
        supersede(sessions.put(bmc.toString(), new Session(bmc, null, null, credential)));
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

    /** The BMCs with a session that is to be given back. One that takes the credential each time holds no session. */
    List<Bmc> idle() {
        List<Bmc> idle = new ArrayList<>();
        superseded.values().forEach(session -> idle.add(session.bmc()));
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
        String old = leaveSuperseded(bmc);
        if (old != null) {
            return old;
        }
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

    /** The same for one that nobody finds any more. @return where it is; null where there is none */
    String leaveSuperseded(String bmc) {
        Session old = superseded.remove(bmc);
        if (old == null) {
            return null;
        }
        leaving.put(bmc + old.location(), old);
        return old.location();
    }

    /** It has left, whether the BMC heard it or not. */
    void left(String bmc, String location) {
        leaving.remove(bmc + location);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        String bmc = take(request, BMC);
        String login = take(request, LOGIN);
        boolean forgiving = take(request, FORGIVING) != null;
        if (bmc == null) {
            return chain.proceed(request, scope);
        }
        if (login != null) {
            return loggedIn(logins.get(login), forgiving, request, scope, chain);
        }
        Session gone = leaving.get(bmc + request.getPath());
        Session session = gone != null ? gone : sessions.computeIfPresent(bmc, (name, held) -> held.used());
        if (session == null) {
            return chain.proceed(request, scope);
        }
        if (session.token() == null) {
            return withPassword(session, forgiving, request, scope, chain);
        }
        request.setHeader(TOKEN, session.token());
        return chain.proceed(request, scope);
    }

    private ClassicHttpResponse loggedIn(
            Login login, boolean forgiving, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        Credential credential = login.credential();
        return attempts.request(login.bmc(), credential, forgiving, password -> {
            Map<String, String> who = Map.of("UserName", credential.username(), "Password", password);
            request.setEntity(new ByteArrayEntity(json.writeValueAsBytes(who), ContentType.APPLICATION_JSON));
            ClassicHttpResponse response = proceed(request, scope, chain);
            String token = value(response.getFirstHeader(TOKEN));
            response.removeHeaders(TOKEN);
            if (token != null) {
                String location = RedfishReply.path(value(response.getFirstHeader("Location")));
                supersede(sessions.put(login.bmc().toString(), new Session(login.bmc(), token, location, credential)));
            }
            Verdict verdict = verdict(response.getCode());
            return new Tried<>(response, verdict == Verdict.REFUSED && full(response) ? Verdict.UNCLEAR : verdict);
        });
    }

    /** Each request is a login, and alone at its BMC. */
    private ClassicHttpResponse withPassword(
            Session session, boolean forgiving, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        Credential credential = session.credential();
        return attempts.request(session.bmc(), credential, forgiving, password -> {
            String pair = credential.username() + ":" + password;
            request.setHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            ClassicHttpResponse response = proceed(request, scope, chain);
            return new Tried<>(response, verdict(response.getCode()));
        });
    }

    private static ClassicHttpResponse proceed(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException {
        try {
            return chain.proceed(request, scope);
        } catch (HttpException e) {
            throw new ClientProtocolException(e);
        }
    }

    private static Verdict verdict(int status) {
        if (status == HttpStatus.SC_UNAUTHORIZED) {
            return Verdict.REFUSED;
        }
        return status < 300 ? Verdict.TAKEN : Verdict.UNCLEAR;
    }

    /** Whether the answer to a login says that no session is left. It is read and put back. */
    private boolean full(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return false;
        }
        byte[] body;
        try (InputStream in = response.getEntity().getContent()) {
            body = in.readNBytes(LARGEST);
        }
        response.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
        try {
            RedfishReply reply = new RedfishReply(response.getCode(), json.readTree(body), null, null, null);
            return NO_SESSION_LEFT.contains(reply.failure("The login").code());
        } catch (JsonProcessingException e) {
            return false;
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
