package io.farrier.lab.wsman;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * A request as it came in. Names are compared without their namespaces: clients write them in several.
 *
 * @param resource the resource's URI; empty where none is named
 * @param body the element in the Body
 */
record Asked(String action, String resource, String messageId, Map<String, String> selectors, Element body) {

    /** @throws SoapFault for what is no envelope */
    static Asked read(byte[] request) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var parser = factory.newDocumentBuilder();
            parser.setErrorHandler(null);
            Element envelope = parser.parse(new ByteArrayInputStream(request)).getDocumentElement();
            Element header = child(envelope, "Header").orElseThrow(Asked::malformed);
            Element body = child(envelope, "Body").orElseThrow(Asked::malformed);
            Map<String, String> selectors = new LinkedHashMap<>();
            child(header, "SelectorSet").ifPresent(set -> children(set)
                    .forEach(one -> selectors.put(
                            one.getAttribute("Name"), one.getTextContent().strip())));
            return new Asked(
                    text(header, "Action"),
                    text(header, "ResourceURI"),
                    text(header, "MessageID"),
                    selectors,
                    children(body).stream().findFirst().orElseThrow(Asked::malformed));
        } catch (SAXException | IOException e) {
            throw malformed();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SoapFault malformed() {
        return SoapFault.sender(
                "wsman:SchemaValidationError", "The request is no SOAP envelope with a header and a body.");
    }

    /** The class that the resource names: what stands behind its last slash. */
    String className() {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    /** A parameter of the method; empty where it was not given. */
    Optional<String> parameter(String name) {
        return child(body, name).map(value -> value.getTextContent().strip()).filter(value -> !value.isEmpty());
    }

    /** All values of a parameter that may be given several times. */
    List<String> parameters(String name) {
        return children(body).stream()
                .filter(child -> child.getLocalName().equals(name))
                .map(child -> child.getTextContent().strip())
                .toList();
    }

    /** The InstanceID of the reference that a parameter is. */
    Optional<String> reference(String name) {
        return child(body, name).flatMap(Asked::instanceId);
    }

    private static Optional<String> instanceId(Element within) {
        for (Element child : children(within)) {
            if (child.getLocalName().equals("Selector")
                    && child.getAttribute("Name").equals("InstanceID")) {
                return Optional.of(child.getTextContent().strip());
            }
            Optional<String> deeper = instanceId(child);
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.empty();
    }

    static Optional<Element> child(Element parent, String name) {
        return children(parent).stream()
                .filter(child -> child.getLocalName().equals(name))
                .findFirst();
    }

    private static String text(Element parent, String name) {
        return child(parent, name).map(e -> e.getTextContent().strip()).orElse("");
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
