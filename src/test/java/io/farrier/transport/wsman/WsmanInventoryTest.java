package io.farrier.transport.wsman;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Inventory;
import io.farrier.transport.Xml;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What only some devices tell, in the forms that they tell it. */
class WsmanInventoryTest {

    private static Xml read(String xml) throws Xml.Unreadable {
        return Xml.read(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static Inventory of(String system, String identities) throws Xml.Unreadable {
        return WsmanInventory.inventory(
                read("<DCIM_SystemView>" + system + "</DCIM_SystemView>"),
                read("<Items>" + identities + "</Items>").children());
    }

    @Test
    void without_an_fqdd_of_its_own_an_identity_has_that_of_its_id() throws Exception {
        Map<String, String> ids = Map.of(
                "DCIM:INSTALLED#701__NIC.Slot.3-1-1", "NIC.Slot.3-1-1",
                "DCIM:INSTALLED#301_C_RAID.SL.3-1", "RAID.SL.3-1",
                "DCIM:INSTALLED#iDRAC.Embedded.1-1#IDRACinfo", "iDRAC.Embedded.1-1",
                "DCIM:INSTALLED#0x15__PSU.Slot.1", "PSU.Slot.1");
        for (Map.Entry<String, String> id : ids.entrySet()) {
            Inventory inventory = of(
                    "",
                    "<DCIM_SoftwareIdentity><InstanceID>%s</InstanceID><ComponentID>7</ComponentID></DCIM_SoftwareIdentity>"
                            .formatted(id.getKey()));
            assertThat(inventory.components())
                    .extracting(Inventory.Installed::fqdd, Inventory.Installed::inventoryId)
                    .containsExactly(Tuple.tuple(id.getValue(), "7__" + id.getValue()));
        }
    }

    @Test
    void only_what_is_installed_counts() throws Exception {
        assertThat(of("", """
                <DCIM_SoftwareIdentity><InstanceID>DCIM:PREVIOUS#741__BIOS.Setup.1-1</InstanceID></DCIM_SoftwareIdentity>
                <DCIM_SoftwareIdentity><InstanceID>DCIM:AVAILABLE#741__BIOS.Setup.1-1</InstanceID></DCIM_SoftwareIdentity>
                <DCIM_SoftwareIdentity><ComponentID>7</ComponentID></DCIM_SoftwareIdentity>
                """).components()).isEmpty();
    }

    @Test
    void times_are_read_with_their_distance_from_utc() throws Exception {
        assertThat(of("<LastSystemInventoryTime>20260131235959.000000-360</LastSystemInventoryTime>", "")
                        .collectedAt())
                .isEqualTo(Instant.parse("2026-02-01T05:59:59Z"));
        assertThat(of("<LastSystemInventoryTime>00000101000000</LastSystemInventoryTime>", "")
                        .collectedAt())
                .isNull();
        assertThat(of("<LastSystemInventoryTime>20261331250000.000000+000</LastSystemInventoryTime>", "")
                        .collectedAt())
                .isNull();
    }

    @Test
    void numbers_are_told_in_redfishs_words_and_unknown_ones_not_at_all() throws Exception {
        Inventory inventory = of(
                "<SystemID>1814</SystemID><PowerState>8</PowerState><RollupStatus>3</RollupStatus>"
                        + "<SystemGeneration>14G Monolithic</SystemGeneration>",
                "");
        assertThat(inventory.systemId()).isEqualTo("0716");
        assertThat(inventory.powerState()).isEqualTo("Off");
        assertThat(inventory.health()).isEqualTo("Critical");
        assertThat(inventory.generation()).isEqualTo("14G");
        assertThat(of("<PowerState>99</PowerState>", "").powerState()).isNull();
    }
}
