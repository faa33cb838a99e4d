package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.HubTest;
import io.farrier.baseline.Baseline;
import io.farrier.baseline.Baselines;
import io.farrier.baseline.Demand;
import io.farrier.baseline.Effect;
import io.farrier.baseline.Rule;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Device;
import io.farrier.catalog.Syncs;
import io.farrier.fleet.Findings;
import io.farrier.transport.Bmc;
import io.farrier.transport.FqddTable;
import io.farrier.transport.Identity;
import io.farrier.transport.Inventory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Three recorded servers against the vendor's catalog of July 2017, synced and judged by the hub. What is expected was looked up
 * in the catalog by hand, so:
 *
 * <pre>
 * zcat Catalog-17.07.01.xml.gz | iconv -f UTF-16 -t UTF-8 > cat17.xml
 * grep -n 'componentID="25806"' cat17.xml      # or subDeviceID="1F5D": in which components the device is named
 * </pre>
 *
 * and of each SoftwareComponent around those lines its packageType, ComponentType, vendorVersion and path were read, where it has a
 * {@code <Model systemID="06BC"}. Of those of the type that is installed (a DRVR is no firmware) the LW64 ones were kept, or the
 * LWXP ones where there are none, and of these the newest taken. The R930 has 14 kinds of components, the R750 15.
 */
@HubTest
class RecordedVerdictsTest {

    private static final Path FIXTURES = Path.of("../shared/fixtures");
    private static final String NONE = "no-package | - | - | - | - | -";

    /**
     * Of the R930 (system 06BC, which 241 components name): component id or PCI ids, installed | verdict | offered, its release and
     * path | matched by | the installed one against it.
     */
    private static final List<String> R930 = List.of(
            // NNPW9 in LWXP and LW64; letters after the same digits, so the last two count.
            "25806 4239A33 | outdated | 4239A36 | NNPW9"
                    + " | FOLDER04158311M/1/Diagnostics_Application_NNPW9_WN64_4239A36_4239.44.EXE | component-id | lower",
            // 35RF5 has 7.12.19, 82J79 08.07.26, 7N5GW 10.01.00; MVXGT and 784HG are drivers. Two ports of 10 Gb, two
            // of 1 Gb.
            "14E4:168A:1028:1F5D 7.12.17 | outdated | 10.01.00 | 7N5GW"
                    + " | FOLDER04398033M/1/Network_Firmware_7N5GW_WN64_10.01.00_A00-00.EXE | pci | lower * 2",
            "14E4:168A:1028:1F68 7.12.17 | outdated | 10.01.00 | 7N5GW"
                    + " | FOLDER04398033M/1/Network_Firmware_7N5GW_WN64_10.01.00_A00-00.EXE | pci | lower * 2",
            // 5KKR0 has VS08, 4CXN5 VS0B; hexadecimal, so 0B is after 09.
            "102364 VS09 | outdated | VS0B | 4CXN5"
                    + " | FOLDER04236157M/1/SAS-Drive_Firmware_4CXN5_WN64_VS0B_A00.EXE | component-id | lower * 23",
            // grep finds neither of these two ids anywhere in the catalog.
            "101100 00.1D.71 | " + NONE + " * 4",
            "27763 2.0.0 | " + NONE,
            // NH55C; the other five LW64 components that name 1F41 and 1F42 are drivers.
            "1000:005D:1028:1F41 25.4.0.0015 | outdated | 25.5.2.0001 | NH55C"
                    + " | FOLDER04175015M/3/SAS-RAID_Firmware_NH55C_WN64_25.5.2.0001_A09_02.EXE | pci | lower",
            "1000:005D:1028:1F42 25.4.0.0015 | outdated | 25.5.2.0001 | NH55C"
                    + " | FOLDER04175015M/3/SAS-RAID_Firmware_NH55C_WN64_25.5.2.0001_A09_02.EXE | pci | lower",
            "25227 2.40.40.40 | outdated | 2.41.40.40 | 4950Y | FOLDER04019770M/2/"
                    + "iDRAC-with-Lifecycle-Controller_Firmware_4950Y_WN64_2.41.40.40_A00.EXE | component-id | lower",
            // 159 is every server's BIOS: only RG7CD is for 06BC.
            "159 2.0.1 | outdated | 2.3.1 | RG7CD | FOLDER04129810M/1/BIOS_RG7CD_WN64_2.3.1.EXE | component-id | lower",
            "101068 2.06 | outdated | 3.31 | F39J9"
                    + " | FOLDER03747243M/1/Firmware_F39J9_WN64_3.31_A00-00.EXE | component-id | lower",
            "18981 16.06.07 | outdated | 16.10.10 | MRW6J | FOLDER03987137M/1/"
                    + "Drivers-for-OS-Deployment_Application_MRW6J_WN64_16.10.10_A00.EXE | component-id | lower",
            "8086:1528:8086:5003 16.5.0 | outdated | 18.0.16 | WNHMJ"
                    + " | FOLDER04285866M/1/Network_Firmware_WNHMJ_WN64_18.0.16_A00.EXE | pci | lower * 2",
            // VX3V5 has 2.1 and OSC_1.1 is installed: two schemes, and no order is made up.
            "101734 OSC_1.1 | unknown | - | - | - | - | -");

