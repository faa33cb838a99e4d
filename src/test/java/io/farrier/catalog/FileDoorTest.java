package io.farrier.catalog;

import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.HubTest;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class FileDoorTest {

    private static final long RUN = 4711;

    private final HttpClient http = HttpClient.newHttpClient();
    private final byte[] content = file(UUID.randomUUID().toString(), 100_000);
    private final String sha256 = hash("SHA-256", content);
    private final String source = "http://" + UUID.randomUUID() + "/Catalog.xml";
    private long host;

    @LocalServerPort
    int port;

    @Autowired
    Links links;

    @Autowired
    Artifacts artifacts;

    @Autowired
    Packages packages;

    @Autowired
    Originals originals;

    @TempDir
    Path folder;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void store() throws Exception {
        long id = StoredPackage.of(catalogs, jdbc, source, "F/NIC 1.2+.EXE", 100_000L, hash("MD5", content), null);
        artifacts.store(packages.byId(id).orElseThrow(), "test", new ByteArrayInputStream(content));
        host = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('10.8.0.1'::inet + (random() * 60000)::int,"
                                + " 1 + (random() * 60000)::int, 'server') returning id")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where id = ?").params(host).update();
        jdbc.sql("delete from catalogs where source = ?").params(source).update();
    }

    @Test
    void a_bmc_gets_its_file_without_a_login_and_is_counted() throws Exception {
        String path = link("127.0.0.1");
        assertThat(path).matches("/files/[A-Za-z0-9_-]{24}/NIC%201\\.2\\+\\.EXE");
        assertThat(links.asked(path)).isZero();
        HttpResponse<byte[]> response = send("GET", path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(content);
        assertThat(header(response, "ETag")).isEqualTo("\"" + sha256 + "\"");
        assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
        assertThat(header(response, "Content-Type")).isEqualTo("application/octet-stream");
        assertThat(links.asked(path)).isEqualTo(1);
    }

    @Test
    void a_part_of_the_file_can_be_asked_for() throws Exception {
        HttpResponse<byte[]> middle = send("GET", link("127.0.0.1"), "Range", "bytes=10-19");
        assertThat(middle.statusCode()).isEqualTo(206);
        assertThat(middle.body()).isEqualTo(java.util.Arrays.copyOfRange(content, 10, 20));
        assertThat(header(middle, "Content-Range")).isEqualTo("bytes 10-19/100000");
        HttpResponse<byte[]> end = send("GET", link("127.0.0.1"), "Range", "bytes=99990-");
        assertThat(end.body()).hasSize(10);
        HttpResponse<byte[]> beyond = send("GET", link("127.0.0.1"), "Range", "bytes=200000-");
        assertThat(beyond.statusCode()).isEqualTo(416);
    }

    @Test
    void who_goes_on_with_a_file_gets_the_rest_of_it_and_the_whole_one_where_it_is_another_now() throws Exception {
        String path = link("127.0.0.1");
        HttpResponse<byte[]> rest = send("GET", path, "Range", "bytes=99000-", "If-Range", "\"" + sha256 + "\"");
        assertThat(rest.statusCode()).isEqualTo(206);
        assertThat(rest.body()).hasSize(1000);
        HttpResponse<byte[]> whole = send("GET", path, "Range", "bytes=99000-", "If-Range", "\"another\"");
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(content);
        assertThat(header(whole, "Content-Length")).isEqualTo("100000");
        HttpResponse<byte[]> same = send("GET", path, "If-None-Match", "\"" + sha256 + "\"");
        assertThat(same.statusCode()).isEqualTo(304);
    }

    @Test
    void a_link_serves_its_bmc_however_often_it_asks_and_each_run_has_links_of_its_own() throws Exception {
        String path = link("127.0.0.1");
        for (int time = 0; time < 10; time++) {
            assertThat(send("GET", path).statusCode()).isEqualTo(200);
        }
        assertThat(links.asked(path)).isEqualTo(10);
        String next = links.issue(RUN + 1, host, "127.0.0.1", sha256, "NIC 1.2+.EXE");
        links.close(RUN);
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
        assertThat(send("GET", next).statusCode()).isEqualTo(200);
        links.close(RUN + 1);
    }

    @Test
    void a_look_at_the_size_is_no_proof_that_the_device_fetched_the_file() throws Exception {
        String path = link("127.0.0.1");
        HttpResponse<byte[]> head = send("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "Content-Length")).isEqualTo("100000");
        assertThat(head.body()).isEmpty();
        assertThat(links.asked(path)).isZero();
    }

    @Test
    void another_address_than_the_bmcs_finds_nothing_and_the_ledger_says_so_once() throws Exception {
        String path = link("10.77.1.1");
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
        assertThat(send("HEAD", path).statusCode()).isEqualTo(404);
        assertThat(links.asked(path)).isZero();
        List<Event> told = ledger.stream("files").stream()
                .filter(event -> event.hostId() != null && event.hostId() == host)
                .toList();
        assertThat(told).singleElement().satisfies(event -> {
            assertThat(event.sentence())
                    .contains("127.0.0.1")
                    .contains("10.77.1.1")
                    .contains("farrier.files.any-address");
            assertThat(event.runId()).isEqualTo(RUN);
            assertThat(path).doesNotContain(event.sentence());
        });
    }

    @Test
    void after_the_run_is_over_the_path_leads_nowhere() throws Exception {
        String path = link("127.0.0.1");
        links.close(RUN);
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void whatever_is_not_right_is_not_found_and_nothing_else_is_told() throws Exception {
        String path = link("127.0.0.1");
        for (String wrong : List.of(
                "/files/" + "A".repeat(24) + "/NIC%201.2+.EXE",
                path.replace("NIC", "BIOS"),
                "/files/" + sha256 + "/" + sha256)) {
            HttpResponse<byte[]> response = send("GET", wrong);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEmpty();
        }
        assertThat(send("POST", path).statusCode()).isBetween(400, 499);
        assertThat(links.asked("nonsense")).isZero();
    }

    @Test
    void a_catalog_is_served_with_this_hub_as_its_base_location_and_its_packages_behind_the_same_link()
            throws Exception {
        byte[] original = new CatalogText()
                .firmware("F/NIC 1.2+.EXE", "108255", "08FC", "1.2", "")
                .gzip();
        String hash = hash("SHA-256", original);
        originals.keep(Files.write(folder.resolve("Catalog.xml.gz"), original), hash);
        long catalog = jdbc.sql("update catalogs set sha256 = ? where source = ? returning id")
                .params(hash, source)
                .query(Long.class)
                .single();
        String path = links.issue(host, "127.0.0.1", catalog);
        assertThat(path).matches("/files/[A-Za-z0-9_-]{24}/Catalog\\.xml\\.gz");
        HttpResponse<byte[]> head = send("HEAD", path);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(links.asked(path)).isZero();
        HttpResponse<byte[]> got = send("GET", path);
        assertThat(got.statusCode()).isEqualTo(200);
        String base = "127.0.0.1:" + port + path.replace("/Catalog.xml.gz", "");
        assertThat(new String(
                        new GZIPInputStream(new ByteArrayInputStream(got.body())).readAllBytes(),
                        StandardCharsets.UTF_16LE))
                .startsWith("\ufeff<?xml")
                .contains("<Manifest baseLocation=\"" + base + "\" baseLocationAccessProtocols=\"HTTP\"")
                .contains("path=\"F/NIC 1.2+.EXE\"")
                .doesNotContain("downloads.dell.com");
        assertThat(links.asked(path)).isEqualTo(1);
        String file = path.replace("Catalog.xml.gz", "F/NIC%201.2+.EXE");
        HttpResponse<byte[]> part = send("GET", file, "Range", "bytes=10-19");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(content, 10, 20));
        assertThat(send("GET", file).body()).isEqualTo(content);
        for (String wrong : List.of("F/BIOS.EXE", "NIC%201.2+.EXE", "F/", sha256)) {
            assertThat(send("GET", path.replace("Catalog.xml.gz", wrong)).statusCode())
                    .as(wrong)
                    .isEqualTo(404);
        }
        assertThat(send("GET", links.issue(host, "10.77.1.1", catalog)).statusCode())
                .isEqualTo(404);
        links.closeCatalogs(host);
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
        assertThat(send("GET", file).statusCode()).isEqualTo(404);
    }

    private String link(String bmc) {
        return links.issue(RUN, host, bmc, sha256, "NIC 1.2+.EXE");
    }

    private HttpResponse<byte[]> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse(null);
    }
}
