package io.farrier.transport.racadm;

import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.LoginAttempts;
import io.farrier.transport.TimeLimit;
import io.farrier.transport.UpdateChoice;
import io.farrier.transport.Xml;
import io.farrier.vault.Credential;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.HttpHostConnectException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Remote RACADM wants a session. It is taken for each command and given back behind it, as Dell's own program does: a BMC has few, and
 * none is left where a hub dies. That happens here, below Camel, in the HTTP client, so that no message, header or log that a
 * tracer can see ever holds a password or a session's id.
 */
@Component("racadmSessions")
class RacadmSessions implements HttpClientConfigurer {

    /** Request header: whose credential, by a name that this class gave; it never leaves the hub. */
    static final String LOGIN = "Farrier-Login";

    private static final Logger log = LoggerFactory.getLogger(RacadmSessions.class);

    /** More no answer of a device is; an inventory is some 20 KB. */
    private static final int LARGEST = 8 << 20;

    private record Login(Bmc bmc, Credential credential, RacadmUpload upload, boolean forgiving) {}

    /** The connection that a request goes out by; an exec chain without its scope. */
    @FunctionalInterface
    private interface Wire {
        ClassicHttpResponse send(ClassicHttpRequest request) throws IOException, HttpException;
    }

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final LoginAttempts attempts;
    private final UpdateChoice choice;
    private final Duration taken;

    RacadmSessions(LoginAttempts attempts, UpdateChoice choice, @Value("${farrier.files.taken}") Duration taken) {
        this.attempts = attempts;
        this.choice = choice;
        this.taken = taken;
    }

