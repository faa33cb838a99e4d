package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class RelocationTest {

    private static final String HERE = "10.0.0.1:8080/files/token";

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] relocated(byte[] gzip) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Relocation.of(new ByteArrayInputStream(gzip), out, HERE, "HTTP");
        return new GZIPInputStream(new ByteArrayInputStream(out.toByteArray())).readAllBytes();
    }

    private static String relocated(String xml, Charset charset) throws IOException {
        return new String(relocated(gzip(xml.getBytes(charset))), charset);
    }

    @Test
    void the_base_location_is_replaced_and_nothing_else() throws IOException {
        String xml = "<?xml version=\"1.0\" encoding=\"%s\"?>\n<!-- <Manifest baseLocation=\"no\"> -->\n"
                + "<Manifest releaseID='a>b' baseLocation = \"downloads.dell.com\"\n baseLocationAccessProtocols='HTTPS' version=\"1\">"
                + "<SoftwareComponent baseLocation=\"stays\" name=\"Größe €\"/></Manifest>";
        String expected = "<Manifest baseLocation=\"" + HERE
                + "\" baseLocationAccessProtocols=\"HTTP\" releaseID='a>b' version=\"1\">"
                + "<SoftwareComponent baseLocation=\"stays\" name=\"Größe €\"/></Manifest>";
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            for (String mark : List.of("", "\uFEFF")) {
                String written = mark + xml.formatted(charset);
                assertThat(relocated(written, charset))
                        .as(charset + mark)
                        .isEqualTo(written.substring(0, written.indexOf("-->\n") + 4) + expected);
            }
        }
    }

    @Test
    void one_without_a_base_location_gets_one() throws IOException {
        assertThat(relocated("<Manifest></Manifest>", StandardCharsets.UTF_8))
                .isEqualTo("<Manifest baseLocation=\"" + HERE + "\" baseLocationAccessProtocols=\"HTTP\"></Manifest>");
    }

    @Test
    void what_does_not_begin_as_a_catalog_is_not_sent() {
        for (String bad :
                List.of("", "<Inventory/>", "<!-- <Manifest> ", "<?xml <Manifest>", "<" + "!-".repeat(100_000))) {
            assertThatThrownBy(() -> relocated(bad, StandardCharsets.UTF_8)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void the_recorded_catalog_is_read_as_before_but_for_its_base_location() throws IOException {
        Path recorded = Path.of("../shared/fixtures/catalog/Catalog-17.07.01.xml.gz");
        assumeTrue(Files.exists(recorded), "skipped: " + recorded + " is not here");
        byte[] before = Files.readAllBytes(recorded);
        byte[] after = relocated(before);
        assertThat(after).startsWith(0xff, 0xfe);
        List<Object> was = read(before);
        List<Object> is = read(gzip(after));
        assertThat(((Manifest) was.getFirst()).baseLocation()).isEqualTo("ftp.dell.com");
        assertThat(((Manifest) is.getFirst()).baseLocation()).isEqualTo(HERE);
        assertThat(is.subList(1, is.size())).hasSize(1_329).isEqualTo(was.subList(1, was.size()));
    }

    private static List<Object> read(byte[] gzip) throws IOException {
        List<Object> read = new ArrayList<>();
        CatalogReader.read(new ByteArrayInputStream(gzip), Limits.DEFAULT, new Contents() {
            @Override
            public void manifest(Manifest manifest) {
                read.add(manifest);
            }

            @Override
            public void component(SoftwareComponent component) {
                read.add(component);
            }
        });
        return read;
    }
}
