package io.farrier.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes packages as a catalog in Dell's form, so that a folder of packages and what was uploaded are read, kept, bundled
 * and compared as any catalog is. The same packages make the same bytes.
 */
final class CatalogWriter {

    private final XMLStreamWriter xml;

    private CatalogWriter(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** @param releaseId as people will call it */
    static void write(Path file, String releaseId, Collection<SoftwareComponent> components) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            new CatalogWriter(xml).manifest(releaseId, components);
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private void manifest(String releaseId, Collection<SoftwareComponent> components) throws XMLStreamException {
        Instant newest = components.stream()
                .map(SoftwareComponent::released)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("Manifest");
        attribute("releaseID", releaseId);
        attribute("dateTime", newest == null ? null : newest + "");
        for (SoftwareComponent c : components.stream()
                .sorted(Comparator.comparing(SoftwareComponent::path))
                .toList()) {
            component(c);
        }
        xml.writeEndDocument();
    }

    private void component(SoftwareComponent c) throws XMLStreamException {
        xml.writeCharacters("\n");
        xml.writeStartElement("SoftwareComponent");
        attribute("packageID", c.packageId());
        attribute("releaseID", c.releaseId());
        attribute("path", c.path());
        attribute("packageType", c.packageType());
        attribute("vendorVersion", c.vendorVersion());
        attribute("dellVersion", c.dellVersion());
        attribute("dateTime", c.released());
        attribute("rebootRequired", c.rebootRequired());
        attribute("size", c.size());
        attribute("hashMD5", c.md5());
        xml.writeStartElement("Name");
        xml.writeStartElement("Display");
        xml.writeAttribute("lang", "en");
        xml.writeCharacters(c.name());
        xml.writeEndElement();
        xml.writeEndElement();
        value("ComponentType", c.componentType());
        value("Criticality", c.criticality());
        if (c.sha256() != null) {
            xml.writeStartElement("Cryptography");
            xml.writeStartElement("Hash");
            xml.writeAttribute("algorithm", "SHA256");
            xml.writeCharacters(c.sha256());
            xml.writeEndElement();
            xml.writeEndElement();
        }
        devices(c);
        xml.writeStartElement("SupportedSystems");
        for (String system : c.systems().stream().sorted().toList()) {
            xml.writeEmptyElement("Model");
            xml.writeAttribute("systemID", system);
        }
        xml.writeEndElement();
        for (Dependency d : c.dependencies()) {
            xml.writeEmptyElement(d.hard() ? "Dependency" : "SoftDependency");
            attribute("prerequisite", d.prerequisite());
            attribute("componentID", d.componentId());
            attribute("version", d.version());
        }
        xml.writeEndElement();
    }

    private void devices(SoftwareComponent c) throws XMLStreamException {
        xml.writeStartElement("SupportedDevices");
        for (Device d : c.devices()) {
            xml.writeStartElement("Device");
            attribute("componentID", d.componentId());
            if (d.quadruple() != null) {
                xml.writeEmptyElement("PCIInfo");
                attribute("vendorID", d.vendorId());
                attribute("deviceID", d.deviceId());
                attribute("subVendorID", d.subvendorId());
                attribute("subDeviceID", d.subdeviceId());
            }
            xml.writeEndElement();
        }
        for (Rollback r : c.rollbacks()) {
            rollback(r);
        }
        xml.writeEndElement();
    }

    /** Beside the devices, with its component id: a device with PCI ids has been written once for each of them. */
    private void rollback(Rollback r) throws XMLStreamException {
        xml.writeEmptyElement("RollbackInformation");
        attribute("componentID", r.componentId());
        attribute("rollbackIdentifier", r.identifier());
        attribute("alternateRollbackIdentifier", r.alternateIdentifier());
        attribute("fmpWrapperIdentifier", r.fmpWrapperIdentifier());
        attribute("rollbackTimeout", r.timeout());
        attribute("impactsTPMmeasurements", r.impactsTpm());
    }

    private void value(String element, Object value) throws XMLStreamException {
        if (value != null) {
            xml.writeEmptyElement(element);
            xml.writeAttribute("value", value.toString());
        }
    }

    private void attribute(String name, Object value) throws XMLStreamException {
        if (value != null) {
            xml.writeAttribute(name, value.toString());
        }
    }
}
