package io.farrier.access;

import com.fasterxml.jackson.databind.JsonNode;
import io.farrier.catalog.DupText;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the examples of the API need and make no example of: what takes a device, a vendor or a bad day to come about. */
final class Given {

    /** As the vendor lists its catalogs. */
    static final String INDEX = """
            <?xml version="1.0" encoding="utf-8"?>
            <ManifestIndex xmlns="openmanage/cm/dm" version="26.11.00">
              <GroupManifest type="MTLC" name="Lifecycle Controller Catalog" latest="c1">
                <ManifestInformation id="c1" path="F1/1/Catalog.xml.gz" version="26.11"/>
              </GroupManifest>
            </ManifestIndex>
            """;

    private final ApplicationContext hub;
    private final JdbcClient jdbc;
    private final Person admin;
    private final String unique = UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, String> names = new HashMap<>();

    Given(ApplicationContext hub, Person admin) {
        this.hub = hub;
        this.jdbc = hub.getBean(JdbcClient.class);
        this.admin = admin;
    }

    /** @param index where an index of catalogs is. Returns what the names mean that the examples have; none begins with another */
    Map<String, String> all(String index) throws Exception {
        names.put("$unique", unique);
        names.put("$me", Person.who(hub, "viewer").name());
        long host = id("insert into hosts (mgmt_ip, mgmt_kind) values ('127.20.172.1', 'server') returning id");
        names.put("$host", String.valueOf(host));
        keys();
        packages();
        messages();
        places(host);
        outdated();
        runs(host);
        name(
                "$indexed",
                posted("/api/v1/catalogs/sources", """
                {"name": "indexed-%s", "kind": "index", "address": "%s", "enabled": false, "choice": {"catalogs": ["MTLC"]}}
                """.formatted(unique, index)).path("id"));
        return names;
    }

    /** What the examples did to the hub that others share. */
    void undo() {
        String running =
                Person.json(admin.get("/api/v1/route-desk")).path("hash").asText();
        admin.send(admin.request("/api/v1/route-desk/apply")
                .header("Content-Type", "application/json")
                .header("If-Match", running)
                .POST(BodyPublishers.ofString("{\"files\": {\"routes/answer/docs.camel.yaml\": null}}")));
        jdbc.sql("delete from desk_policy").update();
        admin.post("/api/v1/plans/%s/cancel".formatted(names.get("$paused")), "");
        jdbc.sql("delete from catalogs where source = ?").params(source()).update();
    }

    private String source() {
        return "https://vendor.example/%s/Catalog.xml.gz".formatted(unique);
    }