    /** Of the R750 (090E: 2318 in decimal, in no line of a catalog that is four years older) each Installed- entry, in order. */
    private static final List<String> R750 = List.of(
            "0__Disk.Bay.0:Enclosure.Internal.0-1 1E0F:0007:1028:207E 2.1.3",
            "0__Disk.Bay.1:Enclosure.Internal.0-1 1E0F:0007:1028:207E 2.1.3",
            "0__Disk.Bay.2:Enclosure.Internal.0-1 1E0F:0007:1028:207E 2.1.3",
            "0__InfiniBand.Slot.7-1 15B3:101B:15B3:0009 20.31.10.14",
            "0__InfiniBand.Slot.7-2 15B3:101B:15B3:0009 20.31.10.14",
            "0__NIC.Slot.5-1 15B3:A2D6:15B3:0128 24.40.10.00",
            "104684__ServiceModule.Embedded.1 104684 4.0.1",
            "107649__RAID.Backplane.Firmware.1 107649 3.48",
            "108076__PSU.Slot.1 108076 00.2A.2B",
            "108076__PSU.Slot.2 108076 00.2A.2B",
            "108089__NIC.Integrated.1-1-1 108089 21.80.16.95",
            "108089__NIC.Integrated.1-2-1 108089 21.80.16.95",
            "108255__NIC.Embedded.1-1-1 108255 21.80.9",
            "108255__NIC.Embedded.2-1-1 108255 21.80.9",
            "109673__TPM.Integrated.1-1 109673 7.2.2.0",
            "159__BIOS.Setup.1-1 159 1.8.2",
            "18981__DriverPack.Embedded.1:LC.Embedded.1 18981 21.03.10",
            "25227__iDRAC.Embedded.1-1 25227 6.00.30.00",
            "25806__Diagnostics.Embedded.1:LC.Embedded.1 25806 4301A56",
            "27763__CPLD.Embedded.1 27763 1.0.5",
            "28897__USC.Embedded.1:LC.Embedded.1 28897 6.00.30.00");

