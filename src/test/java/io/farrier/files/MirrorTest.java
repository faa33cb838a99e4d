package io.farrier.files;

import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.catalog.CatalogText;
import io.farrier.catalog.FileServer;
import io.farrier.catalog.Syncs;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class MirrorTest {

    private final FileServer vendor = new FileServer();
    private final String name = UUID.randomUUID().toString();
    /** A system that no other test's catalog is for. */
    private final String system = name.substring(0, 4).toUpperCase(Locale.ROOT);

    private Person oscar;

    @Autowired
    ApplicationContext hub;

    @Autowired
    Syncs syncs;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    JdbcClient jdbc;

    @BeforeEach
    void come() {
        oscar = Person.who(hub, "operator");
    }

    @AfterEach
    void close() {
        vendor.close();
        jdbc.sql("delete from mirrors where name = ?").params(name).update();
        jdbc.sql("delete from catalogs where source = ?").params(source()).update();
    }

    @Test
    void a_mirror_brings_the_newest_files_of_its_systems_and_says_how_far_it_is() {
        byte[] old = offer("F/NIC_1.0.EXE");
        byte[] nic = offer("F/NIC_1.2.EXE");
        byte[] bios = offer("F/BIOS_2.1.EXE");
        byte[] other = offer("F/OTHER.EXE");
        sync(new CatalogText()
                .firmware("F/NIC_1.0.EXE", "1", system, "1.0", about(old))
                .firmware("F/NIC_1.2.EXE", "1", system, "1.2", about(nic))
                .firmware("F/BIOS_2.1.EXE", "159", system, "2.1", about(bios))
                .firmware("F/OTHER.EXE", "159", "0000", "2.1", about(other)));
        CountDownLatch gate = new CountDownLatch(1);
        vendor.hold("/F/NIC_1.2.EXE", nic, gate);
        String location = start("{\"systems\": [\"%s\"], \"newest\": true}".formatted(system));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(location).path("stored").asInt() == 1);
        assertThat(get(location).path("state").asText()).isEqualTo("running");
        assertThat(get(location).path("total").asInt()).isEqualTo(2);
        assertThat(get(location).path("bytesStored").asLong()).isEqualTo(bios.length);
        gate.countDown();
        JsonNode ended = ended(location);
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("stored").asInt()).isEqualTo(2);
        assertThat(ended.path("bytesStored").asLong()).isEqualTo(nic.length + bios.length);
        assertThat(vendor.asked()).noneMatch(asked -> asked.contains("OTHER") || asked.contains("NIC_1.0"));
        int asked = vendor.asked().size();
        assertThat(oscar.post(location + "/start", "").statusCode()).isEqualTo(202);
        assertThat(ended(location).path("state").asText()).isEqualTo("completed");
        assertThat(vendor.asked()).hasSize(asked);
    }

    @Test
    void a_file_that_is_wrong_is_passed_over_and_named() {
        byte[] nic = offer("F/NIC.EXE");
        byte[] bios = offer("F/BIOS.EXE");
        vendor.put("/F/BAD.EXE", nic);
        sync(new CatalogText()
                .firmware(
                        "F/BAD.EXE",
                        "1",
                        system,
                        "1.3",
                        "size=\"%d\" hashMD5=\"%s\"".formatted(nic.length, "0".repeat(32)))
                .firmware("F/BIOS.EXE", "159", system, "2.1", about(bios)));
        String location = start("{\"systems\": [\"%s\"]}".formatted(system));
        JsonNode failed = ended(location);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("stored").asInt()).isEqualTo(1);
        JsonNode missed = get(location + "/missed").path("items");
        assertThat(missed).hasSize(1);
        assertThat(missed.path(0).path("fileName").asText()).isEqualTo("BAD.EXE");
        assertThat(missed.path(0).path("reason").asText()).contains("checksum");
    }

    @Test
    void a_server_that_fails_for_one_file_keeps_no_other_out_and_the_next_start_brings_it() {
        CatalogText catalog = new CatalogText();
        byte[] bad = offer("F/0.EXE");
        catalog.firmware("F/0.EXE", "100", system, "1.0", about(bad));
        for (int n = 1; n < 10; n++) {
            catalog.firmware("F/" + n + ".EXE", "10" + n, system, "1.0", about(offer("F/" + n + ".EXE")));
        }
        vendor.fail("/F/0.EXE", 503);
        sync(catalog);
        String location = start("{\"systems\": [\"%s\"]}".formatted(system));
        JsonNode failed = ended(location);
        assertThat(failed.path("state").asText()).isEqualTo("failed");
        assertThat(failed.path("reason").asText()).contains("503");
        assertThat(failed.path("stored").asInt()).isEqualTo(9);
        vendor.put("/F/0.EXE", bad);
        assertThat(oscar.post(location + "/start", "").statusCode()).isEqualTo(202);
        assertThat(ended(location).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void what_selects_nothing_or_can_not_be_meant_is_refused() {
        for (String bad : List.of(
                "{}",
                "{\"newest\": true}",
                "{\"systems\": [\"R750\"]}",
                "{\"types\": [\"DRVR\"]}",
                "{\"system\": [\"08FF\"]}")) {
            HttpResponse<String> answer =
                    oscar.post("/api/v1/mirrors", "{\"name\": \"%s\", \"selection\": %s}".formatted(name, bad));
            assertThat(answer.statusCode()).as(bad).isEqualTo(400);
        }
        HttpResponse<String> made = oscar.post(
                "/api/v1/mirrors",
                "{\"name\": \"%s\", \"selection\": {\"models\": [\"No Such Model\"]}}".formatted(name));
        assertThat(made.statusCode()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> started = oscar.post(location + "/start", "");
        assertThat(started.statusCode()).isEqualTo(400);
        assertThat(started.body()).contains("No host here is a No Such Model");
        oscar.post(
                "/api/v1/mirrors",
                "{\"name\": \"%s\", \"selection\": {\"components\": [\"%s\"]}}".formatted(name, name));
        assertThat(oscar.post(location + "/start", "").body()).contains("hold nothing that the selection");
        assertThat(oscar.send("DELETE", location, "").statusCode()).isEqualTo(204);
        assertThat(oscar.get(location).statusCode()).isEqualTo(404);
    }

    private byte[] offer(String path) {
        byte[] content = file(name + path, 30_000);
        vendor.put("/" + path, content);
        return content;
    }

    private static String about(byte[] content) {
        return "size=\"%d\" hashMD5=\"%s\"".formatted(content.length, hash("MD5", content));
    }

    private String source() {
        return vendor.url("/catalog/" + name + ".xml.gz");
    }

    private void sync(CatalogText catalog) {
        vendor.put("/catalog/" + name + ".xml.gz", catalog.gzip());
        Syncs.Requested asked = syncs.request(source(), "anna");
        camel.sendBody("direct:bell.rings", List.of(asked.ring()));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> syncs.find(asked.id()).orElseThrow().state().equals("completed"));
    }

    private String start(String selection) {
        HttpResponse<String> made =
                oscar.post("/api/v1/mirrors", "{\"name\": \"%s\", \"selection\": %s}".formatted(name, selection));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String location = made.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> started = oscar.post(location + "/start", "");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return location;
    }

    private JsonNode ended(String location) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !get(location).path("state").asText().equals("running"));
        return get(location);
    }

    private JsonNode get(String path) {
        return Person.json(oscar.get(path));
    }
}
