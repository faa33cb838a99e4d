package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.baseline.Baseline;
import io.farrier.baseline.Demand;
import io.farrier.baseline.Effect;
import io.farrier.baseline.Rule;
import io.farrier.catalog.CatalogReader;
import io.farrier.catalog.Contents;
import io.farrier.catalog.Device;
import io.farrier.catalog.Limits;
import io.farrier.catalog.Manifest;
import io.farrier.catalog.SoftwareComponent;
import io.farrier.catalog.SoftwarePackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Two recorded servers against the vendor's catalog of July 2017; what is expected was looked up in the catalog by hand. */
class RecordedVerdictsTest {

    private static final Path FIXTURES = Path.of("../shared/fixtures");

    /**
     * Of the R930 (system 06BC): component id or PCI ids, installed, verdict, offered. How each was found: the SoftwareComponents
     * that name 06BC among their systems, the id among their devices and the component's type were read out of the catalog;
     * of these the LW64 ones, or where there are none the LWXP ones; of these the newest.
     */
    private static final List<String> R930 = List.of(
            // 4239A36 in LWXP and LW64: letters after the same digits, so the last two count.
            "25806 4239A33 outdated 4239A36",
            // 7.12.19, 08.07.26 and 10.01.00: numbers, of which 10 is the last; four ports of one card, two of them of
            // 1 Gb.
            "14E4:168A:1028:1F5D 7.12.17 outdated 10.01.00",
            "14E4:168A:1028:1F5D 7.12.17 outdated 10.01.00",
            "14E4:168A:1028:1F68 7.12.17 outdated 10.01.00",
            "14E4:168A:1028:1F68 7.12.17 outdated 10.01.00",
            // Twenty-three disks of one kind, VS08 and VS0B are offered: hexadecimal, so 0B is after 09.
            "102364 VS09 outdated VS0B * 23",
            // Power supplies and the CPLD are in no package for this system.
            "101100 00.1D.71 no-package - * 4",
            "27763 2.0.0 no-package -",
            "1000:005D:1028:1F41 25.4.0.0015 outdated 25.5.2.0001",
            "1000:005D:1028:1F42 25.4.0.0015 outdated 25.5.2.0001",
            "25227 2.40.40.40 outdated 2.41.40.40",
            "159 2.0.1 outdated 2.3.1",
            "101068 2.06 outdated 3.31",
            "18981 16.06.07 outdated 16.10.10",
            // Only LW64 here.
            "8086:1528:8086:5003 16.5.0 outdated 18.0.16 * 2",
            // OSC_1.1 and 2.1 are of two schemes, and no order is made up.
            "101734 OSC_1.1 unknown -");

    private static final List<SoftwareComponent> CATALOG = new ArrayList<>();

    private static Path recorded(String path) {
        Path file = FIXTURES.resolve(path);
        assumeTrue(Files.exists(file), "skipped: " + file + " is not here");
        return file;
    }

    @BeforeAll
    static void catalog() throws IOException {
        try (InputStream in = Files.newInputStream(recorded("catalog/Catalog-17.07.01.xml.gz"))) {
            CatalogReader.read(in, Limits.DEFAULT, new Contents() {
                @Override
                public void manifest(Manifest manifest) {}

                @Override
                public void component(SoftwareComponent component) {
                    CATALOG.add(component);
                }
            });
        }
    }

    /** As the database gives them: firmware in Windows packages, for one system. */
    private static Match match(String system) {
        List<SoftwarePackage> offers = new ArrayList<>();
        for (SoftwareComponent c : CATALOG) {
            boolean installable = List.of("BIOS", "FRMW", "APAC").contains(c.componentType())
                    && List.of("LW64", "LWXP").contains(c.packageType());
            if (installable && c.systems().contains(system)) {
                offers.add(new SoftwarePackage(
                        offers.size() + 1L,
                        1,
                        c.packageId(),
                        c.path(),
                        c.fileName(),
                        c.name(),
                        c.componentType(),
                        c.packageType(),
                        c.vendorVersion(),
                        c.dellVersion(),
                        c.released(),
                        c.rebootRequired(),
                        c.size(),
                        c.md5(),
                        c.sha256(),
                        c.criticality(),
                        c.devices()));
            }
        }
        return new Match(offers);
    }

