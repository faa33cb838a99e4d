package io.farrier.bundle;

import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Catalog;
import io.farrier.catalog.CatalogText;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Fetch;
import io.farrier.catalog.FileServer;
import io.farrier.catalog.Packages;
import io.farrier.catalog.Syncs;
import io.farrier.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class BundleExportTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private final FileServer vendor = new FileServer();
    private final String name = UUID.randomUUID().toString();
    private final String system = name.substring(0, 4).toUpperCase(Locale.ROOT);
    private final byte[] nic = file(name, 3_000_000);
    private final byte[] bios = file(name + "bios", 40_000);
    private final String source = vendor.url("/" + name + ".xml");
    private final byte[] xml = new CatalogText()
            .firmware("F/NIC.EXE", "1", system, "1.2", about(nic))
            .firmware("F/BIOS.EXE", "159", system, "2.1", about(bios))
            .utf8();

    private Person oscar;
    private Catalog catalog;

    @Autowired
    ApplicationContext hub;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Packages packages;

    @Autowired
    Artifacts artifacts;

    @Autowired
    Syncs syncs;

    @Autowired
    Ledger ledger;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    JdbcClient jdbc;

    @Value("${farrier.bundle.folder}")
    Path folder;

    @BeforeEach
    void sync() {
        vendor.put("/" + name + ".xml", xml).put("/F/NIC.EXE", nic).put("/F/BIOS.EXE", bios);
        oscar = Person.who(hub, "operator");
        Syncs.Requested asked = syncs.request(source, "anna");
        camel.sendBody("direct:bell.rings", List.of(asked.ring()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> syncs.find(asked.id()).orElseThrow().state().equals("completed"));
        catalog = catalogs.current(source).orElseThrow();
    }

    @AfterEach
    void close() {
        vendor.close();
        jdbc.sql("delete from catalogs where source in (?, ?)")
                .params(source, Catalog.BUNDLE + source)
                .update();
    }

    @Test
    void a_bundle_has_its_manifest_first_then_its_signature_then_the_original_catalog_and_the_files() throws Exception {
        fetch("NIC.EXE");
        fetch("BIOS.EXE");
        byte[] zip = export(all("refuse")).body();
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName());
                if (entry.getName().startsWith("catalogs/")) {
                    assertThat(new GZIPInputStream(in).readAllBytes()).isEqualTo(xml);
                }
            }
        }
        assertThat(names)
                .containsExactly(
                        "manifest.json",
                        "manifest.sig",
                        "catalogs/" + hash("SHA-256", xml) + ".xml.gz",
                        "files/" + hash("SHA-256", nic),
                        "files/" + hash("SHA-256", bios));
        // A hub knows its own key, so it takes its own bundles: from its disk here.
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".zip"), zip);
        HttpResponse<String> taken = oscar.post("/api/v1/bundles/import", "{\"file\": \"%s.zip\"}".formatted(name));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(Person.json(taken).path("added").asInt()).isZero();
        assertThat(catalogs.current(Catalog.BUNDLE + source).orElseThrow().sha256())
                .isEqualTo(catalog.sha256());
    }

    @Test
    void files_that_are_not_here_are_named_unless_they_may_be_left_out() throws Exception {
        fetch("BIOS.EXE");
        HttpResponse<byte[]> refused = export(all("refuse"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(new String(refused.body()))
                .contains("1 of the 2 files are not in this hub's store: NIC.EXE")
                .contains("/api/v1/mirrors");
        HttpResponse<byte[]> less = export(all("leave-out"));
        assertThat(less.statusCode()).isEqualTo(200);
        JsonNode preview = Person.json(oscar.send(oscar.request("/api/v1/bundles/export")
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(all("leave-out")))));
        assertThat(preview.path("files")).hasSize(1);
        assertThat(preview.path("files").path(0).path("fileName").asText()).isEqualTo("BIOS.EXE");
    }

    @Test
    void what_selects_nothing_or_is_not_there_is_refused() throws Exception {
        for (String bad : List.of(
                "{\"catalogs\": [%d], \"selection\": {}}".formatted(catalog.id()),
                "{\"catalogs\": [%d], \"missing\": \"perhaps\"}".formatted(catalog.id()),
                "{\"catalog\": 1}",
                "")) {
            assertThat(export(bad).statusCode()).as(bad).isEqualTo(400);
        }
        assertThat(export("{\"catalogs\": [999999999]}").statusCode()).isEqualTo(404);
        for (String bad : List.of("../secret", "/etc/passwd", "a/b.zip", "", ".hidden")) {
            assertThat(oscar.post("/api/v1/bundles/import", "{\"file\": \"%s\"}".formatted(bad))
                            .statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(oscar.post("/api/v1/bundles/import", "{\"file\": \"none.zip\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(Person.who(hub, "viewer")
                        .post("/api/v1/bundles/export", "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(oscar.get("/api/v1/bundles/trusted-keys").statusCode()).isEqualTo(403);
        assertThat(Person.who(hub, "administrator")
                        .post("/api/v1/bundles/trusted-keys", "{\"name\": \"x\", \"publicKey\": \"nonsense\"}")
                        .body())
                .contains("no public key of a hub");
    }

    @Test
    void a_file_that_rotted_on_disk_ends_the_export_before_its_end_and_the_ledger_says_so() throws Exception {
        fetch("NIC.EXE");
        fetch("BIOS.EXE");
        Path rotten = artifacts.file(hash("SHA-256", nic)).orElseThrow();
        byte[] other = nic.clone();
        other[1_500_000] ^= 1;
        Files.write(rotten, other);
        assertThatThrownBy(() -> export(all("refuse"))).isInstanceOf(IOException.class);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ledger.stream("bundle")).last().satisfies(event -> {
                    assertThat(event.type()).isEqualTo("bundle.broken-off");
                    assertThat(event.sentence()).contains("is not what it was when it was stored");
                }));
        Files.write(rotten, nic);
    }

    private String all(String missing) {
        return "{\"catalogs\": [%d], \"selection\": {\"systems\": [\"%s\"]}, \"missing\": \"%s\"}"
                .formatted(catalog.id(), system, missing);
    }

    private void fetch(String fileName) {
        long id = packages.ofCatalog(catalog.id(), 0, 10).stream()
                .filter(offer -> offer.fileName().equals(fileName))
                .findFirst()
                .orElseThrow()
                .id();
        camel.requestBody("direct:catalog.fetch", new Fetch(id));
    }

    private HttpResponse<byte[]> export(String body) throws IOException, InterruptedException {
        return http.send(
                oscar.request("/api/v1/bundles/export")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
    }

    private static String about(byte[] content) {
        return "size=\"%d\" hashMD5=\"%s\"".formatted(content.length, hash("MD5", content));
    }
}
