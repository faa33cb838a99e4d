package io.farrier.catalog;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/** Catalogs for tests, written as the vendor writes them. */
public final class CatalogText {

    private final StringBuilder components = new StringBuilder();
    private String version = "26.11.00";

    public CatalogText version(String version) {
        this.version = version;
        return this;
    }

    /** A firmware package for one component id on one system. */
    public CatalogText firmware(String path, String componentId, String systemId, String vendorVersion, String more) {
        return component(
                "path=\"%s\" vendorVersion=\"%s\" packageType=\"LW64\" %s".formatted(path, vendorVersion, more),
                """
                <Name><Display lang="en"><![CDATA[Firmware of %1$s]]></Display></Name>
                <ComponentType value="FRMW"><Display lang="en">Firmware</Display></ComponentType>
                <SupportedDevices><Device componentID="%1$s" embedded="1"/></SupportedDevices>
                <Criticality value="2"/>
                <SupportedSystems><Brand key="3" prefix="PE"><Model systemID="%2$s" systemIDType="BIOS"/></Brand></SupportedSystems>
                """.formatted(componentId, systemId));
    }

    public CatalogText component(String attributes, String children) {
        components
                .append("<SoftwareComponent dateTime=\"2026-11-01T10:00:00-05:00\" packageID=\"P1\" ")
                .append(attributes)
                .append(">\n")
                .append(children)
                .append("</SoftwareComponent>\n");
        return this;
    }

    public String xml(String encoding) {
        return """
               <?xml version="1.0" encoding="%s"?>
               <Manifest baseLocation="downloads.dell.com" dateTime="2026-11-16T16:53:33-07:00" releaseID="R1" version="%s">
               %s</Manifest>
               """.formatted(encoding, version, components);
    }

    public byte[] utf8() {
        return xml("utf-8").getBytes(StandardCharsets.UTF_8);
    }

    /** As Dell publishes it: UTF-16 with a byte order mark, little end first, gzipped. */
    public byte[] gzip() {
        return gzip(utf16(xml("utf-16")));
    }

    public static byte[] utf16(String xml) {
        return ("\ufeff" + xml).getBytes(Charset.forName("UTF-16LE"));
    }

    public static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
