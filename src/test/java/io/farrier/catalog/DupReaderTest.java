package io.farrier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DupReaderTest {

    private static final String XML = DupText.xml("11204", "1EA", "1.05");

    @TempDir
    Path folder;

    @Test
    void a_windows_package_says_what_it_is_for_in_the_zip_behind_its_program() throws IOException {
        byte[] exe = DupText.exe(XML);
        SoftwareComponent read = read(exe);
        assertThat(read.path()).isEqualTo("NIC.EXE");
        assertThat(read.vendorVersion()).isEqualTo("1.05");
        assertThat(read.name()).isEqualTo("Firmware of 11204");
        assertThat(read.systems()).containsExactly("01EA");
        assertThat(read.devices()).containsExactly(Device.component("11204"));
        assertThat(read.rollbacks()).containsExactly(new Rollback("11204", "EE59FC83", null, null, 1200, true));
        assertThat(read.dependencies())
                .containsExactly(
                        new Dependency(true, "D07E", null, null), new Dependency(false, null, "25227", "4.40"));
        assertThat(read.size()).isEqualTo(exe.length);
        assertThat(read.sha256()).isEqualTo(StoredPackage.hash("SHA-256", exe));
        assertThat(read.md5()).isEqualTo(StoredPackage.hash("MD5", exe));
    }

    @Test
    void the_zip_is_found_whatever_certificate_follows_it_and_in_utf_8_too() throws IOException {
        for (int certificate : List.of(0, 1, 70_000, 900_000)) {
            assertThat(read(DupText.exe("package.xml", CatalogText.utf16(XML), certificate))
                            .vendorVersion())
                    .isEqualTo("1.05");
        }
        byte[] utf8 = XML.replace("UTF-16", "UTF-8").getBytes(StandardCharsets.UTF_8);
        assertThat(read(DupText.exe("PACKAGE.XML", utf8, 0)).vendorVersion()).isEqualTo("1.05");
    }

    @Test
    void a_linux_package_says_it_between_its_last_markers() throws IOException {
        assertThat(read(DupText.bin(XML)).vendorVersion()).isEqualTo("1.05");
    }

    @Test
    void the_recorded_package_xml_is_read() throws IOException {
        Path recorded = Path.of("../shared/fixtures/catalog/ESM_Firmware_9WH0P_LN32_1.05_A01.package.xml");
        assumeThat(recorded)
                .as("recorded package.xml; this test is skipped without it")
                .exists();
        ByteArrayOutputStream bin = new ByteArrayOutputStream();
        bin.writeBytes("#!/bin/sh\n#####Startofpackage#####\n".getBytes(StandardCharsets.US_ASCII));
        bin.writeBytes(Files.readAllBytes(recorded));
        bin.writeBytes("#####Startofarchive#####\r\n".getBytes(StandardCharsets.US_ASCII));
        SoftwareComponent read = read(bin.toByteArray());
        assertThat(read.name()).isEqualTo("SAS Backplane Firmware, 1.05, A01");
        assertThat(read.packageType()).isEqualTo("LLXP");
        assertThat(read.systems()).hasSize(12).contains("01EA", "0170", "0223");
        assertThat(read.devices()).containsExactly(Device.component("11204"));
    }

    @Test
    void what_is_no_package_is_refused_with_a_sentence() {
        assertThat(refused(new byte[0])).contains("no Dell Update Package");
        assertThat(refused("<html>not found</html>".getBytes())).contains("no Dell Update Package");
        assertThat(refused("#!/bin/sh\nexit 0\n".getBytes())).contains("without the markers");
        assertThat(refused(("MZ" + "x".repeat(9_000)).getBytes())).contains("without a ZIP");
        assertThat(refused(DupText.exe("other.xml", new byte[10], 0))).contains("holds no package.xml");
        assertThat(refused(DupText.exe("<Manifest/>"))).contains("about a Manifest");
    }

    @Test
    void a_package_that_is_cut_anywhere_is_refused() {
        byte[] exe = DupText.exe("package.xml", CatalogText.utf16(XML), 0);
        byte[] bin = DupText.bin(XML);
        for (int tenth = 0; tenth < 10; tenth++) {
            assertThat(refused(Arrays.copyOf(exe, exe.length * tenth / 10))).isNotBlank();
        }
        int archive = bin.length - 9_000 - "#####Startofarchive#####\r\n".length();
        for (int tenth = 0; tenth <= 10; tenth++) {
            assertThat(refused(Arrays.copyOf(bin, archive * tenth / 10))).isNotBlank();
        }
    }

    @Test
    void a_damaged_zip_is_refused() {
        byte[] exe = DupText.exe("package.xml", CatalogText.utf16(XML), 0);
        for (int back = 22; back < 300; back += 7) {
            byte[] damaged = exe.clone();
            damaged[exe.length - back] ^= 0x55;
            try {
                read(damaged);
            } catch (CatalogRefused e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (IOException e) {
                throw new AssertionError("byte " + back + " from the end", e);
            }
        }
    }

    @Test
    void a_bomb_and_a_hostile_xml_are_refused() {
        byte[] bomb = ("<SoftwareComponent>" + " ".repeat(8 << 20)).getBytes();
        assertThat(refused(DupText.exe("package.xml", bomb, 0))).contains("longer than");
        String entity = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:/etc/passwd'>]><SoftwareComponent vendorVersion='&e;'/>";
        assertThat(refused(DupText.exe("package.xml", entity.getBytes(), 0))).contains("entit");
        String deep = "<SoftwareComponent packageType='LW64' vendorVersion='1'>" + "<a>".repeat(100);
        assertThat(refused(DupText.exe("package.xml", deep.getBytes(), 0))).contains("deep");
        assertThat(refused(DupText.exe("package.xml", new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) 0xd8, 1}, 0)))
                .contains("well-formed");
    }

    @Test
    void a_package_for_no_system_or_no_device_is_refused() {
        assertThat(refused(DupText.exe(XML.replaceAll("<Model[^>]*>", "")))).contains("names no system");
        assertThat(refused(DupText.exe(XML.replaceAll("(?s)<SupportedDevices>.*</SupportedDevices>", ""))))
                .contains("names no device");
    }

    @Test
    void gigabytes_of_padding_are_not_read() throws IOException {
        Path padded = folder.resolve("padded.EXE");
        byte[] exe = DupText.exe("package.xml", CatalogText.utf16(XML), 0);
        try (RandomAccessFile file = new RandomAccessFile(padded.toFile(), "rw")) {
            file.write("MZ".getBytes());
            // Sparse: it takes no room on the disk.
            file.seek((3L << 30) - exe.length);
            file.write(exe);
        }
        assertThat(DupReader.read(padded, "padded.EXE", new Received("s", "m", 3L << 30))
                        .size())
                .isEqualTo(3L << 30);
        try (RandomAccessFile file = new RandomAccessFile(padded.toFile(), "rw")) {
            file.setLength(4L << 30);
        }
        assertThatThrownBy(() -> DupReader.read(padded, "padded.EXE", new Received("s", "m", 4L << 30)))
                .isInstanceOf(CatalogRefused.class)
                .hasMessageContaining("without a ZIP");
    }

    private SoftwareComponent read(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("some.EXE"), bytes);
        return DupReader.read(
                file,
                "NIC.EXE",
                new Received(StoredPackage.hash("SHA-256", bytes), StoredPackage.hash("MD5", bytes), bytes.length));
    }

    private String refused(byte[] bytes) {
        try {
            read(bytes);
        } catch (CatalogRefused e) {
            return e.getMessage();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("it was taken");
    }
}
