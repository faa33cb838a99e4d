package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackageAddressTest {

    private static final String PATH = "FOLDER1M/1/BIOS.EXE";
    private static final String MIRROR = "http://mirror.example:8480/catalog/Catalog.xml.gz";

    @Test
    void packages_are_at_the_top_of_the_server_that_the_catalog_came_from() {
        assertThat(address(PATH, MIRROR, "downloads.dell.com", "", false))
                .isEqualTo("http://mirror.example:8480/FOLDER1M/1/BIOS.EXE");
    }

    @Test
    void packages_are_beside_a_catalog_that_came_from_a_folder() {
        assertThat(address(PATH, "file:/srv/repository/Catalog.xml", "", "", false))
                .isEqualTo("file:/srv/repository/FOLDER1M/1/BIOS.EXE");
    }

    @Test
    void the_vendors_host_is_used_only_where_that_is_trusted() {
        assertThat(address(PATH, MIRROR, "downloads.dell.com", "", true))
                .isEqualTo("https://downloads.dell.com/FOLDER1M/1/BIOS.EXE");
        assertThat(address(PATH, MIRROR, "http://127.20.255.1:8480", "", true))
                .isEqualTo("http://127.20.255.1:8480/FOLDER1M/1/BIOS.EXE");
        assertThat(address(PATH, MIRROR, null, "", true)).isEqualTo("http://mirror.example:8480/FOLDER1M/1/BIOS.EXE");
    }

    @Test
    void a_configured_root_goes_before_everything() {
        assertThat(address(PATH, MIRROR, "downloads.dell.com", "https://files.example/dell", true))
                .isEqualTo("https://files.example/dell/FOLDER1M/1/BIOS.EXE");
    }

    @Test
    void what_an_address_can_not_hold_is_escaped() {
        assertThat(address("Chassis System Mgmt/A03?x#y.exe", MIRROR, null, "", false))
                .isEqualTo("http://mirror.example:8480/Chassis%20System%20Mgmt/A03%3Fx%23y.exe");
    }

    private static String address(String path, String source, String baseLocation, String root, boolean trusted) {
        return PackageAddress.of(path, source, baseLocation, root, trusted).toString();
    }
}
