package io.farrier.lab.vcenter;

import io.farrier.lab.net.Endpoint;
import io.farrier.lab.net.Request;
import io.farrier.lab.net.Response;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** The vSphere Web Services API: SOAP 1.1 by POST to {@code /sdk}, as vCenter 7 and 8 answer it, and no more of it than is told here. */
final class Sdk implements Endpoint {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final XMLOutputFactory XML = XMLOutputFactory.newDefaultFactory();

    /** Which API it speaks: clients ask before they log in. */
    private static final String VERSIONS = Stream.of(
                    "8.0.1.0", "8.0.0.1", "7.0.3.0", "7.0.2.0", "7.0.1.0", "7.0", "6.8.7", "6.7.3", "6.7.2", "6.7.1",
                    "6.7", "6.5", "6.0", "5.5", "5.1", "5.0", "4.1", "4.0", "2.5u2", "2.5")
            .map(version -> "<version>" + version + "</version>")
            .collect(Collectors.joining(
                    "",
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<namespaces version=\"1.0\"><namespace><name>urn:vim25</name>"
                            + "<version>8.0.2.0</version><priorVersions>",
                    "</priorVersions></namespace></namespaces>"));

    private final Estate estate;
    private final Sessions sessions;
    private final Orders orders;
    private final Desk desk;
    private final TreeMap<String, Integer> asked = new TreeMap<>();
    private volatile boolean starting;

    Sdk(Estate estate, Sessions sessions) {
        this.estate = estate;
        this.sessions = sessions;
        this.orders = new Orders(estate);
        this.desk = new Desk(estate, sessions);
    }

    /** Whether its proxy answers and the service behind it does not. */
    void starting(boolean now) {
        starting = now;
    }

    /** How often each method was called. Guarded by the estate. */
    TreeMap<String, Integer> asked() {
        return new TreeMap<>(asked);
    }

    @Override
    public CompletionStage<Response> answer(Request request) {
        return CompletableFuture.completedFuture(answered(request));
    }

    private Response answered(Request request) {
        if (starting) {
            return Response.text(503, "text/plain", "503 Service Unavailable (Failed to connect to endpoint)");
        }
        return switch (request.method() + " " + request.path()) {
            case "GET /sdk/vimServiceVersions.xml" -> Response.text(200, "text/xml", VERSIONS);
            case "POST /sdk", "POST /sdk/vimService" -> estate.with(() -> soap(request));
            default -> Response.empty(404);
        };
    }

    private Response soap(Request request) {
        try {
            Call call = Call.read(request.body());
            asked.merge(call.method(), 1, Integer::sum);
            Optional<Sessions.Session> session = sessions.of(request.header("Cookie"));
            if (call.method().equals("Login")) {
                Sessions.Session taken = sessions.login(
                        call.text("userName").orElse(""), call.text("password").orElse(""));
                return envelope(200, response(call, Optional.of(taken.value("returnval"))))
                        .with("Set-Cookie", taken.cookie());
            }
            if (call.method().equals("RetrieveServiceContent")) {
                return envelope(200, response(call, Optional.of(desk.content())));
            }
            if (session.isEmpty()) {
                throw VimFault.notAuthenticated(estate.root());
            }
            return envelope(200, response(call, done(call, session.get())));
        } catch (VimFault fault) {
            return envelope(500, fault(fault));
        }
    }

    private Optional<Value> done(Call call, Sessions.Session session) {
        Managed on = desk.find(session, call.moid()).orElseThrow(() -> VimFault.gone(call.type(), call.moid()));
        if (Orders.takes(call.method(), on)) {
            return orders.give(call, on, Sessions.SHOWN);
        }
        if (call.method().equals("QuerySyncingVsanObjects") && on.is("HostVsanInternalSystem")) {
            return Optional.of(orders.resyncing(on));
        }
        return desk.done(call, on, session);
    }

    private static Value response(Call call, Optional<Value> returned) {
        return Value.object(call.method() + "Response", "xsd:anyType")
                .and(returned.stream().toList());
    }

    private static Value fault(VimFault fault) {
        return Value.object(
                "Fault",
                "Fault",
                Value.text("faultcode", "ServerFaultCode"),
                Value.text("faultstring", fault.getMessage()),
                Value.object("detail", "detail", fault.soap()));
    }

    private static Response envelope(int status, Value body) {
        StringWriter text = new StringWriter();
        try {
            XMLStreamWriter xml = XML.createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("soapenv", "Envelope", SOAP);
            xml.writeNamespace("soapenv", SOAP);
            xml.writeNamespace("xsd", "http://www.w3.org/2001/XMLSchema");
            xml.writeNamespace("xsi", "http://www.w3.org/2001/XMLSchema-instance");
            xml.writeStartElement("soapenv", "Body", SOAP);
            if (body.name().equals("Fault")) {
                fault(xml, body.children());
            } else {
                body.write(xml, true);
            }
            xml.writeEndDocument();
        } catch (XMLStreamException e) {
            throw new IllegalStateException(e);
        }
        return Response.text(status, "text/xml; charset=utf-8", text.toString());
    }

    /** Code and words are SOAP's, in no namespace; what is in the detail is the vCenter's. */
    private static void fault(XMLStreamWriter xml, List<Value> parts) throws XMLStreamException {
        xml.writeStartElement("soapenv", "Fault", SOAP);
        for (Value part : parts.subList(0, 2)) {
            part.write(xml, false);
        }
        xml.writeStartElement("detail");
        for (Value detail : parts.get(2).children()) {
            detail.write(xml, true);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }
}
