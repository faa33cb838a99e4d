package io.farrier.transport.wsman;

import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.vault.Credential;
import io.farrier.vault.Secrets;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.component.http.HttpClientConfigurer;
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
 * WS-MAN has no sessions: each request carries the credential. It is put in here, below Camel, in the HTTP client, so that no
 * message, header or log that a tracer can see ever holds a password. A credential that has not worked here yet goes out alone, and
 * who waited for it does not repeat what the device refused: several requests at once are one failed login.
 */
@Component("wsmanLogins")
class WsmanLogins implements HttpClientConfigurer {

    /** Request header: whose credential, by a name that this class gave; it never leaves the hub. */
    static final String LOGIN = "Farrier-Login";

    /** More no answer of a device is; an inventory is some 100 KB. */
    private static final int LARGEST = 8 << 20;

    private static final Duration REST = Duration.ofHours(1);

    /** One version of a credential at one BMC, and what is known of it there. */
    private static final class Login {
        private final String bmc;
        private final Credential credential;
        private final ReentrantLock first = new ReentrantLock();
        private volatile boolean works;
        private volatile Long refusedAt;

        Login(String bmc, Credential credential) {
            this.bmc = bmc;
            this.credential = credential;
        }

        boolean rests() {
            Long at = refusedAt;
            return at != null && System.nanoTime() - at < REST.toNanos();
        }

        void answered(int status) {
            works = status != HttpStatus.SC_UNAUTHORIZED;
            refusedAt = works ? null : System.nanoTime();
        }
    }

    private final Map<String, Login> logins = new ConcurrentHashMap<>();
    private final Secrets secrets;

    WsmanLogins(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * Announces whose credential a request will carry; the answer is the value for the header {@link #LOGIN}.
     *
     * @param forgiving a refusal before this does not count
     */
    String announce(Bmc bmc, Credential credential, boolean forgiving) {
        String name = "%s/%d/%d".formatted(bmc, credential.id(), credential.version());
        Login login = logins.computeIfAbsent(name, n -> new Login(bmc.toString(), credential));
        if (forgiving) {
            login.refusedAt = null;
        }
        return name;
    }

    /** Whether the credential has worked there in this life of the hub. */
    boolean works(String login) {
        return logins.get(login).works;
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
            Login login, ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        boolean alone = !login.works;
        if (alone) {
            login.first.lock();
        }
        try {
            if (login.rests()) {
                throw new Failure(
                        "credential-rest",
                        "The credential " + login.credential.name() + " was refused by " + login.bmc
                                + " less than an hour ago");
            }
            String pair = login.credential.username() + ":" + secrets.read(login.credential.vaultPath());
            request.setHeader(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
            ClassicHttpResponse response = chain.proceed(request, scope);
            // What the web server says before it looks at the login proves nothing of it.
            if (response.getCode() < 300 || response.getCode() == HttpStatus.SC_UNAUTHORIZED) {
                login.answered(response.getCode());
            }
            return response;
        } finally {
            if (alone) {
                login.first.unlock();
            }
        }
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
