package io.farrier.catalog;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** One {@code SoftwareComponent}: read from its start tag to its end tag, where it leaves the parser. */
final class ComponentElement {

    private static final String DIGITS = "0123456789";
    private static final String HEX = DIGITS + "abcdefABCDEF";
    private static final String ENTITY = "uses an entity, which no catalog needs";

    private final XMLStreamReader xml;
    private final int maxDepth;
    private final int line;

    private String name;
    private String componentType;
    private Integer criticality;
    private String sha256;
    private final Set<Device> devices = new LinkedHashSet<>();
    private final Set<String> systems = new LinkedHashSet<>();
    private String componentId;
    private boolean hasPci;
    private final Set<Rollback> rollbacks = new LinkedHashSet<>();
    private final Set<Dependency> dependencies = new LinkedHashSet<>();

    ComponentElement(XMLStreamReader xml, int maxDepth) {
        this.xml = xml;
        this.maxDepth = maxDepth;
        this.line = xml.getLocation().getLineNumber();
    }

    /** As an element of a catalog, which says where the package is. */
    SoftwareComponent read() throws XMLStreamException {
        return read(path(needed("path")));
    }

    /** As a package's own, which can't. */
    SoftwareComponent read(String path) throws XMLStreamException {
        String packageId = text(xml, "packageID");
        String releaseId = text(xml, "releaseID");
        String packageType = needed("packageType");
        String vendorVersion = needed("vendorVersion");
        String dellVersion = text(xml, "dellVersion");
        Instant released = instant(xml, "dateTime");
        Boolean reboot = flag(text(xml, "rebootRequired"));
        Long size = size(text(xml, "size"));
        String md5 = md5(text(xml, "hashMD5"));
        children();
        if (componentType == null) {
            throw refused("has no ComponentType");
        }
        return new SoftwareComponent(
                packageId,
                releaseId,
                path,
                name == null ? path.substring(path.lastIndexOf('/') + 1) : name,
                componentType,
                packageType,
                vendorVersion,
                dellVersion,
                released,
                reboot,
                size,
                md5,
                sha256,
                criticality,
                List.copyOf(devices),
                Set.copyOf(systems),
                List.copyOf(rollbacks),
                List.copyOf(dependencies));
    }

