package io.farrier.transport.wsman;

import io.farrier.transport.wsman.WsmanRequest.Enumerate;
import io.farrier.transport.wsman.WsmanRequest.Identify;
import io.farrier.transport.wsman.WsmanRequest.Invoke;
import io.farrier.transport.wsman.WsmanRequest.Parameter;
import io.farrier.transport.wsman.WsmanRequest.Pull;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.UUID;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** A request as SOAP 1.2 (DSP0226), in the form that iDRACs take (PROTOCOLS 2). */
final class WsmanEnvelope {

    private static final String DCIM = "http://schemas.dell.com/wbem/wscim/1/cim-schema/2/";
    private static final String ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
    private static final String ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";

    private static final Map<String, String> NAMESPACES = Map.of(
            "s", "http://www.w3.org/2003/05/soap-envelope",
            "wsa", "http://schemas.xmlsoap.org/ws/2004/08/addressing",
            "wsen", ENUMERATION,
            "wsman", "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd",
            "wsmid", "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd");

    /** As many instances a page as the device likes, and no more than this. */
    private static final String PAGE = "100";

    private final XMLStreamWriter out;

    private WsmanEnvelope(XMLStreamWriter out) {
        this.out = out;
    }

    /** @param to the URL that it is sent to */
    static byte[] of(WsmanRequest request, String to) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            XMLStreamWriter out = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(bytes, "UTF-8");
            new WsmanEnvelope(out).write(request, to);
            out.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("Memory takes every document", e);
        }
        return bytes.toByteArray();
    }

    private void write(WsmanRequest request, String to) throws XMLStreamException {
        out.writeStartDocument("UTF-8", "1.0");
        out.writeStartElement("s:Envelope");
        for (Map.Entry<String, String> namespace : NAMESPACES.entrySet()) {
            out.writeNamespace(namespace.getKey(), namespace.getValue());
        }
        out.writeStartElement("s:Header");
        if (!request.open()) {
            header(request, to);
        }
        out.writeEndElement();
        out.writeStartElement("s:Body");
        body(request);
        out.writeEndElement();
        out.writeEndElement();
        out.writeEndDocument();
    }

    private void header(WsmanRequest request, String to) throws XMLStreamException {
        understood("wsa:To", to);
        understood("wsman:ResourceURI", DCIM + request.resource());
        understood("wsa:MessageID", "uuid:" + UUID.randomUUID());
        out.writeStartElement("wsa:ReplyTo");
        text("wsa:Address", ANONYMOUS);
        out.writeEndElement();
        understood("wsa:Action", action(request));
        if (!request.selectors().isEmpty()) {
            selectors(request.selectors());
        }
    }

    private static String action(WsmanRequest request) {
        return switch (request.call()) {
            case Identify identify -> throw new IllegalArgumentException("Identify has no action");
            case Enumerate enumerate -> ENUMERATION + "/Enumerate";
            case Pull pull -> ENUMERATION + "/Pull";
            case Invoke invoke -> DCIM + request.resource() + "/" + invoke.method();
        };
    }

    private void body(WsmanRequest request) throws XMLStreamException {
        switch (request.call()) {
            case Identify identify -> out.writeEmptyElement("wsmid:Identify");
            case Enumerate enumerate -> {
                out.writeStartElement("wsen:Enumerate");
                out.writeEmptyElement("wsman:OptimizeEnumeration");
                text("wsman:MaxElements", PAGE);
                out.writeEndElement();
            }
            case Pull pull -> {
                out.writeStartElement("wsen:Pull");
                text("wsen:EnumerationContext", pull.context());
                text("wsen:MaxElements", PAGE);
                out.writeEndElement();
            }
            case Invoke invoke -> {
                out.writeStartElement("p:" + invoke.method() + "_INPUT");
                out.writeNamespace("p", DCIM + request.resource());
                for (Parameter parameter : invoke.parameters()) {
                    parameter(parameter);
                }
                out.writeEndElement();
            }
        }
    }

    private void parameter(Parameter parameter) throws XMLStreamException {
        if (parameter.instanceOf() == null) {
            text("p:" + parameter.name(), parameter.value());
            return;
        }
        out.writeStartElement("p:" + parameter.name());
        text("wsa:Address", ANONYMOUS);
        out.writeStartElement("wsa:ReferenceParameters");
        text("wsman:ResourceURI", DCIM + parameter.instanceOf());
        selectors(Map.of("InstanceID", parameter.value()));
        out.writeEndElement();
        out.writeEndElement();
    }

    private void selectors(Map<String, String> selectors) throws XMLStreamException {
        out.writeStartElement("wsman:SelectorSet");
        for (Map.Entry<String, String> selector : selectors.entrySet()) {
            out.writeStartElement("wsman:Selector");
            out.writeAttribute("Name", selector.getKey());
            out.writeCharacters(selector.getValue());
            out.writeEndElement();
        }
        out.writeEndElement();
    }

    private void understood(String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeAttribute("s:mustUnderstand", "true");
        out.writeCharacters(text);
        out.writeEndElement();
    }

    private void text(String name, String text) throws XMLStreamException {
        out.writeStartElement(name);
        out.writeCharacters(text);
        out.writeEndElement();
    }
}
