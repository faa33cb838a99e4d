package io.farrier.transport.redfish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Bmc;
import io.farrier.transport.Explained;
import io.farrier.transport.Failure;
import io.farrier.transport.Repository;
import io.farrier.transport.Repository.Offer;
import io.farrier.transport.UpdateMode.Offered;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** What real devices answered. */
class RecordedTest {

    private static final Path FIXTURES = Path.of("../shared/fixtures");
    private static final Bmc BMC = new Bmc(1, "10.0.0.7", 443);

    private static Path recorded(String path) {
        Path file = FIXTURES.resolve(path);
        assumeTrue(Files.exists(file), "skipped: " + file + " is not here");
        return file;
    }

    @Test
    void an_r750_offers_to_fetch_and_to_take() throws IOException {
        JsonNode json = new ObjectMapper()
                .readTree(recorded("redfish-r750-idrac9/redfish/v1/UpdateService/index.json")
                        .toFile());
        RedfishOffer offer = new RedfishOffer(json);
        assertThat(offer.offered()).isEqualTo(new Offered(true, true, null, "MultipartHttpPushUri"));
        assertThat(offer.multipart()).isEqualTo("/redfish/v1/UpdateService/MultipartUpload");
        assertThat(offer.push()).isEqualTo("/redfish/v1/UpdateService/FirmwareInventory");
        assertThat(offer.install()).endsWith("/Actions/Oem/DellUpdateService.Install");
        assertThat(offer.inventory()).isEqualTo("/redfish/v1/UpdateService/FirmwareInventory");
    }

    @Test
    void an_r750_says_whether_it_bears_another_brand() throws IOException {
        JsonNode system = new ObjectMapper()
                .readTree(recorded("redfish-r750-idrac9/redfish/v1/Systems/System.Embedded.1/index.json")
                        .toFile());
        RedfishInventory inventory = new RedfishInventory(null);
        JsonNode manager = new ObjectMapper().readTree("{}");
        Ask ask = new Ask.ReadInventory(BMC);
        assertThat(inventory.read(ask, system, manager, List.of()).oemBranded()).isFalse();
        ((ObjectNode) system.at("/Oem/Dell/DellSystem")).put("IsOEMBranded", "True");
        assertThat(inventory.read(ask, system, manager, List.of()).oemBranded()).isTrue();
        ((ObjectNode) system.at("/Oem/Dell/DellSystem")).remove("IsOEMBranded");
        assertThat(inventory.read(ask, system, manager, List.of()).oemBranded()).isNull();
    }

    @Test
    void an_r750_explains_its_messages_and_those_that_it_lacks_are_not_made_up() throws IOException {
        try (InputStream packed = Files.newInputStream(
                recorded("redfish-r750-idrac9/redfish/v1/Registries/Messages/EEMIRegistry/index.json.gz"))) {
            JsonNode json = new ObjectMapper().readTree(new GZIPInputStream(packed));
            RedfishReply registry = new RedfishReply(200, json, null, null, null);
            Explained explained = new RedfishExplain().read(new Ask.Explain(BMC, "RED007"), registry);
            assertThat(explained.message()).isEqualTo("Unable to verify Update Package signature.");
            assertThat(explained.severity()).isEqualTo("Warning");
            assertThat(explained.resolution()).isNotBlank();
            assertThatThrownBy(() -> new RedfishExplain().read(new Ask.Explain(BMC, "XYZ999"), registry))
                    .isInstanceOf(Failure.class);
        }
    }

    @Test
    void a_recorded_dry_run_tells_five_packages() throws IOException {
        String xml = Files.readString(recorded("redfish-idrac10/GetRepoBasedUpdateList.PackageList.xml"));
        Repository repository = PackageList.read(BMC, xml);
        assertThat(repository.offers())
                .extracting(Offer::fqdd)
                .containsExactly(
                        "InfiniBand.Slot.6-1",
                        "BIOS.Setup.1-1",
                        "NIC.Integrated.1-1-1",
                        "Diagnostics.Embedded.1:LC.Embedded.1",
                        "iDRAC.Embedded.1-1");
        assertThat(repository.offers().get(1))
                .isEqualTo(new Offer(
                        "BIOS.Setup.1-1",
                        "159",
                        "BIOS",
                        "1.9.2",
                        "1.10.2",
                        "Urgent",
                        "HOST",
                        "FOLDER09680475M/5/BIOS_YNJ0T_WN64_1.10.2_02.EXE"));
        assertThat(repository.offers()).extracting(Offer::reboot).endsWith("NONE", "IDRAC");
    }

    @Test
    void a_list_that_was_cut_off_and_one_with_entities_are_refused() {
        assertThatThrownBy(() -> PackageList.read(BMC, "<CIM><MESSAGE><PROPERTY NAME=\"Criti"))
                .isInstanceOfSatisfying(Failure.class, f -> assertThat(f.code()).isEqualTo("unreadable"));
        String bomb = "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><CIM><INSTANCENAME>"
                + "<PROPERTY NAME=\"DisplayName\"><VALUE>&b;</VALUE></PROPERTY></INSTANCENAME></CIM>";
        assertThatThrownBy(() -> PackageList.read(BMC, bomb)).isInstanceOf(Failure.class);
    }
}
