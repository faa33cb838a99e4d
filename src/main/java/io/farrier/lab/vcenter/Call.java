package io.farrier.lab.vcenter;

import io.farrier.lab.net.Dom;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Element;

/**
 * A method that a client calls.
 *
 * @param type of the object whose method it is, as the client writes it
 * @param moid of that object
 */
record Call(String method, String type, String moid, Element body) {

    /** @throws VimFault for what is no call */
    static Call read(byte[] request) {
        Element body = Dom.read(request)
                .flatMap(envelope -> Dom.child(envelope, "Body"))
                .flatMap(within -> Dom.children(within).stream().findFirst())
                .orElseThrow(() -> VimFault.invalidRequest("The request is no SOAP envelope with a body."));
        Element on = Dom.child(body, "_this").orElseThrow(() -> VimFault.invalidRequest("The request has no _this."));
        return new Call(body.getLocalName(), on.getAttribute("type"), Dom.text(on), body);
    }

    Optional<String> text(String name) {
        return Dom.child(body, name).map(Dom::text);
    }

    List<String> texts(String name) {
        return Dom.children(body, name).stream().map(Dom::text).toList();
    }

    Optional<Long> number(String name) {
        return text(name).filter(text -> text.matches("-?\\d{1,9}")).map(Long::valueOf);
    }

    Optional<String> reference(String name) {
        return text(name);
    }

    /** A value within a parameter. */
    Optional<String> within(String name, String inner) {
        return Dom.child(body, name).flatMap(one -> Dom.child(one, inner)).map(Dom::text);
    }

    List<Element> parts(String name) {
        return Dom.children(body, name);
    }

    VimFault unknown() {
        return VimFault.invalidRequest(
                "Unable to resolve WSDL method name %s for type %s: this vCenter has no such method."
                        .formatted(method, type));
    }
}
