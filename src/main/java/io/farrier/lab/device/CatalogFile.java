package io.farrier.lab.device;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A vendor's catalog as a device reads it.
 *
 * @param baseLocation host and port where the packages are; null: beside the catalog
 */
record CatalogFile(String baseLocation, List<Entry> entries) {
    /** @param path below the base */
    record Entry(Dup dup, String path, String packageType, String componentType, String criticality) {
        String file() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        /** A package for Windows, and no driver: a device considers nothing else. */
        boolean forDevices() {
            return packageType.startsWith("LW") && !componentType.equals("DRVR");
        }
    }

    /** @throws IOException for what is no catalog */
    static CatalogFile read(Path file) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try (InputStream in = open(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            xml.nextTag();
            String base = xml.getAttributeValue(null, "baseLocation");
            List<Entry> entries = new ArrayList<>();
            while (xml.hasNext()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals("SoftwareComponent")) {
                    entries.add(entry(xml));
                }
            }
            return new CatalogFile(base == null || base.isEmpty() ? null : base, entries);
        } catch (XMLStreamException e) {
            throw new IOException("no catalog", e);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file));
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return gzip ? new GZIPInputStream(in) : in;
    }

    private static Entry entry(XMLStreamReader xml) throws XMLStreamException {
        String path = xml.getAttributeValue(null, "path");
        String version = xml.getAttributeValue(null, "vendorVersion");
        String packageType = xml.getAttributeValue(null, "packageType");
        String componentType = "";
        String criticality = "";
        Set<String> ids = new HashSet<>();
        Set<String> quads = new HashSet<>();
        Set<String> systems = new HashSet<>();
        while (!(xml.next() == XMLStreamConstants.END_ELEMENT
                && xml.getLocalName().equals("SoftwareComponent"))) {
            if (xml.getEventType() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "Device" -> ids.add(xml.getAttributeValue(null, "componentID"));
                case "PCIInfo" -> quads.add(Part.Pci.of(xml).quad());
                case "Model" -> systems.add(xml.getAttributeValue(null, "systemID"));
                case "ComponentType" -> componentType = xml.getAttributeValue(null, "value");
                case "Criticality" -> criticality = xml.getAttributeValue(null, "value");
                default -> {}
            }
        }
        return new Entry(
                new Dup(version, ids, quads, systems),
                path,
                packageType == null ? "" : packageType,
                componentType,
                criticality);
    }
}
