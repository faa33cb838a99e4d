package io.farrier.transport.redfish;

import io.farrier.transport.Bmc;
import io.farrier.transport.Failure;
import io.farrier.transport.Repository;
import io.farrier.transport.Repository.Offer;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The PackageList of GetRepoBasedUpdateList: CIM's XML as a string, one INSTANCENAME for each package, its properties by
 * name, of an array the first value. Recorded from an iDRAC9 6.10.
 */
final class PackageList {

    private static final Map<String, String> CRITICALITY = Map.of("1", "Recommended", "2", "Urgent", "3", "Optional");

    private PackageList() {}

    /** @throws Failure when it is no such list; entities and document types are not read */
    static Repository read(Bmc bmc, String xml) {
        XMLInputFactory factory = XMLInputFactory.newFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            return new Repository(offers(factory.createXMLStreamReader(new StringReader(xml))));
        } catch (XMLStreamException e) {
            throw new Failure("unreadable", "The PackageList of " + bmc + " is no well-formed XML");
        }
    }

    private static List<Offer> offers(XMLStreamReader xml) throws XMLStreamException {
        List<Offer> offers = new ArrayList<>();
        Map<String, String> properties = new HashMap<>();
        String name = null;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                switch (xml.getLocalName()) {
                    case "INSTANCENAME" -> properties.clear();
                    case "PROPERTY", "PROPERTY.ARRAY" -> name = xml.getAttributeValue(null, "NAME");
                    case "VALUE" ->
                        properties.putIfAbsent(name, xml.getElementText().strip());
                    default -> {}
                }
            } else if (event == XMLStreamConstants.END_ELEMENT
                    && xml.getLocalName().equals("INSTANCENAME")) {
                offers.add(offer(properties));
            }
        }
        return List.copyOf(offers);
    }

    private static Offer offer(Map<String, String> properties) {
        return new Offer(
                fqdd(text(properties, "Target")),
                text(properties, "ComponentID"),
                text(properties, "DisplayName"),
                text(properties, "ComponentInstalledVersion"),
                text(properties, "PackageVersion"),
                CRITICALITY.get(properties.getOrDefault("Criticality", "")),
                text(properties, "RebootType"),
                text(properties, "PackagePath"));
    }

    private static String text(Map<String, String> properties, String name) {
        String value = properties.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** {@code DCIM:INSTALLED#741__BIOS.Setup.1-1} → BIOS.Setup.1-1; {@code DCIM:INSTALLED#iDRAC.Embedded.1-1#IDRACinfo} too. */
    private static String fqdd(String target) {
        if (target == null) {
            return null;
        }
        String rest = target.substring(target.indexOf('#') + 1);
        int under = rest.indexOf("__");
        return (under < 0 ? rest : rest.substring(under + 2)).replaceFirst("#.*", "");
    }
}