    private static String ids(Device device) {
        return device.componentId() != null ? device.componentId() : device.pci();
    }

    private static String line(Installed item, Match match) {
        Judgement judgement = Judgement.of(item, match);
        assertThat(judgement.reason()).endsWith(".");
        return "%s %s %s %s"
                .formatted(
                        ids(item.device()),
                        item.version(),
                        judgement.verdict().word(),
                        judgement.offer() == null ? "-" : judgement.offer().vendorVersion());
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

    private static String known(Element element, String name) {
        String text = element.getAttribute(name);
        return text.isBlank() ? null : text.toUpperCase();
    }

    @Test
    void each_component_of_the_r930_gets_the_verdict_that_was_looked_up() throws Exception {
        var inventory = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(recorded("inventory/Inventory_R930_Component.xml").toFile());
        List<String> found = new ArrayList<>();
        Match match = match("06BC");
        NodeList applications = inventory.getElementsByTagName("Application");
        for (int n = 0; n < applications.getLength(); n++) {
            Element application = (Element) applications.item(n);
            Element device = (Element) application.getParentNode();
            Device ids = new Device(
                    known(device, "componentID"),
                    known(device, "vendorID"),
                    known(device, "deviceID"),
                    known(device, "subVendorID"),
                    known(device, "subDeviceID"));
            found.add(line(
                    new Installed(
                            1,
                            "06BC",
                            "i" + n,
                            "f" + n,
                            device.getAttribute("display"),
                            application.getAttribute("componentType"),
                            ids,
                            application.getAttribute("version")),
                    match));
        }
        assertThat(found).hasSize(42).containsExactlyInAnyOrderElementsOf(repeated(R930));
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

    /** A server of 2021 is in no catalog of 2017: nothing is offered, and nothing is called current. */
    @Test
    void nothing_of_an_r750_is_compliant_with_a_catalog_that_does_not_know_it() throws IOException {
        Path members = recorded("redfish-r750-idrac9/redfish/v1/UpdateService/FirmwareInventory");
        Match match = match("090E");
        Map<String, Judgement> found = new LinkedHashMap<>();
        try (var folders = Files.list(members)) {
            for (Path folder : folders.filter(
                            path -> path.getFileName().toString().startsWith("Installed-"))
                    .toList()) {
                JsonNode member =
                        new ObjectMapper().readTree(folder.resolve("index.json").toFile());
                JsonNode dell = member.at("/Oem/Dell/DellSoftwareInventory");
                String component = dell.path("ComponentID").asText("0");
                found.put(
                        folder.getFileName().toString(),
                        Judgement.of(
                                new Installed(
                                        2,
                                        "090E",
                                        folder.getFileName().toString(),
                                        "f",
                                        member.path("Name").asText(),
                                        dell.path("ComponentType").asText(null),
                                        new Device(
                                                component.equals("0") ? null : component,
                                                text(dell, "VendorID"),
                                                text(dell, "DeviceID"),
                                                text(dell, "SubVendorID"),
                                                text(dell, "SubDeviceID")),
                                        member.path("Version").asText(null)),
                                match));
            }
        }
        assertThat(found).isNotEmpty();
        assertThat(found.values()).allSatisfy(judgement -> {
            assertThat(judgement.verdict()).isIn(Verdict.NO_PACKAGE, Verdict.UNKNOWN);
            assertThat(judgement.compliant()).isFalse();
        });
        assertThat(found.entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith("Installed-159-"))
                        .map(entry -> entry.getValue().verdict()))
                .containsExactly(Verdict.NO_PACKAGE);
    }

    private static String text(JsonNode json, String name) {
        String text = json.path(name).asText("");
        return text.isBlank() ? null : text;
    }
}
