package io.farrier.lab.wsman;

import io.farrier.lab.net.Dom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * A request as it came in. Names are compared without their namespaces: clients write them in several.
 *
 * @param resource the resource's URI; empty where none is named
 * @param body the element in the Body
 */
record Asked(String action, String resource, String messageId, Map<String, String> selectors, Element body) {

    /** @throws SoapFault for what is no envelope */
    static Asked read(byte[] request) {
        Element envelope = Dom.read(request).orElseThrow(Asked::malformed);
        Element header = Dom.child(envelope, "Header").orElseThrow(Asked::malformed);
        Element body = Dom.child(envelope, "Body").orElseThrow(Asked::malformed);
        Map<String, String> selectors = new LinkedHashMap<>();
        Dom.child(header, "SelectorSet").ifPresent(set -> Dom.children(set)
                .forEach(one -> selectors.put(one.getAttribute("Name"), Dom.text(one))));
        return new Asked(
                text(header, "Action"),
                text(header, "ResourceURI"),
                text(header, "MessageID"),
                selectors,
                Dom.children(body).stream().findFirst().orElseThrow(Asked::malformed));
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
        return Dom.child(body, name).map(Dom::text).filter(value -> !value.isEmpty());
    }

    /** All values of a parameter that may be given several times. */
    List<String> parameters(String name) {
        return Dom.children(body, name).stream().map(Dom::text).toList();
    }

    /** The InstanceID of the reference that a parameter is. */
    Optional<String> reference(String name) {
        return Dom.child(body, name).flatMap(Asked::instanceId);
    }

    private static Optional<String> instanceId(Element within) {
        for (Element child : Dom.children(within)) {
            if (child.getLocalName().equals("Selector")
                    && child.getAttribute("Name").equals("InstanceID")) {
                return Optional.of(Dom.text(child));
            }
            Optional<String> deeper = instanceId(child);
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.empty();
    }

    private static String text(Element parent, String name) {
        return Dom.child(parent, name).map(Dom::text).orElse("");
    }
}
