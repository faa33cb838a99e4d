package io.farrier.vcenter;

import io.farrier.hub.Refused;
import io.farrier.quiesce.NotNow;
import io.farrier.transport.Gate;
import io.farrier.transport.Xml;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.apache.hc.core5.util.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The door that every request to a vCenter goes out by, and every reply comes in by. */
@Component("vcenterDoor")
class VcenterDoor {

    /** Exchange properties: whom to ask, what, and what was answered. */
    static final String VCENTER = "vcenter";

    static final String REQUEST = "vimRequest";
    static final String REPLY = "vimReply";

    private final boolean shadow;
    private final Timeout answer;

    VcenterDoor(@Value("${farrier.mode}") String mode, @Qualifier("vcenterAnswer") Timeout answer) {
        this.shadow = mode.equals("shadow");
        this.answer = answer;
    }

    /** Makes the HTTP message; what must not leave is refused here, in the last moment before it would. */
    public void out(
            Exchange exchange,
            @ExchangeProperty(VCENTER) Vcenter vcenter,
            @ExchangeProperty(REQUEST) VimRequest request) {
        if (shadow && !request.reads()) {
            throw new Refused(
                    "shadow", 409, "%s at %s was held back: this hub is in shadow mode.".formatted(request, vcenter));
        }
        Long ends = exchange.getProperty(Gate.LEASE_ENDS, Long.class);
        if (ends != null && ends - System.nanoTime() < answer.toNanoseconds()) {
            throw new NotNow("There was no time left in this turn to ask %s for %s".formatted(vcenter, request));
        }
        String session =
                switch (request.method()) {
                    case "RetrieveServiceContent" -> VcenterSessions.OPEN;
                    case "Logout" -> VcenterSessions.LOGOUT;
                    default -> "";
                };
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, vcenter.url() + request.path());
        message.setHeader(HttpConstants.HTTP_METHOD, "POST");
        message.setHeader("Content-Type", "text/xml;charset=UTF-8");
        message.setHeader(VcenterSessions.VCENTER, vcenter.id() + session);
        message.setBody(request.envelope());
    }

    /** Reads the reply whole and leaves no header of it behind; a fault is thrown. */
    public void in(
            Exchange exchange,
            @ExchangeProperty(VCENTER) Vcenter vcenter,
            @ExchangeProperty(REQUEST) VimRequest request) {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        String type = message.getHeader("Content-Type", "", String.class);
        Xml answered = read(message, vcenter, request, status, type);
        message.removeHeaders("*");
        message.setBody(null);
        if (answered.name().equals("Fault")) {
            throw thrown(fault(answered), vcenter, request);
        }
        exchange.setProperty(REPLY, new VimReply(answered));
    }

    private static Xml read(Message message, Vcenter vcenter, VimRequest request, int status, String type) {
        byte[] bytes;
        try (InputStream in = message.getBody(InputStream.class)) {
            bytes = in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            throw new NotNow("The answer of %s to %s broke off".formatted(vcenter, request));
        }
        try {
            return Xml.read(bytes)
                    .child("Body")
                    .flatMap(body -> body.children().stream().findFirst())
                    .orElseThrow(() -> new Xml.Unreadable("it is no SOAP envelope"));
        } catch (Xml.Unreadable e) {
            String begin = new String(bytes, 0, Math.min(bytes.length, 200), StandardCharsets.UTF_8);
            boolean page =
                    type.contains("html") || begin.toLowerCase(Locale.ROOT).contains("<html");
            if (status == 503 || status == 502 || status == 504 || status == 429) {
                throw new NotNow("%s answers %d: it starts, is overloaded, or its service vpxd is down"
                        .formatted(vcenter, status));
            }
            if (page || status == 404 || status / 100 == 3) {
                throw new Refused(
                        "no-vcenter",
                        409,
                        "At %s no vCenter answers, but a web page (%d). Check the url; a proxy or a load balancer may be before it."
                                .formatted(vcenter, status));
            }
            throw new NotNow("The answer of %s to %s (%d) can't be read: %s"
                    .formatted(vcenter, request, status, e.getMessage()));
        }
    }

    /** A fault by its type, from the detail of a SOAP fault. */
    private static VimFault fault(Xml fault) {
        Optional<Xml> detail =
                fault.child("detail").flatMap(of -> of.children().stream().findFirst());
        return new VimFault(detail.map(VcenterDoor::type).orElse("a fault"), fault.value("faultstring"));
    }

    /** The type is told, or is the element's name without its end ({@code InvalidLoginFault}). */
    static String type(Xml detail) {
        String told = detail.attributes().get("type");
        return told == null ? detail.name().replaceFirst("Fault$", "") : told.replaceFirst("^.*:", "");
    }

    private static RuntimeException thrown(VimFault fault, Vcenter vcenter, VimRequest request) {
        String sentence = "%s refused %s: %s.".formatted(vcenter, request, fault.sentence());
        if (fault.passes()) {
            return new NotNow(sentence.substring(0, sentence.length() - 1));
        }
        return new Refused("vcenter", 409, sentence);
    }
}
