package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.farrier.Program;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.util.FileSystemUtils;

/**
 * The recorded catalog of 23 MB, and one of 200 MB made of it, imported by a process of 64 MB heap into the embedded
 * database with fsync on, beside a bare StAX pass over the same bytes by the same process.
 */
@Tag("bench")
@Tag("catalog")
class CatalogBench {

    private static final Path RECORDED = Path.of("../shared/fixtures/catalog/Catalog-17.07.01.xml.gz");
    private static final int TIMES = 9;

    @Test
    void a_catalog_is_imported_with_64_mb_of_heap_beside_a_bare_pass() throws Exception {
        assumeThat(RECORDED)
                .as("recorded catalog; this benchmark is skipped without it")
                .exists();
        Path folder = Path.of("target", "bench", "catalog").toAbsolutePath();
        FileSystemUtils.deleteRecursively(folder);
        Files.createDirectories(folder);
        Path large = large(folder.resolve("large.xml.gz"));
        try (EmbeddedPostgres truth = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .start()) {
            Flyway.configure().dataSource(truth.getPostgresDatabase()).load().migrate();
            rounds(folder, truth, "recorded", RECORDED, 9);
            rounds(folder, truth, "large", large, 3);
        }
    }

    /** The ratio of the medians is to be 3 at most; the first round is shown and left out: it warms the JVM up for both. */
    private static void rounds(Path folder, EmbeddedPostgres truth, String name, Path file, int times)
            throws Exception {
        Path log = folder.resolve(name + ".log");
        try (Program importer = Program.java(
                log,
                List.of(
                        "-Xmx64m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dlogging.level.root=WARN",
                        "-Dtruth=" + truth.getJdbcUrl("postgres", "postgres") + "&reWriteBatchedInserts=true"),
                Importer.class,
                List.of(file.toString(), "" + times))) {
            assertThat(importer.ended()).as("see " + log).isZero();
        }
        List<Double> bare = new ArrayList<>();
        List<Double> imported = new ArrayList<>();
        List<Double> read = new ArrayList<>();
        String packages = "";
        for (String line : Files.readAllLines(log)) {
            if (line.startsWith("round ")) {
                String[] words = line.split(" ");
                if (!words[1].equals("1")) {
                    bare.add(Double.valueOf(words[2]));
                    imported.add(Double.valueOf(words[3]));
                    read.add(Double.valueOf(words[5]));
                } else {
                    System.out.printf("catalog: %s, cold: bare %s s, imported %s s%n", name, words[2], words[3]);
                }
                packages = words[4];
            }
        }
        double ratio = median(imported) / median(bare);
        System.out.printf(
                Locale.ROOT,
                "catalog: %s, %s packages, %,d bytes unpacked: bare StAX pass %.2f s, read %.2f s,"
                        + " imported %.2f s, ratio %.2f (3 at most); -Xmx64m%n",
                name,
                packages,
                unpacked(file),
                median(bare),
                median(read),
                median(imported),
                ratio);
        assertThat(ratio).as("%s: imported against a bare pass", name).isLessThanOrEqualTo(3);
    }

    private static double median(List<Double> seconds) {
        return seconds.stream().sorted().toList().get(seconds.size() / 2);
    }

    private static long unpacked(Path file) throws IOException {
        try (var in = new GZIPInputStream(Files.newInputStream(file), 1 << 16)) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    /** The recorded packages nine times, each time in folders of their own; as Dell writes it, UTF-16LE and gzipped. */
    private static Path large(Path file) throws IOException {
        String text;
        try (var in = new GZIPInputStream(Files.newInputStream(RECORDED))) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_16);
        }
        int from = text.indexOf("<SoftwareComponent");
        int to = text.lastIndexOf("</SoftwareComponent>") + "</SoftwareComponent>".length();
        try (Writer out = new BufferedWriter(new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file)), Charset.forName("UTF-16LE")))) {
            out.write("\ufeff");
            out.write(text, 0, from);
            for (int n = 0; n < TIMES; n++) {
                out.write(text.substring(from, to).replace(" path=\"", " path=\"TIMES" + n + "/"));
            }
            out.write(text, to, text.length() - to);
        }
        return file;
    }
}
