package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.Program;
import io.farrier.lab.LabMain;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * One package of 700 MB sent to eight devices at once by a hub of 256 MB heap, beside the same sent to one alone. Hub and
 * lab are processes of their own, on one machine's loopback and disk.
 */
@Tag("bench")
@Tag("multipart")
class MultipartBench {

    private static final int DEVICES = 8;
    private static final long SIZE = 700L << 20;
    private static final String SITE = "127.21.66.1";
    private static final String CATALOG = "http://" + SITE + ":8480/catalog/Catalog.xml.gz";
    private static final String PASSWORD = "the-lab-of-the-benchmark";

    @Test
    void seven_hundred_megabytes_to_eight_devices() throws Exception {
        Path folder = Path.of("target", "bench", "multipart").toAbsolutePath();
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
        Path secret = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secret, PASSWORD);
        List<String> lab = List.of(
                "--size=" + (DEVICES + 1),
                "--chassis=0",
                "--behind=bios",
                "--first-address=127.20.66.1",
                "--site-address=" + SITE,
                "--password=" + PASSWORD);
        try (Program devices = Program.java(
                        folder.resolve("lab.log"),
                        List.of("-Xmx256m", "-Djava.io.tmpdir=" + folder),
                        LabMain.class,
                        lab)
                .up(SITE, 8481)) {
            assertThat(devices.handle().isAlive()).isTrue();
            String path = bios();
            Path file = large(folder.resolve("large"), path);
            String name = path.substring(path.lastIndexOf('/') + 1);
            List<String> args = new ArrayList<>(List.of(secret.toString(), file.toString(), name));
            for (int n = 1; n <= DEVICES + 1; n++) {
                args.add("127.20.66." + n);
            }
            Path log = folder.resolve("hub.log");
            try (Program hub =
                    Program.java(log, List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"), Sender.class, args)) {
                assertThat(hub.handle().onExit().get(15, TimeUnit.MINUTES).isAlive())
                        .isFalse();
            }
            double alone = seconds(log, 1);
            double all = seconds(log, DEVICES);
            double mega = SIZE / 1e6;
            System.out.printf(
                    Locale.ROOT,
                    "multipart: one alone %.1f s (%.0f MB/s); the hub's heap was at most 256 MB (-Xmx256m)%n"
                            + "multipart: 700 MB to %d devices at once in %.1f s (%.0f MB/s), ratio %.2f to as many one after"
                            + " the other%n",
                    alone,
                    mega / alone,
                    DEVICES,
                    all,
                    DEVICES * mega / all,
                    all / (DEVICES * alone));
        }
    }

    /** The lab's own package behind a very long prefix: a Windows executable may have any, and a ZIP is read from its end. */
    private static Path large(Path file, String path) throws Exception {
        byte[] real = fetch("http://" + SITE + ":8480/" + path);
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] piece = new byte[1 << 20];
            for (long left = SIZE - real.length; left > 0; left -= piece.length) {
                out.write(piece, 0, (int) Math.min(piece.length, left));
            }
            out.write(real);
        }
        return file;
    }

    /** Where one of the catalog's BIOS packages is; a bundle tells names without folders. */
    private static String bios() throws Exception {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(fetch(CATALOG)))) {
            Matcher path = Pattern.compile("path=\"([^\"]+/BIOS[^\"]+)\"")
                    .matcher(new String(in.readAllBytes(), StandardCharsets.UTF_16));
            assertThat(path.find()).isTrue();
            return path.group(1);
        }
    }

    private static byte[] fetch(String url) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(30))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(url).isEqualTo(200);
            return answer.body();
        }
    }

    private static double seconds(Path log, int count) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.startsWith("sent " + count + " "))
                .mapToDouble(line -> Double.parseDouble(line.split(" ")[2]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The hub did not send to " + count + "; see " + log));
    }
}
