package io.farrier.vcenter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** What an administrator reads when there is something else than a good vCenter at the address that was given. */
@HubTest
class NoVcenterTest {

    private static final String ADDRESS = "127.20.124.20";

    @Autowired
    ApplicationContext hub;

    @TempDir
    Path folder;

    private Person carla;
    private HttpsServer server;
    private int status = 200;
    private String page = "";
    private long id;

    @BeforeEach
    void log_in() {
        carla = Person.who(hub, "administrator");
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.stop(0);
        }
        if (id > 0) {
            assertThat(carla.delete("/api/v1/vcenters/" + id).statusCode()).isEqualTo(204);
        }
    }

    private void serve(int port, boolean expired) throws IOException, GeneralSecurityException, InterruptedException {
        Path store = folder.resolve(expired + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "vc",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=vc.example.net",
                        "-startdate",
                        expired ? "-10d" : "-1d",
                        "-validity",
                        expired ? "2" : "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        if (server != null) {
            server.stop(0);
        }
        server = HttpsServer.create(new InetSocketAddress(ADDRESS, port), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/", exchange -> {
            byte[] body = page.getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private void add() throws IOException {
        Path secret = Files.createFile(
                folder.resolve("secret"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, "a password");
        JsonNode made = Person.json(carla.post("/api/v1/vcenters", """
                {"name": "none-%d", "url": "https://%s:%d/sdk", "username": "farrier", "vaultPath": "file:%s"}
                """.formatted(
                server.getAddress().getPort(), ADDRESS, server.getAddress().getPort(), secret)));
        id = made.path("id").asLong();
    }

    private JsonNode shown() {
        return Person.json(carla.get("/api/v1/vcenters/" + id)).path("vcenter");
    }

    private void says(String part) {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> {
                    carla.post("/api/v1/vcenters/" + id + "/sync", "");
                    assertThat(shown().path("lastProblem").asText()).contains(part);
                });
    }

    @Test
    void an_expired_certificate_and_a_changed_one_wait_for_a_person_and_a_web_page_is_no_vcenter() throws Exception {
        page = "<!DOCTYPE html><html><body>Welcome to the proxy</body></html>";
        serve(0, true);
        add();
        says("expired at");
        assertThat(shown().path("refusedCertificate").asText()).contains("renew it, or accept it");
        assertThat(carla.post("/api/v1/vcenters/" + id + "/certificate", "").statusCode())
                .isEqualTo(200);
        says("no vCenter answers, but a web page (200)");
        status = 503;
        says("answers 503");
        serve(server.getAddress().getPort(), false);
        says("shows another certificate");
        assertThat(shown().toString()).doesNotContain("a password");
    }

    @Test
    void what_can_be_no_address_of_a_vcenter_is_refused_at_once() {
        for (String url : new String[] {"http://vc1", "https://user:pw@vc1", "https://vc1/ui", "vc1", "https://"}) {
            var answer = carla.post(
                    "/api/v1/vcenters",
                    "{\"name\": \"x\", \"url\": \"%s\", \"username\": \"u\", \"vaultPath\": \"env:PATH\"}"
                            .formatted(url));
            assertThat(answer.statusCode()).as(url).isEqualTo(400);
            assertThat(answer.body()).contains("https://name");
        }
        Person operator = Person.who(hub, "operator");
        assertThat(operator.post("/api/v1/vcenters", "{}").statusCode()).isEqualTo(403);
        assertThat(operator.get("/api/v1/clusters").statusCode()).isEqualTo(200);
    }
}
