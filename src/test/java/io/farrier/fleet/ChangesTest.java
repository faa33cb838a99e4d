package io.farrier.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.transport.Inventory.Installed;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangesTest {

    @Test
    void only_what_differs_is_news() {
        List<Component> before = List.of(
                component("159__BIOS", "BIOS", "1.8.2"),
                component("0__Disk.0", "Disk 0", "A1"),
                component("1", "TPM", null));
        List<Installed> now = List.of(
                installed("159__BIOS", "BIOS", "1.9.0"),
                installed("0__Disk.1", "Disk 1", "A1"),
                installed("1", "TPM", null));
        assertThat(Changes.between(before, now))
                .containsExactly("BIOS 1.8.2 → 1.9.0", "new: Disk 1 A1", "gone: Disk 0 A1");
    }

    @Test
    void a_version_that_the_device_no_longer_says_is_news() {
        assertThat(Changes.between(List.of(component("1", "NIC", "22.0")), List.of(installed("1", "NIC", null))))
                .containsExactly("NIC 22.0 → (version unknown)");
    }

    @Test
    void the_same_inventory_is_no_news() {
        assertThat(Changes.between(List.of(component("1", "NIC", "22.0")), List.of(installed("1", "NIC", "22.0"))))
                .isEmpty();
    }

    private static Component component(String id, String name, String version) {
        return new Component(id, "FQDD", null, null, null, null, null, "FRMW", name, version, true, null);
    }

    private static Installed installed(String id, String name, String version) {
        return new Installed(id, "FQDD", null, null, null, null, null, "FRMW", name, version, true, null);
    }
}