    /**
     * Of what RACADM told of a server that it does not name, held to be a C6320 (06EE, PowerEdge with an X520 LOM): it tells no ids,
     * so what was found by the FQDD is weak, and of what may sit in a slot nothing is said.
     */
    private static final List<String> RACADM = List.of(
            "Disk.Bay.1:Enclosure.Internal.0-0:RAID.Slot.1-1 TS04 | unknown | - | - | - | - | -",
            "Disk.Bay.2:Enclosure.Internal.0-0:RAID.Slot.1-1 TS04 | unknown | - | - | - | - | -",
            "NIC.Embedded.1-1-1 16.5.0 | unknown | - | - | - | - | -",
            "NIC.Embedded.2-1-1 16.5.0 | unknown | - | - | - | - | -",
            // Of the components with 159 only 12RN6 is for 06EE; 4950Y is the one iDRAC of the 13G.
            "BIOS.Setup.1-1 1.0.3 | outdated | 2.4.2 | 12RN6"
                    + " | FOLDER04129266M/1/BIOS_12RN6_WN64_2.4.2.EXE | fqdd-map | lower",
            "iDRAC.Embedded.1-1 2.23.23.21 | outdated | 2.41.40.40 | 4950Y | FOLDER04019770M/2/"
                    + "iDRAC-with-Lifecycle-Controller_Firmware_4950Y_WN64_2.41.40.40_A00.EXE | fqdd-map | lower");

    @Autowired
    Baselines baselines;

    @Autowired
    Syncs syncs;

    @Autowired
    Catalogs catalogs;

    @Autowired
    Findings findings;

    @Autowired
    Compliance compliance;

    @Autowired
    FqddTable fqdds;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    JdbcClient jdbc;

    private String source;
    private final List<Long> hosts = new ArrayList<>();

    private static Path recorded(String path) {
        Path file = FIXTURES.resolve(path).toAbsolutePath().normalize();
        assumeTrue(Files.exists(file), "skipped: " + file + " is not here");
        return file;
    }

