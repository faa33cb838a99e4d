package io.farrier.bundle;

import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farrier.HubTest;
import io.farrier.catalog.Artifact;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.CatalogText;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Fetch;
import io.farrier.catalog.Packages;
import io.farrier.catalog.SoftwarePackage;
import io.farrier.files.StoredFiles;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class BundleImportTest {

    private static final long GIGABYTES = 10L << 30;

    private final String name = UUID.randomUUID().toString();
    private final String source = "http://" + name + "/Catalog.xml.gz";
    private final byte[] nic = file(name + "nic", 100_000);
    private final byte[] bios = file(name + "bios", 50_000);
    private BundleMaker outside;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    BundleKeys keys;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Packages packages;

    @Autowired
    Artifacts artifacts;

    @Autowired
    StoredFiles files;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Value("${farrier.files.folder}")
    Path folder;

    @BeforeEach
    void trust() {
        outside = new BundleMaker();
        keys.trust(name, outside.publicKey(), "admin");
    }

    @AfterEach
    void forget() {
        keys.distrust(name, "admin");
        jdbc.sql("delete from catalogs where source = ?")
                .params(Catalog.BUNDLE + source)
                .update();
    }

    @Test
    void a_bundle_brings_its_catalog_and_its_files_and_nobody_is_asked_for_them() throws IOException {
        Imports.Imported imported = take(good("26.11.00").zip());
        assertThat(imported.signer()).isEqualTo(name);
        assertThat(imported.catalogs()).containsExactly("26.11.00");
        assertThat(imported.files()).isEqualTo(2);
        assertThat(imported.added()).isEqualTo(2);
        Catalog current = catalogs.current(Catalog.BUNDLE + source).orElseThrow();
        List<SoftwarePackage> brought = packages.ofCatalog(current.id(), 0, 10);
        assertThat(brought).extracting(SoftwarePackage::fileName).containsExactly("NIC.EXE", "BIOS.EXE");
        Artifact fetched = camel.requestBody(
                "direct:catalog.fetch", new Fetch(brought.getFirst().id()), Artifact.class);
        assertThat(Files.readAllBytes(artifacts.file(fetched.sha256()).orElseThrow()))
                .isEqualTo(nic);
        assertThat(ledger.stream("bundle")).last().satisfies(event -> {
            assertThat(event.type()).isEqualTo("bundle.imported");
            assertThat(event.sentence()).contains(name).contains("26.11.00");
        });
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void the_same_bundle_again_changes_nothing_and_a_newer_one_takes_its_place() {
        take(good("26.11.00").zip());
        long first = catalogs.current(Catalog.BUNDLE + source).orElseThrow().id();
        assertThat(take(good("26.11.00").zip()).added()).isZero();
        assertThat(catalogs.current(Catalog.BUNDLE + source).orElseThrow().id()).isEqualTo(first);
        BundleMaker newer = maker();
        newer.catalog(source, catalog("26.12.00"));
        take(newer.zip());
        assertThat(catalogs.current(Catalog.BUNDLE + source).orElseThrow().version())
                .isEqualTo("26.12.00");
    }

    @Test
    void what_a_person_has_quarantined_here_stays_so_and_keeps_nothing_else_out() throws IOException {
        take(good("26.11.00").zip());
        files.quarantine(hash("SHA-256", nic), "It bricked r12.", "oscar");
        assertThat(take(good("26.12.00").zip()).added()).isZero();
        assertThat(files.find(hash("SHA-256", nic)).quarantinedBy()).isEqualTo("oscar");
        assertThat(artifacts.file(hash("SHA-256", nic))).isEmpty();
        assertThat(artifacts.file(hash("SHA-256", bios))).isPresent();
        stays("26.12.00");
    }

    @Test
    void an_older_catalog_does_not_replace_a_newer_one_though_its_signature_holds() {
        take(good("26.11.00").zip());
        BundleMaker older = maker();
        String xml = new CatalogText()
                .version("25.01.00")
                .firmware("F/NIC.EXE", "1", "08FF", "1", "size=\"1\"")
                .xml("utf-8")
                .replace("2026-11-16T16:53:33", "2025-01-16T16:53:33");
        older.catalog(source, CatalogText.gzip(xml.getBytes(StandardCharsets.UTF_8)));
        assertThat(refused(older.zip())).contains("25.01.00").contains("older than 26.11.00");
        stays("26.11.00");
    }

    @Test
    void a_package_that_the_bundle_left_out_is_named_and_not_looked_for() {
        BundleMaker maker = maker();
        maker.catalog(source, catalog("26.11.00")).file("NIC.EXE", nic);
        take(maker.zip());
        long left = packages.ofCatalog(
                        catalogs.current(Catalog.BUNDLE + source).orElseThrow().id(), 0, 10)
                .getLast()
                .id();
        assertThatThrownBy(() -> camel.requestBody("direct:catalog.fetch", new Fetch(left)))
                .cause()
                .isInstanceOf(Refused.class)
                .hasMessageContaining("BIOS.EXE")
                .hasMessageContaining("came in a bundle that did not hold this file");
    }

    @Test
    void a_truncated_bundle_is_refused_and_the_old_catalog_stays() {
        take(good("26.11.00").zip());
        byte[] next = good("26.12.00").zip();
        for (int tenth = 0; tenth < 10; tenth++) {
            assertThat(refused(Arrays.copyOf(next, next.length * tenth / 10)))
                    .containsAnyOf("truncated", "no bundle", "missing");
        }
        for (int cut : List.of(1, 21, 22, 23, 300)) {
            assertThat(refused(Arrays.copyOf(next, next.length - cut))).containsAnyOf("truncated", "missing");
        }
        stays("26.11.00");
    }

    @Test
    void a_file_with_another_content_or_another_size_is_refused() {
        take(good("26.11.00").zip());
        assertThat(refused(spoiled(good("26.12.00"), new byte[bios.length]))).contains("SHA-256 is another");
        assertThat(refused(spoiled(good("26.12.00"), Arrays.copyOf(bios, bios.length + 1))))
                .contains("has more");
        assertThat(refused(spoiled(good("26.12.00"), Arrays.copyOf(bios, bios.length - 1))))
                .contains("has less");
        byte[] zip = good("26.12.00").zip();
        zip[zip.length / 2] ^= 1;
        assertThat(refused(zip)).containsAnyOf("damaged", "SHA-256 is another", "not signed");
        stays("26.11.00");
    }

    @Test
    void names_that_lead_elsewhere_are_refused_whoever_signed_them() {
        for (String bad : List.of("../../../etc/farrier", "/etc/farrier", "files/../../x", "C:\\x")) {
            BundleMaker maker = good("26.11.00");
            BundleManifest.FileEntry last = maker.files.removeLast();
            maker.files.add(new BundleManifest.FileEntry(bad, last.size(), last.sha256(), last.fileName()));
            assertThat(refused(maker.zip())).contains("which no bundle has");
        }
        for (String bad : List.of("../BIOS.EXE", "a/b", "a\\b", "", "a\u0000b")) {
            BundleMaker maker = good("26.11.00");
            BundleManifest.FileEntry last = maker.files.removeLast();
            maker.files.add(new BundleManifest.FileEntry(last.entry(), last.size(), last.sha256(), bad));
            assertThat(refused(maker.zip())).contains("which no bundle has");
        }
        BundleMaker unlisted = good("26.11.00");
        unlisted.parts.add(new BundleMaker.Part("../../../tmp/farrier-was-here", bios));
        assertThat(refused(unlisted.zip())).contains("manifest does not name");
        assertThat(Path.of("/tmp/farrier-was-here")).doesNotExist();
    }

    @Test
    void an_entry_that_is_twice_there_or_not_named_or_missing_or_elsewhere_is_refused() {
        BundleMaker named = good("26.11.00");
        named.files.add(named.files.getFirst());
        assertThat(refused(named.zip())).contains("names files/").contains("twice");
        BundleMaker there = good("26.11.00");
        String entry = there.files.getLast().entry();
        String other = entry.substring(0, entry.length() - 1) + "~";
        there.parts.add(new BundleMaker.Part(other, bios));
        assertThat(refused(BundleMaker.renamed(there.zip(), other, entry))).contains("holds " + entry + " twice");
        BundleMaker more = good("26.11.00");
        more.parts.add(1, new BundleMaker.Part("files/readme", bios));
        assertThat(refused(more.zip())).contains("does not name: files/readme");
        BundleMaker missing = good("26.11.00");
        missing.parts.removeLast();
        assertThat(refused(missing.zip())).contains(entry + " is missing");
        BundleMaker turned = good("26.11.00");
        turned.parts.add(turned.parts.remove(1));
        assertThat(refused(turned.zip())).contains("is missing where its manifest has it");
    }

    @Test
    void what_is_not_signed_or_by_a_stranger_or_was_changed_since_is_refused() {
        BundleMaker good = good("26.11.00");
        List<BundleMaker.Part> unsigned = new ArrayList<>(good.parts);
        unsigned.addFirst(new BundleMaker.Part(BundleManifest.NAME, good.manifest()));
        assertThat(refused(BundleMaker.zip(unsigned))).contains("its signature manifest.sig is not where it must be");
        unsigned.add(1, new BundleMaker.Part(BundleManifest.SIGNATURE, new byte[0]));
        assertThat(refused(BundleMaker.zip(unsigned))).contains("not signed by a key that this hub trusts");
        unsigned.set(1, new BundleMaker.Part(BundleManifest.SIGNATURE, new byte[64]));
        assertThat(refused(BundleMaker.zip(unsigned))).contains("not signed by a key that this hub trusts");
        BundleMaker stranger = new BundleMaker();
        stranger.catalog(source, catalog("26.11.00"));
        assertThat(refused(stranger.zip())).contains("not signed by a key that this hub trusts");
        byte[] signature = good.signature();
        good.files.removeLast();
        List<BundleMaker.Part> changed = new ArrayList<>(good.parts);
        changed.addFirst(new BundleMaker.Part(BundleManifest.SIGNATURE, signature));
        changed.addFirst(new BundleMaker.Part(BundleManifest.NAME, good.manifest()));
        assertThat(refused(BundleMaker.zip(changed))).contains("not signed by a key that this hub trusts");
        assertThat(catalogs.current(Catalog.BUNDLE + source)).isEmpty();
    }

    @Test
    void a_zip_bomb_is_not_unpacked() {
        BundleMaker bomb = good("26.11.00");
        bomb.parts.set(
                bomb.parts.size() - 1, new BundleMaker.Part(bomb.files.getLast().entry(), new byte[64 << 20]));
        assertThat(refused(bomb.zip())).contains("has more than the 50,000 bytes");
        byte[] manifest = BundleMaker.zip(List.of(new BundleMaker.Part(BundleManifest.NAME, new byte[64 << 20])));
        assertThat(manifest).hasSizeLessThan(100_000);
        assertThat(refused(manifest)).contains("manifest.json is larger than");
    }

    @Test
    void gigabytes_of_padding_are_not_read() {
        byte[] zip = good("26.11.00").zip();
        Zeros behind = new Zeros();
        assertThat(refused(new SequenceInputStream(new ByteArrayInputStream(zip), behind)))
                .containsAnyOf("bytes follow after its end", "more bytes than its manifest accounts for");
        Zeros before = new Zeros();
        assertThat(refused(new SequenceInputStream(before, new ByteArrayInputStream(zip))))
                .contains("no bundle");
        Zeros within = new Zeros();
        assertThat(refused(new SequenceInputStream(new ByteArrayInputStream(emptyBlocks()), within)))
                .containsAnyOf("more bytes than its manifest accounts for", "damaged");
        assertThat(Stream.of(behind, before, within).mapToLong(zeros -> zeros.read))
                .allMatch(read -> read < 32 << 20);
    }

    /** The beginning of a first entry whose packed bytes go on for ever and unpack to nothing: 00 00 00 FF FF, again. */
    private static byte[] emptyBlocks() {
        byte[] head = BundleMaker.zip(List.of(new BundleMaker.Part(BundleManifest.NAME, new byte[1])));
        byte[] blocks = new byte[20 << 20];
        int from = 30 + BundleManifest.NAME.length();
        System.arraycopy(head, 0, blocks, 0, from);
        byte[] empty = {0, 0, 0, (byte) 0xff, (byte) 0xff};
        for (int at = from; at + empty.length <= blocks.length; at += empty.length) {
            System.arraycopy(empty, 0, blocks, at, empty.length);
        }
        return blocks;
    }

    @Test
    void what_is_larger_than_allowed_or_than_the_disk_is_refused_before_it_is_read() {
        for (long size : List.of(2L << 40, Long.MAX_VALUE)) {
            BundleMaker large = good("26.11.00");
            BundleManifest.FileEntry last = large.files.removeLast();
            large.files.add(new BundleManifest.FileEntry(last.entry(), size, last.sha256(), last.fileName()));
            assertThat(refused(large.zip())).contains("farrier.bundle.largest");
        }
        BundleMaker large = good("26.11.00");
        BundleManifest.FileEntry last = large.files.removeLast();
        large.files.add(new BundleManifest.FileEntry(last.entry(), 1000L << 30, last.sha256(), last.fileName()));
        assertThat(refused(large.zip()))
                .contains("There is no room for the bundle")
                .contains("farrier.files.reserve");
    }

    @Test
    void a_bundle_of_another_format_or_with_a_catalog_that_is_none_is_refused() {
        take(good("26.11.00").zip());
        BundleMaker future = good("26.12.00");
        future.format = "farrier-bundle-9";
        assertThat(refused(future.zip())).contains("farrier-bundle-9").contains("same release");
        BundleMaker none = maker();
        none.catalog(source, CatalogText.gzip("<Other/>".getBytes(StandardCharsets.UTF_8)));
        assertThat(refused(none.zip())).contains("no catalog").contains(source);
        assertThat(refused("nonsense".getBytes(StandardCharsets.UTF_8))).contains("no bundle");
        stays("26.11.00");
        assertThat(ledger.stream("bundle")).last().extracting(Event::type).isEqualTo("bundle.refused");
    }

    private BundleMaker maker() {
        outside.catalogs.clear();
        outside.files.clear();
        outside.parts.clear();
        outside.format = BundleManifest.FORMAT;
        return outside;
    }

    private BundleMaker good(String version) {
        return maker().catalog(source, catalog(version)).file("NIC.EXE", nic).file("BIOS.EXE", bios);
    }

    private byte[] catalog(String version) {
        return new CatalogText()
                .version(version)
                .firmware("F/NIC.EXE", "1", "08FF", "1.2", about(nic))
                .firmware("F/BIOS.EXE", "159", "08FF", "2.1", about(bios))
                .gzip();
    }

    private static String about(byte[] content) {
        return "size=\"%d\" hashMD5=\"%s\"".formatted(content.length, hash("MD5", content));
    }

    private static byte[] spoiled(BundleMaker maker, byte[] content) {
        maker.parts.set(
                maker.parts.size() - 1,
                new BundleMaker.Part(maker.files.getLast().entry(), content));
        return maker.zip();
    }

    private Imports.Imported take(byte[] zip) {
        return camel.requestBodyAndHeader(
                "direct:bundle.import", new ByteArrayInputStream(zip), Headers.WHO, "anna", Imports.Imported.class);
    }

    private String refused(byte[] zip) {
        return refused(new ByteArrayInputStream(zip));
    }

    private String refused(InputStream zip) {
        String[] sentence = new String[1];
        assertThatThrownBy(() -> camel.requestBodyAndHeader("direct:bundle.import", zip, Headers.WHO, "anna"))
                .isInstanceOf(CamelExecutionException.class)
                .cause()
                .isInstanceOf(Refused.class)
                .satisfies(refused -> sentence[0] = refused.getMessage());
        assertThat(leftovers()).isEmpty();
        assertThat(jdbc.sql("select count(*) from catalogs where source = ? and state = 'loading'")
                        .params(Catalog.BUNDLE + source)
                        .query(Long.class)
                        .single())
                .isZero();
        return sentence[0];
    }

    private void stays(String version) {
        assertThat(catalogs.current(Catalog.BUNDLE + source).map(Catalog::version))
                .hasValue(version);
    }

    private List<Path> leftovers() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("incoming-"))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Ten gigabytes of nothing, and how much of it was read. */
    private static final class Zeros extends InputStream {

        private long read;

        @Override
        public int read() {
            return read++ < GIGABYTES ? 0 : -1;
        }

        @Override
        public int read(byte[] bytes, int from, int length) {
            if (read >= GIGABYTES) {
                return -1;
            }
            Arrays.fill(bytes, from, from + length, (byte) 0);
            read += length;
            return length;
        }
    }
}
