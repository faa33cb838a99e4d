package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.lab.device.Device;
import io.farrier.lab.device.Part;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The vendor's site: a catalog in Dell's form, whose packages are there and are what it says. */
class VendorTest {
    private static TestLab lab;

    @BeforeAll
    static void start() {
        lab = TestLab.of(24);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static Document catalog() throws Exception {
        byte[] zipped = lab.fetch(lab.lab.catalogUrl()).body();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new GZIPInputStream(new ByteArrayInputStream(zipped)));
    }

    private static List<Element> all(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    @Test
    void the_catalog_is_utf_16_little_endian_with_a_byte_order_mark_and_says_so() throws Exception {
        byte[] zipped = lab.fetch(lab.lab.catalogUrl()).body();
        byte[] text = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
        assertThat(Arrays.copyOf(text, 2)).isEqualTo(new byte[] {(byte) 0xFF, (byte) 0xFE});
        assertThat(new String(text, java.nio.charset.StandardCharsets.UTF_16))
                .startsWith("<?xml version=\"1.0\" encoding=\"utf-16\"?>");
        assertThat(catalog().getDocumentElement().getTagName()).isEqualTo("Manifest");
    }

    @Test
    void every_package_for_a_server_of_the_lab_is_there_with_its_size_and_hash() throws Exception {
        Document catalog = catalog();
        String base = "http://" + catalog.getDocumentElement().getAttribute("baseLocation") + "/";
        Set<String> types = new HashSet<>();
        int withoutReboot = 0;
        int seen = 0;
        for (Element component : all(catalog, "SoftwareComponent")) {
            if (component.getAttribute("hashMD5").startsWith("0000")) {
                continue; // The strangers: for nothing that stands in the lab.
            }
            HttpResponse<byte[]> file = lab.fetch(base + component.getAttribute("path"));
            assertThat(file.statusCode()).as(component.getAttribute("path")).isEqualTo(200);
            assertThat(file.body()).hasSize(Integer.parseInt(component.getAttribute("size")));
            String md5 =
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(file.body()));
            assertThat(component.getAttribute("hashMD5")).isEqualToIgnoringCase(md5);
            types.add(component.getAttribute("packageType"));
            withoutReboot += component.hasAttribute("rebootRequired") ? 0 : 1;
            seen++;
        }
        assertThat(seen).isGreaterThan(40);
        assertThat(types).containsExactlyInAnyOrder("LW64", "LWXP", "LLXP");
        assertThat(withoutReboot).isPositive();
    }

    @Test
    void a_windows_package_is_an_executable_with_a_zip_behind_it() throws Exception {
        byte[] file = lab.fetch(lab.packageUrl(0, "bios-r750")).body();
        assertThat(new String(file, 0, 2)).isEqualTo("MZ");
        int header =
                ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(0x3C);
        assertThat(new String(file, header, 2)).isEqualTo("PE");
        assertThat(file).hasSizeBetween(64 * 1024, 256 * 1024);
    }

    @Test
    void bundles_name_packages_that_are_offered() throws Exception {
        Document catalog = catalog();
        Set<String> offered = new HashSet<>();
        all(catalog, "SoftwareComponent")
                .forEach(c -> offered.add(
                        c.getAttribute("path").substring(c.getAttribute("path").lastIndexOf('/') + 1)));
        List<Element> packages = all(catalog, "Package");
        assertThat(packages).hasSizeGreaterThan(30);
        packages.forEach(p -> assertThat(offered).contains(p.getAttribute("path")));
    }

    @Test
    void a_known_catalog_is_not_sent_again_and_ranges_are_served() throws Exception {
        HttpResponse<byte[]> first = lab.fetch(lab.lab.catalogUrl());
        String etag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(lab.fetch(lab.lab.catalogUrl(), "If-None-Match", etag).statusCode())
                .isEqualTo(304);
        String modified = first.headers().firstValue("Last-Modified").orElseThrow();
        assertThat(lab.fetch(lab.lab.catalogUrl(), "If-Modified-Since", modified)
                        .statusCode())
                .isEqualTo(304);

        HttpResponse<byte[]> part = lab.fetch(lab.lab.catalogUrl(), "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(Arrays.copyOfRange(first.body(), 10, 20));
        assertThat(part.headers().firstValue("Content-Range")).contains("bytes 10-19/" + first.body().length);
        assertThat(lab.fetch(lab.lab.catalogUrl(), "Range", "bytes=-5").body()).hasSize(5);
        assertThat(lab.fetch(lab.lab.catalogUrl(), "Range", "bytes=99999999-").statusCode())
                .isEqualTo(416);
    }

    @Test
    void most_servers_are_behind_some_are_current_and_one_is_ahead() {
        int behind = 0;
        int current = 0;
        int ahead = 0;
        for (Device device : lab.lab.devices()) {
            int old = 0;
            boolean newer = false;
            for (Part part : device.inventory().parts()) {
                if (part.packaged()) {
                    String version = device.inventory().shown(part);
                    old += !version.equals(part.newest()) && part.versions().contains(version) ? 1 : 0;
                    newer |= !part.versions().contains(version);
                }
            }
            assertThat(old).isBetween(0, 4);
            behind += old > 0 ? 1 : 0;
            current += old == 0 && !newer ? 1 : 0;
            ahead += newer ? 1 : 0;
        }
        assertThat(behind).isGreaterThan(16);
        assertThat(current).isBetween(2, 6);
        assertThat(ahead).isEqualTo(1);
    }

    @Test
    void the_chassis_after_the_servers_speaks_redfish_and_is_no_server() {
        String address = Addresses.from(lab.lab.settings().firstAddress(), 25).get(24);
        Client client = new Client(address, lab.lab.settings().httpsPort(), "root", "calvin");
        assertThat(client.get("/redfish/v1").body().path("Product").asText())
                .isEqualTo("OpenManage Enterprise Modular");
        assertThat(client.get("/redfish/v1").body().at("/Oem/Dell/ServiceTag").isMissingNode())
                .isTrue();
        assertThat(client.get("/redfish/v1/Systems").body().path("Members")).isEmpty();
        assertThat(client.send("GET", "/redfish/v1/Chassis", null, "").status()).isEqualTo(401);
    }
}
