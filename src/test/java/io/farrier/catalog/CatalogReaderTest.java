package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogReaderTest {

    private static final Path RECORDED = Path.of("../shared/fixtures/catalog");

    private static final CatalogText ONE =
            new CatalogText().firmware("FOLDER1M/1/NIC_WN64_1.2.EXE", "108255", "8fc", "1.2", "size=\"10\"");

    @Test
    void a_catalog_is_read_whether_it_is_utf_16_or_utf_8_and_gzipped_or_plain() throws IOException {
        for (byte[] catalog :
                List.of(ONE.gzip(), CatalogText.utf16(ONE.xml("utf-16")), ONE.utf8(), CatalogText.gzip(ONE.utf8()))) {
            Taken taken = read(catalog);
            assertThat(taken.manifest.version()).isEqualTo("26.11.00");
            assertThat(taken.components).hasSize(1);
        }
    }

    @Test
    void a_package_is_read_with_its_ids_in_one_form_and_what_is_not_said_stays_unknown() throws IOException {
        SoftwareComponent read =
                read(new CatalogText().component("""
                                path="FOLDER1M/1/NIC_WN64_1.2.EXE" vendorVersion="1.2" packageType="LW64"
                                hashMD5="71A33967089E2704EFE69BB3318B20ED" size="1234"
                                """, """
                                <Name><Display lang="de">Karte</Display><Display lang="en"><![CDATA[A & B card]]></Display></Name>
                                <ComponentType value="FRMW"/>
                                <SupportedDevices>
                                  <Device componentID=" 17649 "><PCIInfo deviceID="F100" subDeviceID="f126" subVendorID="0x10df" vendorID="10DF"/></Device>
                                  <Device componentID=""><PCIInfo deviceID="170" subDeviceID="1EA" subVendorID="1028" vendorID="14E4"/></Device>
                                  <Device componentID="0"/>
                                </SupportedDevices>
                                <SupportedSystems><Brand><Model systemID="0x8ff"/><Model systemID="08FF"/><Model systemID="63D"/></Brand></SupportedSystems>
                                """).gzip()).components.getFirst();
        assertThat(read.name()).isEqualTo("A & B card");
        assertThat(read.fileName()).isEqualTo("NIC_WN64_1.2.EXE");
        assertThat(read.md5()).isEqualTo("71a33967089e2704efe69bb3318b20ed");
        assertThat(read.size()).isEqualTo(1234);
        assertThat(read.rebootRequired()).isNull();
        assertThat(read.criticality()).isNull();
        assertThat(read.sha256()).isNull();
        assertThat(read.systems()).containsExactlyInAnyOrder("08FF", "063D");
        assertThat(read.devices())
                .containsExactly(
                        new Device("17649", "10DF", "F100", "10DF", "F126"),
                        new Device(null, "14E4", "0170", "1028", "01EA"));
    }

    @Test
    void a_sha_256_is_taken_where_a_catalog_has_one() throws IOException {
        String hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        SoftwareComponent read = read(new CatalogText()
                        .component(
                                "path=\"a.EXE\" vendorVersion=\"1\" packageType=\"LW64\"",
                                "<ComponentType value=\"BIOS\"/><Cryptography><Hash algorithm=\"SHA256\">" + hex
                                        + "</Hash></Cryptography>")
                        .utf8())
                .components
                .getFirst();
        assertThat(read.sha256()).isEqualTo(hex);
    }

    @Test
    void a_catalog_that_ends_anywhere_too_early_is_refused() {
        byte[] plain = ONE.utf8();
        // After the root's end tag only white space follows: that file is whole.
        int whole = new String(plain, StandardCharsets.UTF_8).strip().length();
        for (int length = 0; length < whole; length++) {
            refused(Arrays.copyOf(plain, length));
        }
        byte[] gzip = ONE.gzip();
        for (int length = 0; length < gzip.length; length++) {
            refused(Arrays.copyOf(gzip, length));
        }
        assertThat(refused(Arrays.copyOf(gzip, gzip.length / 2)))
                .contains("truncated")
                .contains("Download it again");
        assertThat(refused(Arrays.copyOf(plain, plain.length / 2))).contains("truncated");
        assertThat(refused(new byte[0])).contains("empty");
    }

    @Test
    void a_catalog_whose_bytes_were_damaged_on_the_way_is_refused() {
        byte[] gzip = ONE.gzip();
        gzip[gzip.length - 5] ^= 1;
        assertThat(refused(gzip)).contains("damaged");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PK\3\4 a zip", "not found", "{\"error\":404}", "\u0000\u0000\u0000\u0000"})
    void what_is_neither_gzip_nor_xml_is_refused(String content) {
        assertThat(refused(content.getBytes(StandardCharsets.UTF_8))).contains("neither gzip nor XML");
        assertThat(refused(CatalogText.gzip(content.getBytes(StandardCharsets.UTF_8))))
                .contains("neither gzip nor XML");
    }

    @Test
    void xml_that_is_no_catalog_is_refused_by_its_name() {
        assertThat(refused("<html><body>Sign in</body></html>")).contains("root element is html");
        assertThat(refused("<ManifestIndex/>")).contains("index of catalogs");
        assertThat(refused("<Manifest version='1'></Manifest>")).contains("no SoftwareComponent");
        assertThat(refused("<Manifest><SoftwareComponent></Manifest>")).contains("has no path");
    }

    @Test
    void xml_that_is_not_well_formed_is_refused_with_its_line() {
        String broken = ONE.xml("utf-8").replace("<Criticality value=\"2\"/>", "<Criticality value=\"2\">");
        assertThat(refused(broken))
                .contains("not well-formed")
                .contains("(line 9)")
                .doesNotContain("ParseError");
    }

    @ParameterizedTest
    @MethodSource("entities")
    void entities_and_document_types_are_refused_and_nothing_is_opened(String xml) {
        assertThat(refused(xml)).doesNotContain("root:").containsAnyOf("entities", "entity");
    }

    static Stream<String> entities() {
        String body = ONE.xml("utf-8").replaceFirst("<\\?xml.*\\?>\\s*", "");
        return Stream.of(
                "<!DOCTYPE Manifest [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" + body.replace("Firmware of", "&x;"),
                "<!DOCTYPE Manifest SYSTEM \"http://127.0.0.1:9/evil.dtd\">" + body,
                "<!DOCTYPE Manifest [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>" + body.replace("P1", "&b;"),
                body.replace("<![CDATA[Firmware of 108255]]>", "&undeclared;"));
    }

    @Test
    void a_bomb_is_refused_long_before_it_is_unpacked() {
        byte[] bomb = CatalogText.gzip(("<Manifest>" + " ".repeat(30_000_000) + "</Manifest>").getBytes());
        assertThat(bomb.length).isLessThan(50_000);
        assertThat(refused(bomb)).contains("bomb");
    }

    @Test
    void a_catalog_beyond_the_limits_is_refused() {
        byte[] large = ONE.utf8();
        assertThat(refused(large, new Limits(1 << 20, 500, 200, 1 << 20, 32, 100)))
                .contains("larger than a catalog can be");
        assertThat(refused(large, new Limits(500, 1 << 20, 200, 1 << 20, 32, 100)))
                .contains("larger than a catalog can be");
        String long1 = "<Manifest><SoftwareBundle x='" + "y".repeat(100_000) + "'/></Manifest>";
        assertThat(refused(long1.getBytes(), new Limits(1 << 20, 1 << 20, 200, 50_000, 32, 100)))
                .contains("One element in it is longer");
        assertThat(refused("<Manifest>" + "<a>".repeat(200))).contains("deep");
        assertThat(refused(ONE.xml("utf-8").replace("<Name>", "<Name>" + "<a>".repeat(200))))
                .contains("deep");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../../etc/passwd", "/etc/passwd", "a/../../b.EXE", "http://evil/x.EXE", "a/", "..\\\\b.EXE"})
    void a_package_whose_path_leads_elsewhere_is_refused(String path) {
        assertThat(refused(
                        new CatalogText().firmware(path, "1", "08FC", "1", "").utf8()))
                .contains("leads elsewhere");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hashMD5=\"zz\"", "size=\"-4\"", "size=\"huge\""})
    void a_package_that_could_not_be_verified_as_written_is_refused(String attribute) {
        assertThat(refused(new CatalogText()
                        .firmware("a.EXE", "1", "08FC", "1", attribute)
                        .utf8()))
                .contains("SoftwareComponent in line 3");
    }

    @Test
    void the_recorded_catalog_is_read_whole_in_little_memory() throws IOException {
        Path file = RECORDED.resolve("Catalog-17.07.01.xml.gz");
        assumeThat(file).as("recorded catalog; this test is skipped without it").exists();
        int[] counts = new int[3];
        long before = held();
        long[] most = {0};
        Contents counting = new Contents() {
            @Override
            public void manifest(Manifest manifest) {
                assertThat(manifest.version()).isEqualTo("17.07.01");
                assertThat(manifest.dateTime()).isEqualTo("2017-07-16T23:53:33Z");
            }

            @Override
            public void component(SoftwareComponent component) {
                if (counts[0]++ % 300 == 0) {
                    most[0] = Math.max(most[0], held() - before);
                }
                counts[1] += component.devices().size();
                counts[2] += component.systems().size();
            }
        };
        try (InputStream in = Files.newInputStream(file)) {
            CatalogReader.read(in, Limits.DEFAULT, counting);
        }
        assertThat(counts[0]).isEqualTo(1_329);
        assertThat(counts[1]).isBetween(11_000, 12_020);
        assertThat(counts[2]).isBetween(14_000, 15_371);
        assertThat(most[0]).as("bytes held at most while it was read").isLessThan(8_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Catalog-M620-custom.xml", "catalog-25.04.28-excerpt.xml"})
    void other_recorded_catalogs_are_read_too(String name) throws IOException {
        Path file = RECORDED.resolve(name);
        assumeThat(file).as("recorded catalog; this test is skipped without it").exists();
        assertThat(read(Files.readAllBytes(file)).components).isNotEmpty();
    }

    @Test
    void a_package_that_is_there_twice_and_too_many_packages_are_refused() {
        CatalogText twice = new CatalogText()
                .firmware("F/A.EXE", "1", "08FC", "1.2", "")
                .firmware("F/A.EXE", "1", "08FC", "1.3", "");
        assertThat(refused(twice.utf8())).contains("F/A.EXE twice").contains("line");
        CatalogText many = new CatalogText();
        for (int i = 0; i < 101; i++) {
            many.firmware("F/" + i + ".EXE", "1", "08FC", "1.2", "");
        }
        Limits few = new Limits(1 << 20, 1 << 20, 200, 1 << 20, 32, 100);
        assertThat(refused(many.utf8(), few)).contains("more than 100 packages");
    }

    @Test
    void a_wrong_encoding_is_refused() {
        String umlaut = ONE.xml("utf-8").replace("Firmware of", "Größe");
        assertThat(refused(umlaut.getBytes(StandardCharsets.ISO_8859_1))).contains("Invalid byte");
        assertThat(refused(ONE.xml("utf-16").getBytes(StandardCharsets.UTF_8))).isNotBlank();
        assertThat(refused(CatalogText.utf16(ONE.xml("klingon")))).contains("encoding");
    }

    @Test
    void how_to_go_back_and_what_must_be_there_are_read_where_they_are_said() throws IOException {
        Taken taken = read(new CatalogText()
                .component("path=\"F/A.EXE\" vendorVersion=\"1\" packageType=\"LW64\"", """
                        <ComponentType value="FRMW"/>
                        <SupportedDevices><Device componentID="112163">
                          <PCIInfo vendorID="1E0F" deviceID="25" subVendorID="1028" subDeviceID="2235"/>
                          <RollbackInformation rollbackIdentifier="A0BE" alternateRollbackIdentifier="112162" rollbackTimeout="600"
                              fmpWrapperIdentifier="55B4" impactsTPMmeasurements="true"/></Device></SupportedDevices>
                        <Dependencies><Dependency prerequisite="D07E"/><SoftDependency componentID="25227" version="4.40"/>
                          <Dependency/></Dependencies>
                        """)
                .utf8());
        SoftwareComponent read = taken.components.getFirst();
        assertThat(read.rollbacks()).containsExactly(new Rollback("112163", "A0BE", "112162", "55B4", 600, true));
        assertThat(read.dependencies())
                .containsExactly(
                        new Dependency(true, "D07E", null, null), new Dependency(false, null, "25227", "4.40"));
        assertThat(read.systems())
                .as("one that names no system is offered to none")
                .isEmpty();
    }

    @Test
    void the_recorded_rollback_information_is_read() throws IOException {
        Path recorded = RECORDED.resolve("catalog-25.04.28-excerpt.xml");
        assumeThat(recorded)
                .as("recorded catalog; this test is skipped without it")
                .exists();
        List<Rollback> rollbacks = read(Files.readAllBytes(recorded)).components.stream()
                .flatMap(component -> component.rollbacks().stream())
                .toList();
        assertThat(rollbacks)
                .contains(new Rollback(
                        "104684",
                        "EE59FC83-783B-452B-BD14-B85D5600D4A9",
                        null,
                        "4ABC2C44-7F05-447F-B139-B66D2E72E7CF",
                        1200,
                        true));
    }

    private static long held() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static String refused(String xml) {
        return refused(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static String refused(byte[] catalog) {
        return refused(catalog, Limits.DEFAULT);
    }

    private static String refused(byte[] catalog, Limits limits) {
        String[] sentence = new String[1];
        assertThatThrownBy(() -> CatalogReader.read(new ByteArrayInputStream(catalog), limits, new Taken()))
                .isInstanceOf(CatalogRefused.class)
                .satisfies(e -> sentence[0] = e.getMessage());
        return sentence[0];
    }

    private static Taken read(byte[] catalog) throws IOException {
        Taken taken = new Taken();
        CatalogReader.read(new ByteArrayInputStream(catalog), Limits.DEFAULT, taken);
        return taken;
    }

    private static final class Taken implements Contents {

        private Manifest manifest;
        private final List<SoftwareComponent> components = new ArrayList<>();

        @Override
        public void manifest(Manifest manifest) {
            this.manifest = manifest;
        }

        @Override
        public void component(SoftwareComponent component) {
            components.add(component);
        }
    }
}