    @BeforeEach
    void sync() {
        source = recorded("catalog/Catalog-17.07.01.xml.gz").toUri().toString();
        Syncs.Requested asked = syncs.request(source, "anna");
        camel.sendBody("jms:" + asked.ring().queue(), asked.ring().text());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !syncs.find(asked.id()).orElseThrow().running());
        assertThat(syncs.find(asked.id()).orElseThrow().state()).isIn("completed", "unchanged");
    }

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where id = any(?)")
                .param(hosts.toArray(Long[]::new))
                .update();
        jdbc.sql("delete from baselines where name like 'recorded %'").update();
        jdbc.sql("delete from catalogs where source = ?").params(source).update();
    }

    @Test
    void each_component_of_the_r930_gets_the_verdict_that_was_looked_up() throws Exception {
        NodeList applications = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(recorded("inventory/Inventory_R930_Component.xml").toFile())
                .getElementsByTagName("Application");
        List<Inventory.Installed> held = new ArrayList<>();
        for (int n = 0; n < applications.getLength(); n++) {
            Element application = (Element) applications.item(n);
            Element device = (Element) application.getParentNode();
            // It tells no FQDDs.
            String id = "i%02d".formatted(n);
            held.add(item(
                    id,
                    id,
                    known(device.getAttribute("componentID")),
                    List.of(
                            device.getAttribute("vendorID"),
                            device.getAttribute("deviceID"),
                            device.getAttribute("subVendorID"),
                            device.getAttribute("subDeviceID")),
                    application.getAttribute("componentType"),
                    device.getAttribute("display"),
                    application.getAttribute("version"),
                    false));
        }
        List<Finding> found = judged("PowerEdge R930", "13G", "06BC", held);
        assertThat(found)
                .hasSize(42)
                .extracting(finding -> ids(finding) + " " + line(finding))
                .containsExactlyInAnyOrderElementsOf(repeated(R930));
        assertThat(found).extracting(Finding::inventoryId).isSorted();
        assertThat(found).allSatisfy(finding -> {
            assertThat(finding.reason()).endsWith(".");
            assertThat(finding.evidence().matched().weak()).isFalse();
            assertThat(finding.evidence().matched().systemId()).isEqualTo("06BC");
            assertThat(finding.compliant()).isFalse();
        });
        long catalog = catalogs.current(source).orElseThrow().id();
        assertThat(found)
                .filteredOn(finding -> finding.verdict() == Verdict.OUTDATED)
                .allSatisfy(finding -> {
                    assertThat(finding.evidence().offered().catalogId()).isEqualTo(catalog);
                    assertThat(finding.evidence().offered().catalogVersion()).isEqualTo("17.07.01");
                    assertThat(finding.evidence().offered().id()).isEqualTo(finding.packageId());
                    assertThat(finding.reason()).contains(finding.installed()).contains(finding.available());
                });
        // Urgent is the backplane's alone; diagnostics, driver pack and iDRAC are optional.
        assertThat(found)
                .filteredOn(finding -> Integer.valueOf(2).equals(finding.criticality()))
                .extracting(Finding::componentId)
                .containsExactly("101068");
        assertThat(found)
                .filteredOn(finding -> Integer.valueOf(3).equals(finding.criticality()))
                .extracting(Finding::componentId)
                .containsExactlyInAnyOrder("25806", "25227", "18981");
    }

    @Test
    void nothing_of_an_r750_is_compliant_with_a_catalog_that_does_not_know_it() throws IOException {
        Path members = recorded("redfish-r750-idrac9/redfish/v1/UpdateService/FirmwareInventory");
        List<Inventory.Installed> held = new ArrayList<>();
        try (var folders = Files.list(members)) {
            for (Path folder : folders.filter(
                            path -> path.getFileName().toString().startsWith("Installed-"))
                    .toList()) {
                JsonNode member =
                        new ObjectMapper().readTree(folder.resolve("index.json").toFile());
                JsonNode dell = member.at("/Oem/Dell/DellSoftwareInventory");
                String component = dell.path("ComponentID").asText("0");
                String fqdd = folder.getFileName().toString().replaceFirst(".*__", "");
                held.add(item(
                        component + "__" + fqdd,
                        fqdd,
                        component.equals("0") ? null : component,
                        List.of(
                                dell.path("VendorID").asText(""),
                                dell.path("DeviceID").asText(""),
                                dell.path("SubVendorID").asText(""),
                                dell.path("SubDeviceID").asText("")),
                        dell.path("ComponentType").asText(),
                        member.path("Name").asText(),
                        member.path("Version").asText(),
                        false));
            }
        }
        List<Finding> found = judged("PowerEdge R750", "15G", "090E", held);
        assertThat(found)
                .extracting(finding ->
                        finding.inventoryId() + " " + ids(finding) + " " + finding.installed() + " " + verdict(finding))
                .containsExactlyElementsOf(
                        R750.stream().map(line -> line + " " + NONE).toList());
        assertThat(found).allSatisfy(finding -> {
            assertThat(finding.compliant()).isFalse();
            assertThat(finding.counts()).isTrue();
            assertThat(finding.reason()).contains("no package for this component in this model");
        });
    }

    @Test
    void what_racadm_tells_is_matched_weakly_or_not_at_all() throws IOException {
        List<Inventory.Installed> held = new ArrayList<>();
        for (String block : Files.readString(recorded("racadm/racadm-software-inventory.txt"))
                .split("-{40,}")) {
            if (block.contains("Current Version")) {
                String fqdd = after(block, "FQDD");
                String component = fqdds.component(fqdd);
                held.add(item(
                        (component == null ? "0" : component) + "__" + fqdd,
                        fqdd,
                        component,
                        List.of("", "", "", ""),
                        after(block, "ComponentType").equals("BIOS") ? "BIOS" : "FRMW",
                        after(block, "ElementName"),
                        after(block, "Current Version"),
                        component != null));
            }
        }
        List<Finding> found = judged("PowerEdge C6320", "13G", "06EE", held);
        assertThat(found)
                .extracting(finding -> finding.fqdd() + " " + line(finding))
                .containsExactlyElementsOf(RACADM);
        assertThat(found).filteredOn(finding -> finding.componentId() != null).allSatisfy(finding -> {
            assertThat(finding.evidence().matched().weak()).isTrue();
            assertThat(finding.reason()).contains("The match is weak: by FQDD only");
        });
        assertThat(found)
                .filteredOn(finding -> finding.componentId() == null)
                .hasSize(4)
                .allSatisfy(finding ->
                        assertThat(finding.reason()).contains("names neither a component id nor its PCI ids"));
    }

    /** A rule of a baseline and an advisory name a device as people do. */
    @Test
    void a_device_without_a_component_id_is_known_by_its_pci_ids() {
        Installed nic = new Installed(
                1, "06BC", "i", "f", "NIC", "FRMW", new Device(null, "8086", "1528", "8086", "5003"), "16.5.0");
        Standard standard = new Standard(
                About.NOTHING,
                new Baseline(
                        1,
                        "b",
                        null,
                        0,
                        null,
                        List.of(new Rule(Effect.PIN, null, List.of("8086:1528:8086:5003"), null, "16.5.0")),
                        "x",
                        null,
                        null),
                List.of());
        assertThat(standard.demand(standard.subject(nic))).isInstanceOf(Demand.Exactly.class);
    }

    /** As a sweep finds a server and writes down what it holds; then the hub's own evaluation. */
    private List<Finding> judged(String model, String generation, String system, List<Inventory.Installed> held) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String tag = "R%06d".formatted(random.nextInt(1_000_000));
        Bmc bmc = new Bmc(0, "10.8.%d.%d".formatted(random.nextInt(256), random.nextInt(256)), 443);
        long host = findings.found(bmc, new Identity("server", "Dell", "iDRAC", "1", tag, null))
                .id();
        hosts.add(host);
        findings.inventory(
                host,
                new Inventory(
                        tag,
                        model,
                        generation,
                        system,
                        generation + " Monolithic",
                        null,
                        null,
                        "On",
                        "OK",
                        null,
                        null,
                        null,
                        null,
                        held));
        // Other tests of the same hub have catalogs that know these servers.
        baselines.add(
                new Baseline.Draft(
                        "recorded " + host,
                        new ObjectMapper().valueToTree(Map.of("ids", List.of(host))),
                        100,
                        catalogs.current(source).orElseThrow().id(),
                        List.of()),
                "anna");
        camel.requestBody("direct:compliance.evaluate", List.of(host));
        return compliance.ofHost(host);
    }

    private static Inventory.Installed item(
            String id,
            String fqdd,
            String component,
            List<String> pci,
            String type,
            String name,
            String version,
            boolean weak) {
        return new Inventory.Installed(
                id,
                fqdd,
                component,
                known(pci.get(0)),
                known(pci.get(1)),
                known(pci.get(2)),
                known(pci.get(3)),
                type,
                name,
                version,
                true,
                null,
                weak);
    }

    private static String known(String text) {
        return text.isBlank() || text.equals("null") ? null : text;
    }

    private static String after(String block, String name) {
        return block.lines()
                .filter(line -> line.startsWith(name + " = "))
                .map(line -> line.substring(name.length() + 3).strip())
                .findFirst()
                .orElseThrow();
    }

    private static String ids(Finding finding) {
        return finding.componentId() != null
                ? finding.componentId()
                : finding.evidence().matched().pci();
    }

    private static String line(Finding finding) {
        return finding.installed() + " | " + verdict(finding);
    }

    /** The verdict, and what it rests on. */
    private static String verdict(Finding finding) {
        Evidence evidence = finding.evidence();
        Evidence.Offered offered = evidence.offered();
        return String.join(
                " | ",
                finding.verdict().word(),
                or(finding.available()),
                offered == null ? "-" : offered.releaseId(),
                offered == null ? "-" : offered.path(),
                or(evidence.matched().by()),
                or(evidence.compared().order()));
    }

    private static String or(String text) {
        return text == null ? "-" : text;
    }

    private static List<String> repeated(List<String> lines) {
        List<String> all = new ArrayList<>();
        for (String line : lines) {
            String[] parts = line.split(" \\* ");
            for (int n = 0; n < (parts.length == 1 ? 1 : Integer.parseInt(parts[1])); n++) {
                all.add(parts[0]);
            }
        }
        return all;
    }
}
