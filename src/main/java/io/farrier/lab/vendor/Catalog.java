package io.farrier.lab.vendor;

import io.farrier.lab.device.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The vendor's {@code Catalog.xml.gz}: UTF-16LE with a byte order mark, gzipped, in the form of Dell's enterprise catalog. */
final class Catalog {
    private static final String WHEN = "2025-11-18T09:30:00+00:00";

    private Catalog() {}

    /** @param baseLocation host and port of the site, where package paths begin */
    static byte[] gzip(Models models, List<Offer> offers, String baseLocation) {
        byte[] text = ("\uFEFF" + xml(models, offers, baseLocation)).getBytes(StandardCharsets.UTF_16LE);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static String xml(Models models, List<Offer> offers, String baseLocation) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("utf-16", "1.0");
            xml.writeStartElement("Manifest");
            xml.writeAttribute("baseLocation", baseLocation);
            xml.writeAttribute("baseLocationAccessProtocols", "HTTP");
            xml.writeAttribute("dateTime", WHEN);
            xml.writeAttribute("identifier", "5f2f6c1e-3a44-4b0e-9d3c-1ab0cafe0001");
            xml.writeAttribute("releaseID", "L4B25");
            xml.writeAttribute("version", "25.11.01");
            xml.writeAttribute("predecessorID", "5f2f6c1e-3a44-4b0e-9d3c-1ab0cafe0000");
            Component.text(xml, "ReleaseNotes", null, null, "Release Notes");
            for (Models.Model model : models.all().stream()
                    .filter(m -> models.all().stream()
                                    .filter(other -> other.systemId() == m.systemId())
                                    .findFirst()
                                    .orElseThrow()
                            == m)
                    .toList()) {
                bundle(xml, model, offers);
            }
            for (Offer offer : offers) {
                Component.write(xml, offer, offer.bytes());
            }
            strangers(xml);
            xml.writeEndElement();
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }

    private static void bundle(XMLStreamWriter xml, Models.Model model, List<Offer> offers) throws XMLStreamException {
        String name = model.model().replace("PowerEdge ", "PE");
        xml.writeStartElement("SoftwareBundle");
        xml.writeAttribute("bundleID", name + "_WIN64.100");
        xml.writeAttribute("bundleType", "BTW64");
        xml.writeAttribute("dateTime", WHEN);
        xml.writeAttribute("identifier", "5f2f6c1e-3a44-4b0e-9d3c-" + "%012x".formatted(model.systemId()));
        xml.writeAttribute("path", name + "-WIN64.XML");
        xml.writeAttribute("releaseID", name + "_WIN64.100");
        xml.writeAttribute("schemaVersion", "2.0");
        xml.writeAttribute("vendorVersion", "100");
        Component.text(xml, "Name", null, null, "System Bundle (Windows x64) " + name + " v100");
        Component.text(xml, "ComponentType", "value", "SBDL", "Dell System Bundle");
        xml.writeStartElement("TargetSystems");
        xml.writeStartElement("Brand");
        xml.writeAttribute("key", "3");
        xml.writeAttribute("prefix", "PE");
        Component.display(xml, "PowerEdge");
        xml.writeStartElement("Model");
        xml.writeAttribute("systemID", model.catalogSystemId());
        xml.writeAttribute("systemIDType", "BIOS");
        Component.display(xml, model.model().replace("PowerEdge ", ""));
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeStartElement("Contents");
        for (Offer offer : offers) {
            boolean listed = offer.windows()
                    && offer.version().equals(offer.part().newest())
                    && offer.systems().stream().anyMatch(system -> system.systemId() == model.systemId());
            if (listed) {
                xml.writeEmptyElement("Package");
                xml.writeAttribute("path", offer.fileName());
            }
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    /** Entries for nothing that stands in the lab: another server's BIOS, under the same component id, and a driver. */
    private static void strangers(XMLStreamWriter xml) throws XMLStreamException {
        stranger(xml, "BIOS", "7XR2N", "BIOS_7XR2N_WN64_2.19.0.EXE", "2.19.0", "159", "0627", "R730xd");
        stranger(
                xml,
                "DRVR",
                "9DV0K",
                "Network_Driver_9DV0K_WN64_229.1.123.0_A00.EXE",
                "229.1.123.0",
                "108089",
                "090E",
                "R750");
    }

    private static void stranger(
            XMLStreamWriter xml,
            String type,
            String release,
            String file,
            String version,
            String componentId,
            String systemId,
            String system)
            throws XMLStreamException {
        xml.writeStartElement("SoftwareComponent");
        xml.writeAttribute("schemaVersion", "1.0");
        xml.writeAttribute("packageID", release);
        xml.writeAttribute("releaseID", release);
        xml.writeAttribute("hashMD5", "00000000000000000000000000000000");
        xml.writeAttribute("path", "FOLDER04178132M/1/" + file);
        xml.writeAttribute("size", "1024");
        xml.writeAttribute("dateTime", "2024-02-02T10:00:00+00:00");
        xml.writeAttribute("releaseDate", "February 02, 2024");
        xml.writeAttribute("vendorVersion", version);
        xml.writeAttribute("dellVersion", version);
        xml.writeAttribute("packageType", "LW64");
        Component.text(xml, "Name", null, null, file);
        Component.text(xml, "ComponentType", "value", type, type);
        xml.writeStartElement("SupportedDevices");
        xml.writeStartElement("Device");
        xml.writeAttribute("componentID", componentId);
        xml.writeAttribute("embedded", "1");
        Component.display(xml, file);
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeStartElement("SupportedSystems");
        xml.writeStartElement("Brand");
        xml.writeAttribute("key", "3");
        xml.writeAttribute("prefix", "PE");
        Component.display(xml, "PowerEdge");
        xml.writeStartElement("Model");
        xml.writeAttribute("systemID", systemId);
        xml.writeAttribute("systemIDType", "BIOS");
        Component.display(xml, system);
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
        Component.text(xml, "Criticality", "value", "1", "Recommended");
        xml.writeEndElement();
    }
}