    private void children() throws XMLStreamException {
        List<String> open = new ArrayList<>();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.ENTITY_REFERENCE -> throw refused(ENTITY);
                case XMLStreamConstants.START_ELEMENT -> {
                    if (open.size() >= maxDepth) {
                        throw refused("has elements more than %d deep, which no catalog has".formatted(maxDepth));
                    }
                    String parent = open.isEmpty() ? "" : open.getLast();
                    if (!start(parent, xml.getLocalName())) {
                        open.add(xml.getLocalName());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    if (open.isEmpty()) {
                        return;
                    }
                    end(open.removeLast());
                }
                default -> {}
            }
        }
    }

    /** True when the element was read to its end. */
    private boolean start(String parent, String element) throws XMLStreamException {
        switch (element) {
            case "ComponentType" -> componentType = text(xml, "value");
            case "Criticality" -> criticality = number(text(xml, "value"));
            case "Device" -> {
                componentId = Ids.component(xml.getAttributeValue(null, "componentID"));
                hasPci = false;
            }
            case "PCIInfo" -> pci();
            case "RollbackInformation" -> rollback();
            case "Dependency" -> dependency(true);
            case "SoftDependency" -> dependency(false);
            case "Model" -> {
                String system = Ids.hex(xml.getAttributeValue(null, "systemID"));
                if (system != null) {
                    systems.add(system);
                }
            }
            case "Display" -> {
                if (parent.equals("Name") && english()) {
                    name = content();
                    return true;
                }
            }
            case "Hash" -> {
                if ("SHA256".equalsIgnoreCase(text(xml, "algorithm"))) {
                    sha256 = sha256(content());
                    return true;
                }
            }
            default -> {}
        }
        return false;
    }

    /** The text up to the end tag. The parser's own way to it would leave out an entity and go on. */
    private String content() throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        while (true) {
            switch (xml.next()) {
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(xml.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    return text.toString().strip();
                }
                case XMLStreamConstants.START_ELEMENT -> throw refused("has an element where text belongs");
                case XMLStreamConstants.ENTITY_REFERENCE -> throw refused(ENTITY);
                default -> {}
            }
        }
    }

    private void end(String element) {
        if (element.equals("Device") && !hasPci && componentId != null) {
            devices.add(Device.component(componentId));
        }
    }

    private void pci() {
        Device device = new Device(
                componentId,
                Ids.hex(xml.getAttributeValue(null, "vendorID")),
                Ids.hex(xml.getAttributeValue(null, "deviceID")),
                Ids.hex(xml.getAttributeValue(null, "subVendorID")),
                Ids.hex(xml.getAttributeValue(null, "subDeviceID")));
        if (device.quadruple() != null) {
            devices.add(device);
            hasPci = true;
        }
    }

    private void rollback() {
        // The hub's own catalogs name the device here; a vendor's is within it.
        String named = Ids.component(xml.getAttributeValue(null, "componentID"));
        rollbacks.add(new Rollback(
                named == null ? componentId : named,
                text(xml, "rollbackIdentifier"),
                text(xml, "alternateRollbackIdentifier"),
                text(xml, "fmpWrapperIdentifier"),
                number(text(xml, "rollbackTimeout")),
                flag(text(xml, "impactsTPMmeasurements"))));
    }

    private void dependency(boolean hard) {
        Dependency dependency = new Dependency(
                hard,
                text(xml, "prerequisite"),
                Ids.component(xml.getAttributeValue(null, "componentID")),
                text(xml, "version"));
        if (dependency.prerequisite() != null || dependency.componentId() != null) {
            dependencies.add(dependency);
        }
    }

    private boolean english() {
        String lang = xml.getAttributeValue(null, "lang");
        return lang == null || lang.equals("en");
    }

    private String needed(String attribute) {
        String value = text(xml, attribute);
        if (value == null) {
            throw refused("has no " + attribute);
        }
        return value;
    }

    private String path(String written) {
        String path = written.replace('\\', '/');
        if (!PackageAddress.safe(path)) {
            throw refused("has a path that leads elsewhere: " + written);
        }
        return path;
    }

    private Long size(String written) {
        if (written == null) {
            return null;
        }
        if (!is(written, DIGITS, 1, 15)) {
            throw refused("has a size that is no number of bytes: " + written);
        }
        return Long.valueOf(written);
    }

    private Integer number(String written) {
        return written != null && is(written, DIGITS, 1, 6) ? Integer.valueOf(written) : null;
    }

    private static Boolean flag(String written) {
        return written == null ? null : Boolean.valueOf(written);
    }

    private String md5(String written) {
        if (written == null) {
            return null;
        }
        if (!is(written, HEX, 32, 32)) {
            throw refused("has a hashMD5 that is none: " + written);
        }
        return written.toLowerCase(Locale.ROOT);
    }

    /** In hex or in base64, which can't be confused: no recorded catalog has one that would tell which it is. */
    private String sha256(String written) {
        if (is(written, HEX, 64, 64)) {
            return written.toLowerCase(Locale.ROOT);
        }
        if (written.matches("[0-9a-zA-Z+/]{43}=")) {
            return HexFormat.of().formatHex(Base64.getDecoder().decode(written));
        }
        throw refused("has a SHA256 hash that is none: " + written);
    }

    /** Asked for each package; a pattern would cost more than to read it. */
    private static boolean is(String written, String characters, int shortest, int longest) {
        for (int i = 0; i < written.length(); i++) {
            if (characters.indexOf(written.charAt(i)) < 0) {
                return false;
            }
        }
        return written.length() >= shortest && written.length() <= longest;
    }

    private CatalogRefused refused(String what) {
        return new CatalogRefused("The SoftwareComponent in line %d %s.".formatted(line, what));
    }

    static String text(XMLStreamReader xml, String attribute) {
        String value = xml.getAttributeValue(null, attribute);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** With its offset, as catalogs write it; null where it is absent or no date: nothing hangs on it but ties. */
    static Instant instant(XMLStreamReader xml, String attribute) {
        String value = text(xml, attribute);
        try {
            return value == null ? null : Moment.of(value);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
