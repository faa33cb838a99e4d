package io.farrier.vcenter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.farrier.lab.net.Identities;
import io.farrier.lab.net.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Stands between the hub and a vCenter: it writes the service tags of a lab's servers where the vCenter has others, and it fails
 * calls when it is told to.
 */
public final class VcenterProxy implements AutoCloseable {

    /** Whether a call fails, and when: before the vCenter has seen it, or after. */
    public enum Fate {
        PASSES,
        FAILS_BEFORE,
        FAILS_AFTER
    }

    /** Decides by the name of the operation and how many calls of any came before. */
    public interface Fates {
        Fate of(String operation, int n);
    }

    private static final Pattern OPERATION = Pattern.compile("<(?:\\w+:)?Body[^>]*>\\s*<(?:\\w+:)?(\\w+)");

    private final HttpsServer server;
    private final HttpClient client;
    private final URI target;
    private final UnaryOperator<String> rewrite;
    private final Map<String, Integer> failed = new TreeMap<>();
    private volatile Fates fates = (operation, n) -> Fate.PASSES;
    private int calls;

    public VcenterProxy(String target, UnaryOperator<String> rewrite) throws IOException, GeneralSecurityException {
        this.target = URI.create(target);
        this.rewrite = rewrite;
        this.client = HttpClient.newBuilder().sslContext(anybody()).build();
        this.server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(own()));
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::pass);
        server.start();
    }

    public String url() {
        return "https://127.0.0.1:" + server.getAddress().getPort();
    }

    public void fates(Fates next) {
        fates = next;
    }

    /** How often each operation was made to fail. */
    synchronized Map<String, Integer> failed() {
        return new TreeMap<>(failed);
    }

    private void pass(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher matcher = OPERATION.matcher(body);
        String operation = matcher.find() ? matcher.group(1) : "?";
        Fate fate = fate(operation);
        try (exchange) {
            if (fate == Fate.FAILS_BEFORE) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            HttpResponse<String> answer = client.send(request(exchange, body), HttpResponse.BodyHandlers.ofString());
            if (fate == Fate.FAILS_AFTER) {
                exchange.sendResponseHeaders(502, -1);
                return;
            }
            byte[] text = rewrite.apply(answer.body()).getBytes(StandardCharsets.UTF_8);
            answer.headers().firstValue("Set-Cookie").ifPresent(cookie -> exchange.getResponseHeaders()
                    .add("Set-Cookie", cookie));
            exchange.getResponseHeaders().add("Content-Type", "text/xml; charset=utf-8");
            exchange.sendResponseHeaders(answer.statusCode(), text.length);
            exchange.getResponseBody().write(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpRequest request(HttpExchange exchange, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        target.resolve(exchange.getRequestURI().toString()))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofString(body));
        for (String name : new String[] {"Content-Type", "Cookie", "SOAPAction", "Authorization"}) {
            String value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        return request.build();
    }

    private synchronized Fate fate(String operation) {
        Fate fate = fates.of(operation, calls++);
        if (fate != Fate.PASSES) {
            failed.merge(operation, 1, Integer::sum);
        }
        return fate;
    }

    private static SSLContext own() throws GeneralSecurityException, IOException {
        Identity identity = new Identities(null, false).of("vcenter", "PROXY01", "127.0.0.1");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry("own", identity.key(), new char[0], identity.chain());
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /** Between this test and its own simulator. An extended manager also decides about the name. */
    private static SSLContext anybody() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anybody()}, null);
        return context;
    }

    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, javax.net.ssl.SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        server.stop(0);
        client.close();
    }
}