    /**
     * Announces whose credential a command will need; the answer is the value for the header {@link #LOGIN}.
     *
     * @param upload what is sent before it, in the same session; null where nothing is
     */
    String announce(Bmc bmc, Credential credential, RacadmUpload upload, boolean forgiving) {
        String sent = upload == null ? "" : upload.file() + "/" + upload.name();
        String name = "%s/%d/%d/%s/%s".formatted(bmc, credential.id(), credential.version(), forgiving, sent);
        logins.putIfAbsent(name, new Login(bmc, credential, upload, forgiving));
        return name;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableCookieManagement();
        client.addExecInterceptorFirst("racadm-sessions", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header name = request.getFirstHeader(LOGIN);
        request.removeHeaders(LOGIN);
        Wire wire = sent -> whole(chain.proceed(sent, scope));
        if (name == null) {
            return wire.send(request);
        }
        Login login = logins.get(name.getValue());
        if (login.upload() != null) {
            logins.remove(name.getValue());
        }
        String session = login(login, request, wire);
        try {
            if (login.upload() != null) {
                upload(login, session, request, scope, wire);
            }
            request.setHeader("Cookie", cookie(session));
            return wire.send(request);
        } finally {
            logout(session, request, wire);
        }
    }

    private String login(Login login, ClassicHttpRequest wanted, Wire wire) throws IOException {
        Credential credential = login.credential();
        return attempts.login(login.bmc(), credential, login.forgiving(), password -> {
            ClassicHttpRequest request = beside(wanted, "POST", "/cgi-bin/login");
            request.setEntity(new ByteArrayEntity(
                    CgiDocument.login(credential.username(), password), ContentType.create("text/xml", "UTF-8")));
            return session(answer(request, wire, login.bmc()), login.bmc());
        });
    }

    /** The file first; whatever becomes of it, nothing was ordered yet. */
    private void upload(Login login, String session, ClassicHttpRequest wanted, ExecChain.Scope scope, Wire wire)
            throws IOException, HttpException {
        String what = "Sending %s to %s".formatted(login.upload().name(), login.bmc());
        ClassicHttpRequest request = beside(wanted, "POST", "/cgi-bin/putfile");
        request.setHeader("Cookie", cookie(session));
        request.setEntity(login.upload().entity());
        Duration limit = choice.sending(login.upload().size()).plus(taken);
        ClassicHttpResponse response;
        try {
            response = TimeLimit.within(limit, scope, () -> wire.send(request));
        } catch (IOException e) {
            throw new Failure("push-lost", what + " broke off: " + e.getMessage());
        }
        if (response.getCode() != 200) {
            String code = response.getCode() < 500 ? "mode" : "push-lost";
            throw new Failure(
                    code, response.getCode(), what + " was answered by HTTP status " + response.getCode(), null);
        }
        Xml answer = CgiDocument.response(response.getEntity().getContent().readAllBytes(), what);
        long rc = CgiDocument.number(answer, "RC");
        if (rc != 0) {
            throw new Failure(
                    CgiDocument.busy(answer) ? "racadm-busy" : "mode",
                    what + " was refused: RC 0x" + Long.toHexString(rc));
        }
    }

    /** Nothing was ordered yet: what breaks off here is not ambiguous, whatever was to follow. */
    private static ClassicHttpResponse answer(ClassicHttpRequest request, Wire wire, Bmc bmc) throws IOException {
        try {
            return wire.send(request);
        } catch (ConnectTimeoutException | HttpHostConnectException nobody) {
            throw nobody;
        } catch (SocketTimeoutException | SocketException | NoHttpResponseException e) {
            throw new Failure("login-lost", bmc + " did not answer the login to RACADM");
        } catch (HttpException e) {
            throw new Failure("login-lost", bmc + " answered the login to RACADM by no HTTP");
        }
    }

    private static Optional<String> session(ClassicHttpResponse response, Bmc bmc) throws IOException {
        String what = "The login to RACADM of " + bmc;
        if (response.getCode() != 200) {
            String code = response.getCode() < 500 ? "HTTP" + response.getCode() : "login-lost";
            throw new Failure(
                    code, response.getCode(), what + " was answered by HTTP status " + response.getCode(), null);
        }
        Xml answer;
        try {
            answer = CgiDocument.response(response.getEntity().getContent().readAllBytes(), what);
        } catch (Failure unreadable) {
            throw new Failure("login-lost", unreadable.getMessage());
        }
        if (CgiDocument.badLogin(answer)) {
            return Optional.empty();
        }
        long rc = CgiDocument.number(answer, "RC");
        if (rc != 0 || answer.value("SID") == null) {
            throw new Failure(
                    CgiDocument.busy(answer) ? "racadm-busy" : "login-lost",
                    what + " gave no session: RC 0x" + Long.toHexString(rc));
        }
        return Optional.of(answer.value("SID"));
    }

    /** Whether the BMC hears it or not: the answer to the command is what counts. */
    private static void logout(String session, ClassicHttpRequest done, Wire wire) {
        ClassicHttpRequest request = beside(done, "GET", "/cgi-bin/logout");
        request.setHeader("Cookie", cookie(session));
        try {
            wire.send(request);
        } catch (IOException | HttpException | RuntimeException e) {
            log.debug("A RACADM session of {} was not given back: {}", done.getAuthority(), e.toString());
        }
    }

    private static ClassicHttpRequest beside(ClassicHttpRequest wanted, String method, String path) {
        ClassicHttpRequest request = new BasicClassicHttpRequest(method, path);
        request.setScheme(wanted.getScheme());
        request.setAuthority(wanted.getAuthority());
        return request;
    }

    private static String cookie(String session) {
        return "sid=" + session + "; path=/cgi-bin/";
    }

    /** The answer, read whole, so that its connection is free for the next request. */
    private static ClassicHttpResponse whole(ClassicHttpResponse response) throws IOException {
        try (response) {
            byte[] body = new byte[0];
            if (response.getEntity() != null) {
                try (InputStream in = response.getEntity().getContent()) {
                    body = in.readNBytes(LARGEST);
                    if (in.read() >= 0) {
                        throw new Failure("garbled", "An answer of RACADM is larger than " + LARGEST + " bytes");
                    }
                }
            }
            ClassicHttpResponse copy = new BasicClassicHttpResponse(response.getCode(), response.getReasonPhrase());
            copy.setEntity(new ByteArrayEntity(body, ContentType.create("text/xml", "UTF-8")));
            return copy;
        }
    }
}
