package io.farrier.transport.wsman;

import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.LoginAttempts;
import io.farrier.transport.LoginAttempts.Tried;
import io.farrier.transport.LoginAttempts.Verdict;
import io.farrier.vault.Credential;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.springframework.stereotype.Component;

/**
 * WS-MAN has no sessions: each request carries the credential, so each is a login and alone at its BMC. It is put in here, below
 * Camel, in the HTTP client, so that no message, header or log that a tracer can see ever holds a password.
 */
@Component("wsmanLogins")
class WsmanLogins implements HttpClientConfigurer {

    /** Request header: whose credential, by a name that this class gave; it never leaves the hub. */
    static final String LOGIN = "Farrier-Login";

    /** More no answer of a device is; an inventory is some 100 KB. */
    private static final int LARGEST = 8 << 20;

    private record Login(Bmc bmc, Credential credential, boolean forgiving) {}

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final LoginAttempts attempts;

    WsmanLogins(LoginAttempts attempts) {
        this.attempts = attempts;
    }

    /** Announces whose credential a request will carry; the answer is the value for the header {@link #LOGIN}. */
    String announce(Bmc bmc, Credential credential, boolean forgiving) {
        Login login = new Login(bmc, credential, forgiving);
        String name = "%s/%d/%d/%s".formatted(bmc, credential.id(), credential.version(), forgiving);
        logins.put(name, login);
        return name;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.addExecInterceptorFirst("wsman-logins", this::execute);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Header name = request.getFirstHeader(LOGIN);
        request.removeHeaders(LOGIN);
        ClassicHttpResponse response = name == null
                ? chain.proceed(request, scope)
                : answered(logins.get(name.getValue()), request, scope, chain);
        if (response.getEntity() != null) {
            response.setEntity(new Bounded(response.getEntity()));
        }
        return response;
    }

    private ClassicHttpResponse answered(
            Login login, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain) throws IOException {
        Credential credential = login.credential();
        return attempts.request(login.bmc(), credential, login.forgiving(), password -> {
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

    /** What the web server says before it looks at the login proves nothing of it. */
    private static Verdict verdict(int status) {
        if (status == HttpStatus.SC_UNAUTHORIZED) {
            return Verdict.REFUSED;
        }
        return status < 300 ? Verdict.TAKEN : Verdict.UNCLEAR;
    }

    /** An answer that ends in an error where it is larger than any should be. */
    private static final class Bounded extends HttpEntityWrapper {
        Bounded(HttpEntity entity) {
            super(entity);
        }

        @Override
        public InputStream getContent() throws IOException {
            return new FilterInputStream(super.getContent()) {
                private int left = LARGEST;

                @Override
                public int read() throws IOException {
                    int one = super.read();
                    count(one < 0 ? 0 : 1);
                    return one;
                }

                @Override
                public int read(byte[] bytes, int at, int length) throws IOException {
                    int some = super.read(bytes, at, length);
                    count(Math.max(some, 0));
                    return some;
                }

                private void count(int bytes) {
                    left -= bytes;
                    if (left < 0) {
                        throw new Failure("garbled-xml", "An answer of WS-MAN was larger than " + LARGEST + " bytes");
                    }
                }
            };
        }
    }
}
