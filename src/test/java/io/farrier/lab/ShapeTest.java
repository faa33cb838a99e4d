package io.farrier.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The virtual iDRAC beside the recorded R750: what it serves has the recorded shape, and what it names is there. */
class ShapeTest {
    /** What the lab does not serve and therefore does not name: by resource, the recorded keys that are missing. */
    private static final Map<String, Set<String>> NOT_SERVED = Map.of(
            "/redfish/v1",
            Set.of("CertificateService", "EventService", "Fabrics", "JsonSchemas", "TelemetryService"),
            Client.SYSTEM,
            Set.of(
                    "EthernetInterfaces",
                    "Memory",
                    "NetworkInterfaces",
                    "PCIeDevices",
                    "PCIeFunctions",
                    "Processors",
                    "SecureBoot",
                    "SimpleStorage",
                    "Storage",
                    "VirtualMedia"),
            Client.MANAGER,
            Set.of("HostInterfaces", "SerialInterfaces", "VirtualMedia"));

    private static TestLab lab;

    @BeforeAll
    static void start() {
        lab = TestLab.of(6);
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @Test
    void what_is_served_has_every_key_that_the_r750_recorded() throws IOException {
        for (String path : List.of(
                "/redfish/v1",
                "/redfish/v1/Systems",
                Client.SYSTEM,
                Client.SYSTEM + "/Oem/Dell/DellSystem/System.Embedded.1",
                "/redfish/v1/Managers",
                Client.MANAGER,
                Client.MANAGER + "/Oem/Dell/DelliDRACCard/iDRAC.Embedded.1-1_0x23_IDRACinfo",
                Client.MANAGER + "/Oem/Dell/DellJobService",
                Client.MANAGER + "/LogServices",
                Client.MANAGER + "/LogServices/Lclog",
                Client.MANAGER + "/LogServices/FaultList/Entries",
                "/redfish/v1/UpdateService",
                Client.INVENTORY,
                "/redfish/v1/UpdateService/SoftwareInventory",
                "/redfish/v1/TaskService",
                "/redfish/v1/TaskService/Tasks",
                "/redfish/v1/JobService",
                "/redfish/v1/JobService/Jobs",
                "/redfish/v1/SessionService",
                "/redfish/v1/SessionService/Sessions",
                "/redfish/v1/Registries/Messages")) {
            assertShape(path, recorded(path), lab.client(0).get(path).body());
        }
    }

    @Test
    void an_inventory_member_has_every_key_that_the_r750_recorded() throws IOException {
        Client client = lab.client(0);
        JsonNode members =
                client.get(Client.INVENTORY + "?$expand=*($levels=1)").body().path("Members");
        for (String like :
                List.of("Installed-159-", "Current-159-", "Installed-108089-", "Installed-25227-", "Installed-0-")) {
            JsonNode ours = members.valueStream()
                    .filter(member -> member.path("Id").asText().startsWith(like))
                    .findFirst()
                    .orElseThrow();
            JsonNode theirs = recorded(firstRecorded(like));
            assertShape(like, theirs, ours);
            JsonNode dell = ours.at("/Oem/Dell/DellSoftwareInventory");
            assertShape(like, theirs.at("/Oem/Dell/DellSoftwareInventory"), dell);
            assertThat(dell.path("IdentityInfoType"))
                    .isEqualTo(theirs.at("/Oem/Dell/DellSoftwareInventory/IdentityInfoType"));
            assertThat(client.get(dell.path("@odata.id").asText()).body()).isEqualTo(dell);
        }
    }

    @Test
    void a_job_has_every_key_that_the_r750_recorded_in_both_views() throws IOException {
        Client client = lab.client(0);
        String id = client.update(lab.packageUrl(0, "diagnostics"), "OnReset");
        String dell = Client.MANAGER + "/Oem/Dell/Jobs/";
        assertShape(
                dell, recorded(dell + "JID_102241909559"), client.get(dell + id).body());
        String dmtf = "/redfish/v1/JobService/Jobs/";
        assertShape(
                dmtf, recorded(dmtf + "JID_102241909559"), client.get(dmtf + id).body());
    }

    @Test
    void an_idrac10_has_every_key_of_the_recorded_17g_system() throws IOException {
        Path file = Path.of("../shared/fixtures/redfish-idrac10/computersystem.computerSystemBody.json");
        assumeTrue(Files.exists(file), "SKIPPED: no recorded answers at " + file);
        JsonNode theirs = TestLab.JSON.readTree(file.toFile());
        JsonNode ours = lab.client(5).get(Client.SYSTEM).body();
        assertThat(ours.path("Model").asText()).isEqualTo("PowerEdge R6715");
        assertShape("17G", theirs.at("/Oem/Dell/DellSystem"), ours.at("/Oem/Dell/DellSystem"), Set.of("@odata.etag"));
        assertThat(ours.at("/Oem/Dell/@odata.type")).isEqualTo(theirs.at("/Oem/Dell/@odata.type"));
    }

    @Test
    void every_link_leads_to_a_resource() {
        for (int device : List.of(0, 5)) {
            Client client = lab.client(device);
            client.post("/redfish/v1/SessionService/Sessions", "{\"UserName\":\"root\",\"Password\":\"calvin\"}");
            Set<String> seen = new HashSet<>();
            Deque<String> next = new ArrayDeque<>(List.of("/redfish/v1", "/redfish/v1/odata"));
            List<String> broken = new ArrayList<>();
            while (!next.isEmpty()) {
                String path = next.poll();
                if (seen.add(path)) {
                    Client.Answer answer = client.get(path);
                    if (answer.status() != 200 && answer.status() != 202) {
                        broken.add(answer.status() + " " + path);
                    }
                    next.addAll(links(answer.body()));
                }
            }
            assertThat(broken).isEmpty();
            assertThat(seen).hasSizeGreaterThan(60);
        }
    }

    private static List<String> links(JsonNode node) {
        List<String> links = new ArrayList<>();
        for (String key : List.of("@odata.id", "Uri", "TaskMonitor")) {
            node.findValues(key).forEach(link -> links.add(link.asText()));
        }
        return links;
    }

    private static void assertShape(String what, JsonNode theirs, JsonNode ours) {
        assertShape(what, theirs, ours, Set.of());
    }

    private static void assertShape(String what, JsonNode theirs, JsonNode ours, Set<String> excused) {
        Set<String> missing = new TreeSet<>();
        theirs.fieldNames().forEachRemaining(missing::add);
        ours.fieldNames().forEachRemaining(missing::remove);
        Set<String> notServed = NOT_SERVED.getOrDefault(what, Set.of());
        missing.removeIf(key -> excused.contains(key) || notServed.contains(key.split("@")[0]));
        assertThat(missing).as("recorded keys that %s has not", what).isEmpty();
        theirs.properties().stream()
                .filter(field -> ours.has(field.getKey()) && !(field.getValue() instanceof ObjectNode))
                .filter(field ->
                        !field.getValue().isNull() && !ours.get(field.getKey()).isNull())
                .forEach(field -> assertThat(ours.get(field.getKey()).getNodeType())
                        .as("type of %s in %s", field.getKey(), what)
                        .isEqualTo(field.getValue().getNodeType()));
    }

    private static JsonNode recorded(String path) throws IOException {
        Path file = Path.of("../shared/fixtures/redfish-r750-idrac9" + path + "/index.json");
        assumeTrue(Files.exists(file), "SKIPPED: no recorded answers at " + file);
        return TestLab.JSON.readTree(file.toFile());
    }

    private static String firstRecorded(String like) throws IOException {
        Path folder = Path.of("../shared/fixtures/redfish-r750-idrac9" + Client.INVENTORY);
        assumeTrue(Files.exists(folder), "SKIPPED: no recorded answers at " + folder);
        try (Stream<Path> members = Files.list(folder)) {
            return Client.INVENTORY + "/"
                    + members.map(member -> member.getFileName().toString())
                            .filter(name -> name.startsWith(like))
                            .sorted()
                            .findFirst()
                            .orElseThrow();
        }
    }
}