    private void keys() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        names.put("$publicKey", Base64.getEncoder().encodeToString(key));
    }

    private void packages() throws Exception {
        name("$withdrawn", uploaded("WITHDRAWN.EXE", "22.30." + unique).path("sha256"));
        name("$former", uploaded("FORMER.EXE", "22.31." + unique).path("catalogId"));
        byte[] bundle = admin.bytes("/api/v1/bundles/export", "{\"catalogs\": [%s]}".formatted(names.get("$former")));
        Path folder = Path.of(hub.getEnvironment().getRequiredProperty("farrier.bundle.folder"));
        Files.createDirectories(folder);
        Files.write(folder.resolve("reference-%s.zip".formatted(unique)), bundle);
        posted("/api/v1/files/%s/quarantine".formatted(names.get("$withdrawn")), "{\"reason\": \"it was withdrawn\"}");
    }

    private JsonNode uploaded(String name, String version) {
        HttpResponse<String> answer = admin.send(admin.request("/api/v1/packages?name=" + name)
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(DupText.exe(DupText.xml("108255", "0AAB", version)))));
        return Person.json(answer);
    }

    private void messages() {
        for (String name : List.of("$parked", "$nonsense")) {
            HttpResponse<String> parked =
                    admin.post("/api/v1/messages", "application/cloudevents+json", "no message " + name + unique);
            name(name, Person.json(parked).path("id"));
        }
        put("$stumbled", """
                insert into changes (source, number, said, state, reason, settled)
                values ('/itsm/docs', ?, '{}', 'human', 'needs a person: it could not be decided', true) returning id
                """, "CHG-stumbled-" + unique);
    }

    /** A vCenter and an OME whose certificates are others than before; the vCenter shows a host no more. */
    private void places(long host) {
        long credential = id("""
                insert into credentials (name, kind, username, vault_path, created_by)
                values (?, 'vcenter', 'farrier', 'vault:nothing', 'test') returning id
                """, "places-" + unique);
        for (String kind : List.of("Vcenter", "Ome")) {
            put(
                    "$renewed" + kind,
                    """
                    insert into %ss (name, url, credential_id, enabled, pin, seen, seen_why, created_by)
                    values (?, ?, ?, false, 'former', 'renewed', 'another than before', 'test') returning id
                    """.formatted(kind),
                    "renewed-" + unique,
                    "https://%s-%s.example".formatted(kind.toLowerCase(Locale.ROOT), unique),
                    credential);
        }
        jdbc.sql("""
                insert into vcenter_hosts (vcenter_id, moid, name, maintenance, gone_at)
                values (?, 'host-1', 'esx1.example', false, now())
                """).params(Long.valueOf(names.get("$renewedVcenter"))).update();
    }

    /** A host whose BIOS has a newer version in the current catalog of a source, and in the one before. */
    private void outdated() {
        String system = "%04X".formatted(unique.hashCode() & 0xFFFF);
        long host = put("$outdated", """
                insert into hosts (mgmt_ip, mgmt_kind, system_id, model, generation, bmc_version)
                values ('127.20.172.2', 'server', ?, ?, '14G', '7.00.00.00') returning id
                """, system, "PowerEdge " + unique);
        jdbc.sql("""
                insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version, updateable)
                values (?, 'BIOS.Setup.1-1', '159__BIOS', '159', 'BIOS', 'BIOS', '1.0.0', true)
                """).params(host).update();
        for (String state : List.of("superseded", "current")) {
            long catalog = put(
                    "$" + state, "insert into catalogs (source, state) values (?, ?) returning id", source(), state);
            long bios = id("""
                    insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, size)
                    values (?, 'BIOS.EXE', 'BIOS.EXE', 'BIOS', 'BIOS', 'LW64', '1.2.0', 1) returning id
                    """, catalog);
            jdbc.sql("insert into package_systems values (?, ?)")
                    .params(bios, system)
                    .update();
            jdbc.sql("insert into package_devices (package_id, component_id) values (?, '159')")
                    .params(bios)
                    .update();
        }
        hub.getBean(ProducerTemplate.class).requestBody("direct:compliance.evaluate", List.of(host));
    }

    /** A run that failed, in a plan that paused over it after its first wave, and one that waits for a person. */
    private void runs(long host) {
        long window = id("""
                insert into windows (name, opens_at, closes_at, created_by)
                values (?, '2098-01-01', '2098-01-02', 'test') returning id
                """, "given-" + unique);
        long plan = put("$paused", """
                insert into update_plans (name, selector, state, wave, window_id, created_by, started_at)
                values (?, '{}', 'paused', 1, ?, 'test', now()) returning id
                """, "paused-" + unique, window);
        jdbc.sql("insert into plan_targets (plan_id, host_id, wave, promises, expected) values (?, ?, 1, '[]', 60)")
                .params(plan, host)
                .update();
        long failed = put("$run", """
                insert into host_runs (plan_id, host_id, wave, state, reason, ended_at)
                values (?, ?, 1, 'failed', 'an example', now()) returning id
                """, plan, host);
        jdbc.sql("insert into run_profiles (run_id, content) values (?, '{\"SystemConfiguration\": {}}')")
                .params(failed)
                .update();
        put(
                "$stuck",
                """
                insert into host_runs (plan_id, host_id, wave, state, reason, due_at)
                values (?, ?, 1, 'human', 'waits for a person', 'infinity') returning id
                """,
                plan,
                id("insert into hosts (mgmt_ip, mgmt_kind) values ('127.20.172.3', 'server') returning id"));
    }

    private JsonNode posted(String path, String body) {
        HttpResponse<String> answer = admin.post(path, body);
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + ": " + answer.body());
        }
        return Person.json(answer);
    }

    private long id(String sql, Object... values) {
        return jdbc.sql(sql).params(values).query(Long.class).single();
    }

    private long put(String name, String sql, Object... values) {
        long id = id(sql, values);
        names.put(name, String.valueOf(id));
        return id;
    }

    private void name(String name, JsonNode value) {
        if (value.asText().isEmpty()) {
            throw new AssertionError("nothing is known of " + name);
        }
        names.put(name, value.asText());
    }
}
