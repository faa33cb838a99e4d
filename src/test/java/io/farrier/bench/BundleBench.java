package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.Farrier;
import io.farrier.Program;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/** A bundle with one file of 3 GB, imported by a whole hub of 192 MB heap: memory does not grow with the bundle. */
@Tag("bench")
@Tag("files")
class BundleBench {

    private static final long SIZE = 3L << 30;

    private final Path folder = Path.of("target", "bench", "bundle").toAbsolutePath();
    private final ObjectMapper json = new ObjectMapper();
    private int port;
    private String login;

    @Test
    void three_gigabytes_into_a_small_hub() throws Exception {
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
        KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path bundle = bundle(folder.resolve("bundle.zip"), key);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path log = folder.resolve("hub.log");
        List<String> args = List.of(
                "--farrier.data=" + folder.resolve("hub"),
                "--server.port=" + port,
                "--logging.threshold.console=OFF",
                "--farrier.bundle.trusted-keys="
                        + Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
        try (Program hub = Program.java(log, List.of("-Xmx192m", "-XX:+ExitOnOutOfMemoryError"), Farrier.class, args)) {
            await().atMost(Duration.ofMinutes(3)).until(() -> password(log) != null);
            login = "Basic "
                    + Base64.getEncoder().encodeToString(("admin:" + password(log)).getBytes(StandardCharsets.UTF_8));
            long begun = System.nanoTime();
            HttpResponse<String> taken = send("application/zip", BodyPublishers.ofFile(bundle));
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
            assertThat(json.readTree(taken.body()).path("bytes").asLong()).isEqualTo(SIZE);
            assertThat(hub.handle().isAlive()).isTrue();
            System.out.printf(
                    Locale.ROOT,
                    "bundle: 3 GB imported in %.1f s (%.0f MB/s), signature, size, SHA-256 and MD5 compared; the hub's heap"
                            + " was at most 192 MB (-Xmx)%n",
                    seconds,
                    SIZE / 1e6 / seconds);
        }
        FileSystemUtils.deleteRecursively(folder.resolve("hub"));
        Files.delete(bundle);
    }

    private HttpResponse<String> send(String type, BodyPublisher body) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/bundles/import"))
                            .header("Authorization", login)
                            .header("Content-Type", type)
                            .timeout(Duration.ofMinutes(8))
                            .POST(body)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private static String password(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("password is said"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElse(null);
    }

    private Path bundle(Path file, KeyPair key) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        fill(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        String sha256 = HexFormat.of().formatHex(digest.digest());
        byte[] manifest = json.writeValueAsBytes(Map.of(
                "format", "farrier-bundle-1",
                "madeAt", "2026-11-23T00:00:00Z",
                "madeBy", "bench",
                "node", "bench",
                "catalogs", List.of(),
                "files",
                        List.of(Map.of(
                                "entry", "files/" + sha256, "size", SIZE, "sha256", sha256, "fileName", "LARGE.EXE"))));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(key.getPrivate());
        signature.update(manifest);
        try (ZipOutputStream zip =
                new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            zip.putNextEntry(new ZipEntry("manifest.json"));
            zip.write(manifest);
            zip.putNextEntry(new ZipEntry("manifest.sig"));
            zip.write(signature.sign());
            zip.setLevel(0);
            zip.putNextEntry(new ZipEntry("files/" + sha256));
            fill(zip);
        }
        return file;
    }

    private static void fill(OutputStream out) throws IOException {
        byte[] piece = new byte[1 << 20];
        new Random(1).nextBytes(piece);
        for (long n = 0; n < SIZE; n += piece.length) {
            piece[0]++;
            out.write(piece);
        }
    }
}
