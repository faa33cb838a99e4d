package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class SourcesApiTest {

    private final FileServer vendor = new FileServer();

    @Autowired
    ApplicationContext hub;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Packages packages;

    @Autowired
    Uploads uploads;

    @Autowired
    ProducerTemplate camel;

    @Value("${farrier.files.folder}")
    Path files;

    private Person operator;

    @BeforeEach
    void log_in() {
        operator = Person.who(hub, "operator");
    }

    /** The hub is shared: its fleet must not find these among what is current. */
    @AfterEach
    void close() {
        vendor.close();
        jdbc.sql("delete from catalogs where source = 'uploads'").update();
        jdbc.sql("delete from catalog_sources where name like 'api-%'").update();
    }

    @Test
    void a_source_is_configured_synced_compared_and_taken_back_over_the_api() {
        vendor.put(
                "/c.xml",
                new CatalogText()
                        .firmware("F/NIC_A.EXE", "1", "0AAA", "1.2", "")
                        .utf8());
        String wish = """
                {"name": "api-dell", "kind": "catalog", "address": "%s", "schedule": "0 0 3 * * ?"}
                """.formatted(vendor.url("/c.xml"));
        HttpResponse<String> made = operator.post("/api/v1/catalogs/sources", wish);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String source = made.headers().firstValue("Location").orElseThrow();
        long first = synced(source);
        vendor.put(
                "/c.xml",
                new CatalogText()
                        .version("27")
                        .firmware("F/NIC_B.EXE", "1", "0AAA", "1.3", "")
                        .utf8());
        long second = synced(source);

        JsonNode changes = Person.json(operator.get("/api/v1/catalogs/" + second + "/changes?since=" + first));
        assertThat(changes.path("items")).hasSize(1);
        assertThat(changes.path("items").path(0).path("change").asText()).isEqualTo("changed");
        assertThat(changes.path("items").path(0).path("fromVersion").asText()).isEqualTo("1.2");
        assertThat(changes.path("items").path(0).path("toVersion").asText()).isEqualTo("1.3");
        JsonNode held = Person.json(operator.get("/api/v1/catalogs/" + second + "/packages"))
                .path("items");
        assertThat(held).hasSize(1);
        JsonNode one = Person.json(
                operator.get("/api/v1/packages/" + held.path(0).path("id").asLong()));
        assertThat(one.path("systems").path(0).asText()).isEqualTo("0AAA");

        HttpResponse<String> back =
                operator.post("/api/v1/catalogs/" + first + "/current", "{\"reason\": \"it hangs\"}");
        assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
        assertThat(Person.json(back).path("state").asText()).isEqualTo("current");
        assertThat(catalogs.find(second).orElseThrow().withdrawnBy()).isEqualTo(operator.name());
        assertThat(operator.post("/api/v1/catalogs/" + first + "/current", "").statusCode())
                .isEqualTo(409);

        HttpResponse<String> edited = operator.send("PUT", source, "{\"name\": \"api-dell\", \"enabled\": false}");
        assertThat(Person.json(edited).path("enabled").asBoolean()).isFalse();
        assertThat(Person.json(operator.get("/api/v1/catalogs/sources")).toString())
                .contains("api-dell");
        assertThat(operator.send("DELETE", source, "").statusCode()).isEqualTo(204);
        assertThat(operator.get(source).statusCode()).isEqualTo(404);
        assertThat(catalogs.find(first).orElseThrow().state()).isEqualTo("superseded");
    }

    @Test
    void a_viewer_sees_the_sources_and_changes_nothing() {
        Person viewer = Person.who(hub, "viewer");
        assertThat(viewer.get("/api/v1/catalogs/sources").statusCode()).isEqualTo(200);
        assertThat(viewer.post("/api/v1/catalogs/sources", "{\"name\": \"api-x\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(viewer.post("/api/v1/catalogs/1/current", "{}").statusCode()).isEqualTo(403);
        assertThat(upload(viewer, "A.EXE", DupText.exe(DupText.xml("1", "2", "3")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void a_package_that_is_uploaded_is_in_the_store_and_in_the_catalog_of_uploads_and_read_again_is_the_same()
            throws IOException {
        byte[] nic = DupText.exe(DupText.xml("108255", "0AAA", "1.3"));
        HttpResponse<String> taken = upload(operator, "NIC_1.3.EXE", nic);
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(201);
        byte[] bios = DupText.bin(DupText.xml("159", "0AAA", "2.0"));
        long second = Person.json(upload(operator, "BIOS_2.0.BIN", bios))
                .path("catalogId")
                .asLong();
        Catalog current = catalogs.current(Catalog.UPLOADS).orElseThrow();
        assertThat(current.id()).isEqualTo(second);
        assertThat(current.packages()).isEqualTo(2);
        List<SoftwarePackage> held = packages.ofCatalog(second, 0, 10);
        assertThat(held).extracting(SoftwarePackage::fileName).containsExactly("BIOS_2.0.BIN", "NIC_1.3.EXE");
        // It was written as a catalog and read back twice by now.
        PackageDetails details = packages.details(held.getLast().id()).orElseThrow();
        assertThat(details.systems()).containsExactly("0AAA");
        assertThat(details.rollbacks()).containsExactly(new Rollback("108255", "EE59FC83", null, null, 1200, true));
        assertThat(details.dependencies())
                .containsExactlyInAnyOrder(
                        new Dependency(true, "D07E", null, null), new Dependency(false, null, "25227", "4.40"));
        assertThat(details.shown().criticality()).isEqualTo(2);
        Artifact artifact = camel.requestBody(
                "direct:catalog.fetch", new Fetch(held.getLast().id()), Artifact.class);
        assertThat(Files.readAllBytes(files.resolve(artifact.sha256()))).isEqualTo(nic);

        assertThat(Person.json(upload(operator, "NIC_1.3.EXE", nic))
                        .path("catalogId")
                        .asLong())
                .as("the same once more changes nothing")
                .isEqualTo(second);
    }

    @Test
    void an_upload_that_is_wrong_is_refused_with_a_sentence_and_leaves_nothing() throws IOException {
        byte[] good = DupText.exe(DupText.xml("108255", "0AAA", "1.3"));
        Person.json(upload(operator, "GOOD.EXE", good));
        long before = catalogs.current(Catalog.UPLOADS).orElseThrow().id();
        long stored = stored();
        for (String name : List.of(
                "", "a.zip", "../x.EXE", "a/b.EXE", "..\\b.EXE", "x\n.EXE", "a:b.EXE", "y".repeat(300) + ".EXE")) {
            assertThat(upload(operator, name, good).statusCode()).as(name).isEqualTo(400);
        }
        byte[] bomb = ("<SoftwareComponent>" + " ".repeat(8 << 20)).getBytes();
        for (byte[] bad : List.of(
                new byte[0],
                new byte[5_000],
                Arrays.copyOf(good, good.length / 2),
                DupText.exe("package.xml", bomb, 0),
                DupText.exe("../package.xml", CatalogText.utf16(DupText.xml("1", "2", "3")), 0),
                DupText.exe(DupText.xml("1", "2", "3").replaceAll("<Model[^>]*>", "")),
                DupText.exe("package.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><SoftwareComponent/>".getBytes(), 0))) {
            HttpResponse<String> answer = upload(operator, "BAD.EXE", bad);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
            assertThat(Person.problem(answer)).isEqualTo("package-refused");
        }
        assertThat(operator.post("/api/v1/packages?name=A.EXE", "{}").body()).contains("application/octet-stream");
        assertThat(catalogs.current(Catalog.UPLOADS).orElseThrow().id()).isEqualTo(before);
        assertThat(stored()).isEqualTo(stored);
        try (Stream<Path> left = Files.list(files)) {
            assertThat(left.map(file -> file.getFileName().toString())).noneMatch(file -> file.startsWith("incoming"));
        }
    }

    @Test
    void an_upload_that_is_sent_twice_with_a_key_is_taken_once_and_one_that_was_refused_may_come_again() {
        byte[] nic = DupText.exe(DupText.xml("108255", "0AAA", "1.7"));
        String key = UUID.randomUUID().toString();
        byte[] bad = new byte[nic.length];
        assertThat(keyed("KEYED.EXE", key, bad).statusCode()).isEqualTo(422);
        HttpResponse<String> first = keyed("KEYED.EXE", key, nic);
        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        long catalog = catalogs.current(Catalog.UPLOADS).orElseThrow().id();
        HttpResponse<String> again = keyed("KEYED.EXE", key, nic);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(catalogs.current(Catalog.UPLOADS).orElseThrow().id()).isEqualTo(catalog);
        HttpResponse<String> other = keyed("OTHER.EXE", key, nic);
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(Person.problem(other)).isEqualTo("key-reused");
        assertThat(keyed("KEYED.EXE", "no key", nic).statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> keyed(String name, String key, byte[] bytes) {
        return operator.send(operator.request("/api/v1/packages?name=" + name)
                .header("Content-Type", "application/octet-stream")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(bytes)));
    }

    @Test
    void a_bundle_that_is_sent_is_made_anew_each_time_so_a_key_is_refused() {
        HttpResponse<String> answer = operator.send(operator.request("/api/v1/bundles/export")
                .header("Content-Type", "application/json")
                .header("Accept", "application/zip")
                .header("Idempotency-Key", "once")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Person.json(answer).path("detail").asText()).contains("without an Idempotency-Key");
    }

    @Test
    void an_upload_that_is_larger_than_the_limit_is_broken_off() throws IOException {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }
        };
        Uploads small = new Uploads(
                hub.getBean(Artifacts.class),
                hub.getBean(Uploaded.class),
                org.springframework.util.unit.DataSize.ofMegabytes(2));
        assertThat(refused(small, -1, endless)).contains("larger than 2,097,152 bytes");
        assertThat(refused(small, 3 << 20, endless)).contains("larger than");
        assertThat(refused(small, 10, new ByteArrayInputStream(new byte[9]))).contains("ended after 9 of its 10");
    }

    @Test
    void how_much_of_an_upload_has_come_can_be_seen_while_it_comes() throws Exception {
        byte[] nic = DupText.exe(DupText.xml("108255", "0AAA", "1.4"));
        CountDownLatch gate = new CountDownLatch(1);
        // As a file of which one byte is held back.
        InputStream slow = new InputStream() {
            private int at;

            @Override
            public int read() {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read(byte[] into, int from, int most) throws IOException {
                if (at == nic.length) {
                    return -1;
                }
                if (at == nic.length - 1) {
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                int n = Math.min(most, at < nic.length - 1 ? nic.length - 1 - at : 1);
                System.arraycopy(nic, at, into, from, n);
                at += n;
                return n;
            }
        };
        Uploads uploads = hub.getBean(Uploads.class);
        CompletableFuture<Uploads.Taken> taken = CompletableFuture.supplyAsync(() -> {
            try {
                return uploads.take("SLOW_1.4.EXE", null, nic.length, slow, "anna");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        try {
            await().untilAsserted(() -> {
                JsonNode coming = Person.json(Person.who(hub, "viewer").getJson("/api/v1/packages/uploads"))
                        .path("items");
                assertThat(coming).hasSize(1);
                assertThat(coming.get(0).path("name").asText()).isEqualTo("SLOW_1.4.EXE");
                assertThat(coming.get(0).path("bytes").asInt()).isEqualTo(nic.length - 1);
                assertThat(coming.get(0).path("length").asInt()).isEqualTo(nic.length);
                assertThat(coming.get(0).path("who").asText()).isEqualTo("anna");
            });
        } finally {
            gate.countDown();
        }
        assertThat(taken.get().size()).isEqualTo(nic.length);
        assertThat(Person.json(Person.who(hub, "viewer").getJson("/api/v1/packages/uploads"))
                        .path("items"))
                .isEmpty();
    }

    @Test
    void an_upload_with_another_checksum_than_the_sender_says_is_refused() {
        byte[] nic = DupText.exe(DupText.xml("108255", "0AAA", "1.3"));
        HttpResponse<String> other = upload(operator, "NIC.EXE&sha256=" + "0".repeat(64), nic);
        assertThat(other.statusCode()).as(other.body()).isEqualTo(422);
        assertThat(other.body()).contains("its SHA-256 is ");
        assertThat(upload(operator, "NIC.EXE&sha256=abc", nic).statusCode()).isEqualTo(400);
        String right = other.body().replaceAll("(?s).*its SHA-256 is ([0-9a-f]{64}).*", "$1");
        assertThat(upload(operator, "NIC.EXE&sha256=" + right.toUpperCase(), nic)
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void an_uploaded_package_is_removed_unless_an_approved_plan_needs_it_and_others_stay() throws IOException {
        upload(operator, "NIC_1.3.EXE", DupText.exe(DupText.xml("108255", "0AAA", "1.3")));
        upload(operator, "BIOS_2.0.BIN", DupText.bin(DupText.xml("159", "0AAA", "2.0")));
        Catalog current = catalogs.current(Catalog.UPLOADS).orElseThrow();
        SoftwarePackage bios = packages.ofCatalog(current.id(), 0, 10).getFirst();
        long host = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('10.77.0.1', 7, 'server') returning id")
                .query(Long.class)
                .single();
        long plan = jdbc.sql("insert into update_plans (name, selector, policy, created_by, state)"
                        + " values ('api-needs', '{}', '{}', 'anna', 'approved') returning id")
                .query(Long.class)
                .single();
        try {
            jdbc.sql("insert into plan_targets (plan_id, host_id, wave, expected, promises) values (?, ?, 1, 1,"
                            + " jsonb_build_array(jsonb_build_object('packageId', ?)))")
                    .params(plan, host, bios.id())
                    .update();
            String path = "/api/v1/packages/" + bios.id();
            HttpResponse<String> needed = operator.send("DELETE", path, "");
            assertThat(needed.statusCode()).as(needed.body()).isEqualTo(409);
            assertThat(needed.body()).contains("BIOS_2.0.BIN is not removed: the plan api-needs needs it");
            jdbc.sql("update update_plans set state = 'cancelled' where id = ?")
                    .params(plan)
                    .update();
            assertThat(Person.who(hub, "viewer").send("DELETE", path, "").statusCode())
                    .isEqualTo(403);
            HttpResponse<String> gone = operator.send("DELETE", path, "");
            assertThat(gone.statusCode()).as(gone.body()).isEqualTo(204);
        } finally {
            jdbc.sql("delete from update_plans where id = ?").params(plan).update();
            jdbc.sql("delete from hosts where id = ?").params(host).update();
        }
        Catalog now = catalogs.current(Catalog.UPLOADS).orElseThrow();
        List<SoftwarePackage> left = packages.ofCatalog(now.id(), 0, 10);
        assertThat(left).extracting(SoftwarePackage::fileName).containsExactly("NIC_1.3.EXE");
        assertThat(operator.send("DELETE", "/api/v1/packages/" + left.getFirst().id(), "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(catalogs.current(Catalog.UPLOADS)).as("nothing is offered").isEmpty();
        assertThat(operator.send("DELETE", "/api/v1/packages/" + left.getFirst().id(), "")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void an_index_tells_what_it_lists_so_that_one_can_choose() {
        vendor.put("/i.xml", CatalogIndexTest.XML.getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> made = operator.post("/api/v1/catalogs/sources", """
                {"name": "api-index", "kind": "index", "address": "%s", "enabled": false, "choice": {"catalogs": ["MTLC"]}}
                """.formatted(vendor.url("/i.xml")));
        String source = made.headers().firstValue("Location").orElseThrow();
        JsonNode groups = Person.json(operator.get(source + "/index")).path("groups");
        assertThat(groups).hasSize(4);
        assertThat(groups.path(1).path("chosen").asBoolean()).isTrue();
        assertThat(groups.path(0).path("chosen").asBoolean()).isFalse();
        assertThat(groups.path(0).path("versions").path(0).path("readable").asBoolean())
                .isFalse();
        assertThat(groups.path(1).path("versions").path(1).path("latest").asBoolean())
                .isTrue();
        vendor.put("/i.xml", "<Manifest/>".getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> none = operator.get(source + "/index");
        assertThat(none.statusCode()).as(none.body()).isEqualTo(502);
        assertThat(none.body()).contains("can't be read: It is no index of catalogs");
    }

    private static String refused(Uploads uploads, long length, InputStream content) throws IOException {
        try {
            uploads.take("A.EXE", null, length, content, "anna");
        } catch (io.farrier.hub.Refused e) {
            return e.getMessage();
        }
        throw new AssertionError("it was taken");
    }

    private long stored() {
        return jdbc.sql("select count(*) from artifacts").query(Long.class).single();
    }

    private static HttpResponse<String> upload(Person person, String name, byte[] bytes) {
        return person.send(person.request("/api/v1/packages?name="
                        + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%26sha256%3D", "&sha256="))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(bytes)));
    }

    private long synced(String source) {
        HttpResponse<String> queued = operator.post(source + "/sync", "");
        assertThat(queued.statusCode()).as(queued.body()).isEqualTo(202);
        String sync = queued.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        !Person.json(operator.get(sync)).path("state").asText().equals("running"));
        JsonNode ended = Person.json(operator.get(sync));
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("bytesDone").asLong()).isPositive();
        return ended.path("catalogId").asLong();
    }
}
