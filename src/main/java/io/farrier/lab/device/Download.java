package io.farrier.lab.device;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Fetches a package as an iDRAC does: from its own address, over HTTP or HTTPS, without a look at the certificate. */
final class Download {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final SSLContext TRUSTING = trusting();

    private Download() {}

    /** Tells the file that came, or nothing where none did. The caller deletes it. */
    static void begin(String uri, String fromAddress, Consumer<Optional<Path>> then) {
        Thread.ofVirtual().name("lab-download").start(() -> then.accept(fetch(uri, fromAddress)));
    }

    private static Optional<Path> fetch(String uri, String fromAddress) {
        Path file = null;
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .localAddress(InetAddress.getByName(fromAddress))
                .connectTimeout(Duration.ofSeconds(10))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .sslContext(TRUSTING)
                .build()) {
            file = Files.createTempFile("lab-dup", ".exe");
            HttpResponse<Path> answer = client.send(
                    HttpRequest.newBuilder(URI.create(uri))
                            .timeout(LONGEST)
                            .GET()
                            .build(),
                    HttpResponse.BodyHandlers.ofFile(file));
            if (answer.statusCode() == 200) {
                return Optional.of(file);
            }
        } catch (IOException | IllegalArgumentException failed) {
            // No file: that is all a device says of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException leftBehind) {
            file.toFile().deleteOnExit();
        }
        return Optional.empty();
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An extended one, so that names are not compared either. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
