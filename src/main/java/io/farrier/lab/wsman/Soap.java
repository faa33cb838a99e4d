package io.farrier.lab.wsman;

import io.farrier.lab.net.Response;
import java.util.List;
import java.util.UUID;

/** The envelope that every answer comes in, in the shape that was recorded. */
final class Soap {
    static final String ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
    static final String ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration";
    static final String TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
    static final String WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd";

    private static final String FAULT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/fault";

    private Soap() {}

    /**
     * An answer to a request.
     *
     * @param resource the namespace of the prefix {@code n1}: the resource's, as the request wrote it
     */
    static String envelope(String action, String relatesTo, String resource, Tag body) {
        Tag header = Tag.of(
                "s:Header",
                Tag.text("wsa:To", ANONYMOUS),
                Tag.text("wsa:Action", action),
                Tag.text("wsa:RelatesTo", relatesTo),
                Tag.text("wsa:MessageID", "uuid:" + UUID.randomUUID()));
        Tag envelope = Tag.of("s:Envelope", header, Tag.of("s:Body", body))
                .with("xmlns:s", "http://www.w3.org/2003/05/soap-envelope")
                .with("xmlns:wsa", "http://schemas.xmlsoap.org/ws/2004/08/addressing")
                .with("xmlns:wsen", ENUMERATION)
                .with("xmlns:wsman", WSMAN)
                .with("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
        return written(resource.isEmpty() ? envelope : envelope.with("xmlns:n1", resource));
    }

    static String fault(String relatesTo, SoapFault fault) {
        return envelope(FAULT, relatesTo, "", fault.body());
    }

    /** Who speaks here: what anybody is told. */
    static String identity() {
        Tag identity = Tag.of(
                "wsmid:IdentifyResponse",
                Tag.text("wsmid:ProtocolVersion", WSMAN),
                Tag.text("wsmid:ProductVendor", "Openwsman Project"),
                Tag.text("wsmid:ProductVersion", "2.2.4"));
        return written(Tag.of("s:Envelope", Tag.of("s:Header"), Tag.of("s:Body", identity))
                .with("xmlns:s", "http://www.w3.org/2003/05/soap-envelope")
                .with("xmlns:wsmid", "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"));
    }

    /** A reference to one instance of a class: what a created job, or the target of a method, is named by. */
    static List<Tag> reference(String resource, List<Tag> selectors) {
        return List.of(
                Tag.text("wsa:Address", ANONYMOUS),
                Tag.of(
                        "wsa:ReferenceParameters",
                        Tag.text("wsman:ResourceURI", resource),
                        Tag.of("wsman:SelectorSet", selectors)));
    }

    static Tag selector(String name, String value) {
        return Tag.text("wsman:Selector", value).with("Name", name);
    }

    static Response response(int status, String envelope) {
        return Response.text(status, "application/soap+xml;charset=UTF-8", envelope);
    }

    private static String written(Tag envelope) {
        StringBuilder out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        envelope.write(out);
        return out.toString();
    }
}
