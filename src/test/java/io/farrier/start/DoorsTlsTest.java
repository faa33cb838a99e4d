package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The broker's doors with TLS, as {@code farrier.trigger.tls} says, and clients that have a certificate or have none. */
class DoorsTlsTest {

    private static final String PASSWORD = "of-a-test";

    @TempDir
    static Path folder;

    /** A key pair of the broker, one of a client, and stores in which each trusts the other. */
    @BeforeAll
    static void keys() throws Exception {
        for (String who : List.of("broker", "client", "stranger")) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    who,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + who,
                    "-ext",
                    "san=ip:127.0.0.1",
                    "-keystore",
                    store(who));
            keytool(
                    "-exportcert",
                    "-alias",
                    who,
                    "-file",
                    folder.resolve(who + ".cer").toString(),
                    "-keystore",
                    store(who));
        }
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "client",
                "-file",
                folder.resolve("client.cer").toString(),
                "-keystore",
                store("clients"));
        keytool(
                "-importcert",
                "-noprompt",
                "-alias",
                "broker",
                "-file",
                folder.resolve("broker.cer").toString(),
                "-keystore",
                store("brokers"));
    }

    @Test
    void a_door_with_a_key_store_speaks_tls_and_nothing_else() throws Exception {
        with(Map.of("tls.key-store", store("broker"), "tls.password", "env:PASSWORD"), port -> {
            assertThat(stomp(tls(port, null))).startsWith("CONNECTED");
            assertThatThrownBy(() -> stomp(new Socket("127.0.0.1", port))).isInstanceOf(IOException.class);
        });
    }

    @Test
    void with_a_trust_store_only_who_shows_a_certificate_that_it_trusts_comes_in() throws Exception {
        Map<String, String> properties = Map.of(
                "tls.key-store",
                store("broker"),
                "tls.password",
                "env:PASSWORD",
                "tls.trust-store",
                store("clients"),
                "tls.trust-password",
                "env:PASSWORD");
        with(properties, port -> {
            assertThat(stomp(tls(port, "client"))).startsWith("CONNECTED");
            assertThatThrownBy(() -> stomp(tls(port, null))).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> stomp(tls(port, "stranger"))).isInstanceOf(IOException.class);
        });
    }

    private interface Visit {
        void at(int port) throws Exception;
    }

    /** @param properties below {@code farrier.trigger} */
    private static void with(Map<String, String> properties, Visit visit) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(io.farrier.Ports.free())) {
            port = free.getLocalPort();
        }
        Map<String, String> all = new HashMap<>();
        all.put("farrier.trigger.host", "127.0.0.1");
        for (String closed : List.of("amqp", "mqtt", "core")) {
            all.put("farrier.trigger." + closed, "0");
        }
        all.put("farrier.trigger.stomp", String.valueOf(port));
        properties.forEach((name, value) -> all.put("farrier.trigger." + name, value));
        Doors doors = new Binder(new MapConfigurationPropertySource(all))
                .bind("farrier.trigger", Doors.class)
                .get();
        Configuration broker = new ConfigurationImpl();
        Broker.settings(broker);
        broker.setSecurityEnabled(false).setPersistenceEnabled(false);
        doors.open(broker, path -> path.equals("env:PASSWORD") ? PASSWORD : "not " + path);
        EmbeddedActiveMQ embedded = new EmbeddedActiveMQ().setConfiguration(broker);
        embedded.start();
        try {
            visit.at(port);
        } finally {
            embedded.stop();
        }
    }

    /** @param client whose certificate is shown; null: none */
    private static SSLSocket tls(int port, String client) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(client == null ? null : loaded(client), PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(loaded("brokers"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    }

    /** The broker's first answer. */
    private static String stomp(Socket socket) throws IOException {
        try (socket) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("CONNECT\naccept-version:1.2\nhost:farrier\n\n\0".getBytes(StandardCharsets.UTF_8));
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            for (int read = in.read(); read > 0; read = in.read()) {
                answer.append((char) read);
            }
            if (!answer.toString().startsWith("CONNECTED")) {
                throw new IOException("no answer but " + answer.length() + " characters");
            }
            return answer.toString();
        }
    }

    private static KeyStore loaded(String name) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store(name)))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
