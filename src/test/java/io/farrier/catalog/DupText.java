package io.farrier.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Dell Update Packages for tests, shaped as the vendor's. */
public final class DupText {

    private DupText() {}

    /** As a package says of itself: no path, no size, no checksum. */
    public static String xml(String componentId, String systemId, String version) {
        return """
               <?xml version="1.0" encoding="UTF-16" standalone="no"?>
               <SoftwareComponent dateTime="2026-11-01T07:00:00+05:30" dellVersion="A01" packageID="9WH0P" packageType="LW64"
                   releaseID="9WH0P" vendorVersion="%s">
               <Name><Display lang="en"><![CDATA[Firmware of %s]]></Display></Name>
               <ComponentType value="FRMW"><Display lang="en">Firmware</Display></ComponentType>
               <SupportedDevices><Device componentID="%s" embedded="1">
                 <RollbackInformation rollbackIdentifier="EE59FC83" rollbackTimeout="1200" impactsTPMmeasurements="true"/>
               </Device></SupportedDevices>
               <SupportedSystems><Brand key="3"><Model systemID="%s"/></Brand></SupportedSystems>
               <Dependency prerequisite="D07E"/><SoftDependency componentID="25227" version="4.40"/>
               <Criticality value="2"/>
               </SoftwareComponent>
               """.formatted(version, componentId, componentId, systemId);
    }

    public static byte[] exe(String xml) {
        return exe("package.xml", CatalogText.utf16(xml), 3_000);
    }

    /** A program's head, a ZIP whose offsets count from its own beginning, and a certificate behind it. */
    static byte[] exe(String entry, byte[] content, int certificate) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("MZ".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[5_000]);
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("payload/image.bin"));
            zip.write(new byte[20_000]);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry(entry));
            zip.write(content);
            zip.closeEntry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bytes.writeBytes(new byte[certificate]);
        return bytes.toByteArray();
    }

    /** The script speaks of both markers before they come. */
    static byte[] bin(String xml) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("""
                #!/bin/sh
                PACKAGE="#####Startofpackage#####
                "; ARCHIVE="#####Startofarchive#####"
                exit 1
                #####Startofpackage#####
                """.getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(CatalogText.utf16(xml));
        bytes.writeBytes("#####Startofarchive#####\r\n".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(new byte[9_000]);
        return bytes.toByteArray();
    }
}
