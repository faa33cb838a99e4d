package io.farrier.vcenter;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * An element of a request to a vCenter. The order of children counts there: it is that of the WSDL.
 *
 * @param type of a reference, the attribute {@code type}; of a value that may be of several, {@code xsi:type}; else null
 */
record VimElement(String name, String type, String text, List<VimElement> children) {

    private static final String XSI = "http://www.w3.org/2001/XMLSchema-instance";
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final XMLOutputFactory FACTORY = XMLOutputFactory.newDefaultFactory();

    static VimElement of(String name, Object value) {
        return new VimElement(name, null, String.valueOf(value), List.of());
    }

    /** A managed object: {@code <host type="HostSystem">host-21</host>}. */
    static VimElement reference(String name, String type, String moid) {
        return new VimElement(name, type, moid, List.of());
    }

    static VimElement with(String name, VimElement... children) {
        return new VimElement(name, null, null, List.of(children));
    }

    /** One whose type has to be told. */
    static VimElement typed(String name, String type, VimElement... children) {
        return new VimElement(name, type, null, List.of(children));
    }

    VimElement and(VimElement... more) {
        List<VimElement> all = new ArrayList<>(children);
        all.addAll(Arrays.asList(more));
        return new VimElement(name, type, text, all);
    }

    /** As the body of a SOAP 1.1 envelope. @param namespace of what is called */
    String envelope(String namespace) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = FACTORY.createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("s", "Envelope", SOAP);
            xml.writeNamespace("s", SOAP);
            xml.writeNamespace("xsi", XSI);
            xml.writeStartElement("s", "Body", SOAP);
            write(xml, namespace);
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("A request can't be written", e);
        }
        return text.toString();
    }

    private void write(XMLStreamWriter xml, String namespace) throws XMLStreamException {
        xml.writeStartElement(name);
        if (namespace != null) {
            xml.writeDefaultNamespace(namespace);
        }
        if (type != null && text != null) {
            xml.writeAttribute("type", type);
        } else if (type != null) {
            xml.writeAttribute("xsi", XSI, "type", type);
        }
        if (text != null) {
            xml.writeCharacters(characters(text));
        }
        for (VimElement child : children) {
            child.write(xml, null);
        }
        xml.writeEndElement();
    }

    /** XML has no place for control characters. */
    private static String characters(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\uFFFE\\uFFFF]", "");
    }
}
