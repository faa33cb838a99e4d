package io.farrier.transport.wsman;

import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Gate;
import io.farrier.transport.Xml;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.springframework.stereotype.Component;

/** The door that every WS-MAN request goes out by, and every reply comes in by. */
@Component("wsmanDoor")
class WsmanDoor {

    static final String ASK = "ask";
    static final String REQUEST = "wsmanRequest";
    static final String REPLY = "wsmanReply";

    /** Exchange property: whose credential goes with the request, see {@link WsmanLogins#announce}; absent: nobody's. */
    static final String LOGIN = "wsmanLogin";

    private final Gate gate;

    WsmanDoor(Gate gate) {
        this.gate = gate;
    }

    /** Makes the HTTP message; what must not leave is refused here, in the last moment before it would. */
    public void out(
            Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(REQUEST) WsmanRequest request) {
        gate.pass(exchange, ask, "POST", request.path());
        String url = ask.bmc().url() + "/wsman";
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, url);
        message.setHeader(HttpConstants.HTTP_METHOD, "POST");
        message.setHeader("Content-Type", "application/soap+xml;charset=UTF-8");
        message.setHeader(WsmanLogins.LOGIN, exchange.getProperty(LOGIN, String.class));
        message.setBody(WsmanEnvelope.of(request, url));
    }

    /** Reads the reply whole and leaves no header of it behind. */
    public void in(Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(REQUEST) WsmanRequest request) {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        Xml body = read(message, status, request + " to " + ask.bmc());
        message.removeHeaders("*");
        message.setBody(null);
        exchange.setProperty(REPLY, new WsmanReply(status, body));
    }

    private static Xml read(Message message, int status, String what) {
        try (InputStream in = message.getBody(InputStream.class)) {
            byte[] bytes = in == null ? new byte[0] : in.readAllBytes();
            return Xml.read(bytes)
                    .child("Body")
                    .flatMap(body -> body.children().stream().findFirst())
                    .orElseThrow(() -> new Xml.Unreadable("it is no SOAP envelope"));
        } catch (Xml.Unreadable e) {
            // An error without a readable envelope is HTTP's own: a page of its web server, or nothing at all.
            if (status >= 400) {
                return null;
            }
            throw new Failure("garbled-xml", "The answer to " + what + " can't be read: " + e.getMessage());
        } catch (IOException e) {
            throw new Failure("reset", "The answer to " + what + " broke off: " + e.getMessage());
        }
    }
}
