package io.farrier.files;

import static io.farrier.catalog.StoredPackage.file;
import static io.farrier.catalog.StoredPackage.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.HubTest;
import io.farrier.access.Person;
import io.farrier.catalog.Artifacts;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Fetch;
import io.farrier.catalog.Links;
import io.farrier.catalog.NoRoom;
import io.farrier.catalog.Packages;
import io.farrier.catalog.StoredPackage;
import io.farrier.hub.Refused;
import io.farrier.ledger.Event;
import io.farrier.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class StoredFilesTest {

    private final String name = UUID.randomUUID().toString();
    private final byte[] content = file(name, 10_000);
    private final String sha256 = hash("SHA-256", content);
    private final String source = "http://" + name + "/Catalog.xml";
    private long host;
    private long packageId;

    @Autowired
    ApplicationContext hub;

    @Autowired
    StoredFiles files;

    @Autowired
    Retention retention;

    @Autowired
    Artifacts artifacts;

    @Autowired
    Packages packages;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Links links;

    @Autowired
    Mirrors mirrors;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Ledger ledger;

    @Autowired
    JdbcClient jdbc;

    @Value("${farrier.files.folder}")
    Path folder;

    @BeforeEach
    void store() throws IOException {
        packageId = StoredPackage.of(catalogs, jdbc, source, "F/" + name + ".EXE", 10_000L, hash("MD5", content), null);
        artifacts.store(packages.byId(packageId).orElseThrow(), "test", new ByteArrayInputStream(content));
        jdbc.sql("update artifacts set stored_at = now() - interval '3 days' where sha256 = ?")
                .params(sha256)
                .update();
        host = jdbc.sql(
                        "insert into hosts (mgmt_ip, mgmt_port, mgmt_kind) values ('10.9.0.1'::inet + (random() * 60000)::int,"
                                + " 1 + (random() * 60000)::int, 'server') returning id")
                .query(Long.class)
                .single();
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where id = ?").params(host).update();
        jdbc.sql("delete from catalogs where source = ?").params(source).update();
        jdbc.sql("delete from mirrors where name = ?").params(name).update();
        jdbc.sql("delete from artifacts where sha256 = ?").params(sha256).update();
    }

    @Test
    void files_are_found_by_a_part_of_their_name_page_by_page() {
        Person anna = Person.who(hub, "viewer");
        JsonNode page =
                Person.json(anna.get("/api/v1/files?name=" + name.toUpperCase().substring(0, 30)));
        assertThat(page.path("items")).hasSize(1);
        JsonNode file = page.path("items").path(0);
        assertThat(file.path("sha256").asText()).isEqualTo(sha256);
        assertThat(file.path("state").asText()).isEqualTo("stored");
        assertThat(file.path("size").asLong()).isEqualTo(10_000);
        assertThat(page.path("next").isNull()).isTrue();
        JsonNode one = Person.json(anna.get("/api/v1/files?limit=1&name=" + name));
        assertThat(one.path("next").asText()).isEqualTo(sha256);
        assertThat(Person.json(anna.get("/api/v1/files?limit=1&name=" + name + "&after=" + sha256))
                        .path("items"))
                .isEmpty();
        assertThat(Person.json(anna.get("/api/v1/files?state=quarantined&name=" + name))
                        .path("items"))
                .isEmpty();
        assertThat(anna.get("/api/v1/files/nonsense").statusCode()).isEqualTo(400);
        assertThat(anna.get("/api/v1/files/" + "0".repeat(64)).statusCode()).isEqualTo(404);
    }

    @Test
    void a_file_that_a_person_quarantined_is_not_used_and_no_download_brings_it_back() throws IOException {
        String link = links.issue(4712, host, "127.0.0.1", sha256, name + ".EXE");
        Person oscar = Person.who(hub, "operator");
        assertThat(oscar.get(link).statusCode()).isEqualTo(200);
        assertThat(oscar.post("/api/v1/files/" + sha256 + "/quarantine", "{\"reason\": \"\"}")
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> done =
                oscar.post("/api/v1/files/" + sha256 + "/quarantine", "{\"reason\": \"It bricked r12.\"}");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(Person.json(done).path("quarantinedBy").asText()).isEqualTo(oscar.name());
        assertThat(oscar.get(link).statusCode()).isEqualTo(404);
        assertThat(artifacts.find(packages.byId(packageId).orElseThrow())).isEmpty();
        assertThatThrownBy(() -> artifacts.store(
                        packages.byId(packageId).orElseThrow(), "test", new ByteArrayInputStream(content)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("quarantined by a person");
        assertThatThrownBy(() -> camel.requestBody("direct:catalog.fetch", new Fetch(packageId)))
                .as("not even asked for")
                .cause()
                .hasMessageContaining("was put into quarantine by " + oscar.name() + ": It bricked r12.");
        assertThat(folder.resolve(sha256)).doesNotExist();
        assertThat(told("files.quarantined").sentence()).contains("It bricked r12.");
        assertThat(told("files.quarantined").who()).isEqualTo(oscar.name());
        links.close(4712);
    }

    @Test
    void only_an_approver_lets_a_file_out_of_quarantine_and_the_ledger_names_him() throws IOException {
        files.quarantine(sha256, "suspicious", "oscar");
        String path = "/api/v1/files/" + sha256 + "/release";
        assertThat(Person.who(hub, "operator")
                        .post(path, "{\"reason\": \"it is fine\"}")
                        .statusCode())
                .isEqualTo(403);
        Person petra = Person.who(hub, "approver");
        assertThat(petra.post(path, "{\"reason\": \"it is fine\"}").statusCode())
                .isEqualTo(200);
        assertThat(artifacts.find(packages.byId(packageId).orElseThrow())).isPresent();
        assertThat(told("files.released").who()).isEqualTo(petra.name());
        assertThat(petra.post(path, "{\"reason\": \"it is fine\"}").statusCode())
                .isEqualTo(409);
    }

    @Test
    void a_file_that_is_not_what_was_promised_stays_no_packages_file_though_it_was_released() throws IOException {
        byte[] other = file(name + "other", 10_000);
        assertThatThrownBy(() -> artifacts.store(
                        packages.byId(packageId).orElseThrow(), "test", new ByteArrayInputStream(other)))
                .isInstanceOf(Refused.class);
        String hash = hash("SHA-256", other);
        files.release(hash, "a test", "petra");
        assertThat(artifacts
                        .find(packages.byId(packageId).orElseThrow())
                        .orElseThrow()
                        .sha256())
                .isEqualTo(sha256);
        jdbc.sql("delete from artifacts where sha256 = ?").params(hash).update();
    }

    @Test
    void a_file_that_something_needs_is_not_deleted_and_what_needs_it_is_named() throws IOException {
        Person oscar = Person.who(hub, "operator");
        jdbc.sql("update catalogs set state = 'current' where source = ?")
                .params(source)
                .update();
        assertThat(kept(oscar)).contains("the catalog 26.11.00");
        jdbc.sql("insert into mirrors (name, selection, created_by) values (?, '{\"types\": [\"FRMW\"]}', 'test')")
                .params(name)
                .update();
        jdbc.sql("insert into mirror_files (mirror_id, package_id) select id, ? from mirrors where name = ?")
                .params(packageId, name)
                .update();
        assertThat(kept(oscar)).contains("the mirror " + name);
        files.pin(sha256, "the last one that works", "anna");
        assertThat(kept(oscar)).contains("its pin: the last one that works");
        links.issue(4713, host, "127.0.0.1", sha256, name + ".EXE");
        assertThat(kept(oscar)).contains("the run 4713, which has not ended");
        links.close(4713);
        files.pin(sha256, null, "anna");
        jdbc.sql("delete from mirrors where name = ?").params(name).update();
        jdbc.sql("update catalogs set state = 'superseded' where source = ?")
                .params(source)
                .update();
        assertThat(kept(oscar)).contains("hosts that a run gave it to at");
        assertThat(folder.resolve(sha256)).exists();
        jdbc.sql("update links set created_at = now() - interval '91 days' where run_id = 4713")
                .update();
        assertThat(oscar.send("DELETE", "/api/v1/files/" + sha256, "").statusCode())
                .isEqualTo(204);
        assertThat(folder.resolve(sha256)).doesNotExist();
        assertThat(told("files.deleted").who()).isEqualTo(oscar.name());
    }

    @Test
    void a_plan_that_has_not_ended_keeps_what_it_promises() throws IOException {
        jdbc.sql("insert into update_plans (name, selector, created_by, state) values (?, '{}', 'test', 'approved')")
                .params(name)
                .update();
        jdbc.sql("insert into plan_targets (plan_id, host_id, wave, promises, expected)"
                        + " select id, ?, 1, jsonb_build_array(jsonb_build_object('packageId', ?)), 60 from update_plans"
                        + " where name = ?")
                .params(host, packageId, name)
                .update();
        assertThat(files.find(sha256).neededBy()).isEqualTo("the plan " + name);
        jdbc.sql("update update_plans set state = 'completed' where name = ?")
                .params(name)
                .update();
        assertThat(files.find(sha256).neededBy()).isNull();
        jdbc.sql("delete from update_plans where name = ?").params(name).update();
    }

    @Test
    void the_retention_says_what_would_go_and_deletes_only_when_told_to() throws IOException {
        Person oscar = Person.who(hub, "operator");
        JsonNode dry = Person.json(oscar.post("/api/v1/files/retention", "{\"dry\": true}"));
        assertThat(dry.path("files").findValuesAsText("sha256")).contains(sha256);
        assertThat(oscar.post("/api/v1/files/retention", "{}").statusCode()).isEqualTo(200);
        assertThat(folder.resolve(sha256)).exists();
        Path abandoned = Files.createDirectories(folder.resolve("incoming-" + name));
        Files.writeString(abandoned.resolve("half"), "half");
        Files.setLastModifiedTime(
                abandoned,
                java.nio.file.attribute.FileTime.from(java.time.Instant.now().minus(java.time.Duration.ofDays(2))));
        assertThat(retention.act("anna").files()).extracting(StoredFile::sha256).contains(sha256);
        assertThat(folder.resolve(sha256)).doesNotExist();
        assertThat(abandoned).doesNotExist();
        assertThat(told("files.deleted").sentence()).contains("nothing needs it any more");
    }

    @Test
    void a_file_that_came_today_is_kept_until_somebody_had_the_time_to_use_it() {
        jdbc.sql("update artifacts set stored_at = now() where sha256 = ?")
                .params(sha256)
                .update();
        assertThat(files.find(sha256).neededBy()).isEqualTo("whoever brought it today");
    }

    @Test
    void what_does_not_fit_on_the_disk_is_said_in_a_sentence_before_it_is_downloaded() {
        assertThatThrownBy(() -> artifacts.room("BIOS_1.EXE", 1L << 50))
                .isInstanceOf(NoRoom.class)
                .hasMessageContaining("BIOS_1.EXE")
                .hasMessageContaining("1,125,899,906,842,624 bytes")
                .hasMessageContaining("farrier.files.reserve");
    }

    private String kept(Person oscar) {
        HttpResponse<String> answer = oscar.send("DELETE", "/api/v1/files/" + sha256, "");
        assertThat(answer.statusCode()).isEqualTo(409);
        return Person.json(answer).path("detail").asText();
    }

    private Event told(String type) {
        return ledger.stream("files").stream()
                .filter(event -> event.type().equals(type) && event.sentence().contains(name))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
