package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Inventory.Installed;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An inventory that was read by a way which tells less takes nothing away. */
class RememberedTest {

    private static final Component NIC = new Component(
            "108255__NIC.Slot.1-1",
            "NIC.Slot.1-1",
            "108255",
            "14E4",
            "165F",
            "1028",
            "08FF",
            "FRMW",
            "Card A",
            "1",
            true,
            "NA");

    private static Installed told(String fqdd, String name) {
        return new Installed("0__" + fqdd, fqdd, null, null, null, null, null, "FRMW", name, "2", false, "NA");
    }

    @Test
    void the_same_card_keeps_its_ids_and_has_its_new_version() {
        assertThat(Remembered.in(List.of(NIC), List.of(told("NIC.Slot.1-1", "Card A"))))
                .containsExactly(new Installed(
                        "108255__NIC.Slot.1-1",
                        "NIC.Slot.1-1",
                        "108255",
                        "14E4",
                        "165F",
                        "1028",
                        "08FF",
                        "FRMW",
                        "Card A",
                        "2",
                        true,
                        "NA"));
    }

    @Test
    void another_card_in_the_same_slot_and_items_that_share_an_fqdd_are_taken_as_they_are_told() {
        Installed other = told("NIC.Slot.1-1", "Card B");
        assertThat(Remembered.in(List.of(NIC), List.of(other))).containsExactly(other);
        Installed elsewhere = told("NIC.Slot.2-1", "Card A");
        assertThat(Remembered.in(List.of(NIC), List.of(elsewhere))).containsExactly(elsewhere);
        List<Installed> twins = List.of(told("NIC.Slot.1-1", "Card A"), told("NIC.Slot.1-1", "Card A"));
        assertThat(Remembered.in(List.of(NIC), twins)).isEqualTo(twins);
        List<Installed> one = List.of(told("NIC.Slot.1-1", "Card A"));
        assertThat(Remembered.in(List.of(NIC, NIC), one)).isEqualTo(one);
    }

    @Test
    void who_tells_ids_is_believed() {
        Installed named = new Installed(
                "1__NIC.Slot.1-1", "NIC.Slot.1-1", "1", null, null, null, null, "FRMW", "Card A", "2", true, "NA");
        assertThat(Remembered.in(List.of(NIC), List.of(named))).containsExactly(named);
    }

    @Test
    void an_id_that_the_fqdd_alone_tells_gives_way_to_one_that_the_device_told() {
        Component bios = new Component(
                "159__BIOS.Setup.1-1",
                "BIOS.Setup.1-1",
                "159",
                null,
                null,
                null,
                null,
                "BIOS",
                "BIOS",
                "1",
                true,
                "NA");
        Installed weak = new Installed(
                "159__BIOS.Setup.1-1",
                "BIOS.Setup.1-1",
                "159",
                null,
                null,
                null,
                null,
                "BIOS",
                "BIOS",
                "2",
                true,
                "NA",
                true);
        assertThat(Remembered.in(List.of(bios), List.of(weak)))
                .singleElement()
                .returns(false, Installed::weak)
                .returns("2", Installed::version);
        assertThat(Remembered.in(List.of(), List.of(weak))).containsExactly(weak);
    }
}
