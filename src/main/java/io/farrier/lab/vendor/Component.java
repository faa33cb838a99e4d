package io.farrier.lab.vendor;

import io.farrier.lab.device.Models;
import io.farrier.lab.device.Part;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A {@code SoftwareComponent} element, in the vocabulary that Dell's catalogs and packages share. */
final class Component {
    private static final Map<Integer, String> CRITICALITY = Map.of(1, "Recommended", 2, "Urgent", 3, "Optional");
    private static final Map<String, String> TYPES = Map.of("BIOS", "BIOS", "FRMW", "Firmware", "APAC", "Application");

    private Component() {}

    /** @param file the package's bytes, for its size and hash; null within the package itself */
    static void write(XMLStreamWriter xml, Offer offer, byte[] file) throws XMLStreamException {
        Part part = offer.part();
        xml.writeStartElement("SoftwareComponent");
        xml.writeAttribute("schemaVersion", "2.4");
        xml.writeAttribute("packageID", offer.release());
        xml.writeAttribute("releaseID", offer.release());
        if (file != null) {
            xml.writeAttribute("hashMD5", md5(file, offer.release()));
            xml.writeAttribute("path", offer.path());
            xml.writeAttribute("size", String.valueOf(file.length));
        }
        xml.writeAttribute("dateTime", offer.dateTime());
        xml.writeAttribute("releaseDate", offer.releaseDate());
        xml.writeAttribute("vendorVersion", offer.version());
        xml.writeAttribute("dellVersion", part.type().equals("BIOS") ? offer.version() : "A00");
        xml.writeAttribute("packageType", offer.type());
        if (offer.rebootRequired() != null) {
            xml.writeAttribute("rebootRequired", offer.rebootRequired().toString());
        }
        text(xml, "Name", null, null, part.name() + ", " + offer.version());
        text(xml, "ComponentType", "value", part.type(), TYPES.get(part.type()));
        text(xml, "Description", null, null, "A package of the lab for " + part.name() + ".");
        text(xml, "LUCategory", "value", part.jobTitle(), part.jobTitle());
        text(xml, "Category", "value", part.kind().name().substring(0, 2), part.jobTitle());
        devices(xml, part);
        systems(xml, offer);
        text(xml, "RevisionHistory", null, null, "What changed: the version.");
        text(xml, "ImportantInfo", "URL", "https://vendor.lab.example/" + offer.release(), "NA");
        text(xml, "Criticality", "value", String.valueOf(part.criticality()), CRITICALITY.get(part.criticality()));
        xml.writeEndElement();
    }

    private static void devices(XMLStreamWriter xml, Part part) throws XMLStreamException {
        xml.writeStartElement("SupportedDevices");
        xml.writeStartElement("Device");
        xml.writeAttribute("componentID", part.packageComponentId());
        xml.writeAttribute("embedded", part.pciIds().isPresent() ? "0" : "1");
        display(xml, part.name());
        if (part.pci() != null) {
            xml.writeStartElement("PCIInfo");
            xml.writeAttribute("deviceID", part.pci().device());
            xml.writeAttribute("subDeviceID", part.pci().subDevice());
            xml.writeAttribute("subVendorID", part.pci().subVendor());
            xml.writeAttribute("vendorID", part.pci().vendor());
            display(xml, part.name());
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private static void systems(XMLStreamWriter xml, Offer offer) throws XMLStreamException {
        xml.writeStartElement("SupportedSystems");
        xml.writeStartElement("Brand");
        xml.writeAttribute("key", "3");
        xml.writeAttribute("prefix", "PE");
        display(xml, "PowerEdge");
        for (Models.Model model : offer.systems()) {
            xml.writeStartElement("Model");
            xml.writeAttribute("systemID", model.catalogSystemId());
            xml.writeAttribute("systemIDType", "BIOS");
            display(xml, model.model().replace("PowerEdge ", ""));
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    static void text(XMLStreamWriter xml, String name, String attribute, String value, String shown)
            throws XMLStreamException {
        xml.writeStartElement(name);
        if (attribute != null) {
            xml.writeAttribute(attribute, value);
        }
        display(xml, shown);
        xml.writeEndElement();
    }

    static void display(XMLStreamWriter xml, String shown) throws XMLStreamException {
        xml.writeStartElement("Display");
        xml.writeAttribute("lang", "en");
        xml.writeCData(shown);
        xml.writeEndElement();
    }

    /** Some in capitals, as in real catalogs. */
    private static String md5(byte[] file, String release) {
        try {
            String hex =
                    HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(file));
            return release.hashCode() % 6 == 0 ? hex.toUpperCase(Locale.ROOT) : hex;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
