package io.farrier.transport.redfish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import io.farrier.transport.Forgiveness;
import io.farrier.transport.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.springframework.stereotype.Component;

/** The door that every Redfish request goes out by, and every reply comes in by. */
@Component("redfishDoor")
class RedfishDoor {

    static final String ASK = "ask";
    static final String REQUEST = "redfishRequest";
    static final String REPLY = "redfishReply";

    /** Exchange property: this request is a login, with this credential; see {@link RedfishSessions#announce}. */
    static final String LOGIN = "redfishLoginAs";

    private final ObjectMapper json;
    private final Gate gate;
    private final RedfishUpload upload;

    RedfishDoor(ObjectMapper json, Gate gate, RedfishUpload upload) {
        this.json = json;
        this.gate = gate;
        this.upload = upload;
    }

    /** Makes the HTTP message; what must not leave is refused here, in the last moment before it would. */
    public void out(
            Exchange exchange, @ExchangeProperty(ASK) Ask ask, @ExchangeProperty(REQUEST) RedfishRequest request)
            throws JsonProcessingException {
        gate.pass(exchange, ask, request.method(), request.path());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(
                HttpConstants.HTTP_URI, ask.bmc().url() + request.path().replace(" ", "%20"));
        message.setHeader(HttpConstants.HTTP_METHOD, request.method());
        message.setHeader("Accept", "application/json");
        String login = exchange.getProperty(LOGIN, String.class);
        if (!request.open() || login != null) {
            message.setHeader(RedfishSessions.BMC, ask.bmc().toString());
            message.setHeader(RedfishSessions.LOGIN, login);
            message.setHeader(RedfishSessions.FORGIVING, Forgiveness.of(exchange) ? "true" : null);
        }
        if (request.ifMatch() != null) {
            message.setHeader("If-Match", request.ifMatch());
        }
        if (request.upload() != null) {
            message.setBody(upload.entity(request.upload()));
        } else if (request.body() == null) {
            message.setBody(null);
        } else {
            message.setHeader("Content-Type", "application/json");
            message.setBody(json.writeValueAsBytes(request.body()));
        }
    }

    /** Whether the request carries a file; such a one has more time. */
    public boolean uploads(@ExchangeProperty(REQUEST) RedfishRequest request) {
        return request.upload() != null;
    }

    /** Reads the reply whole and leaves no header of it behind. */
    public void in(Exchange exchange, @ExchangeProperty(REQUEST) RedfishRequest request) {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        String location = RedfishReply.path(message.getHeader("Location", String.class));
        String etag = message.getHeader("ETag", String.class);
        Duration retryAfter = seconds(message.getHeader("Retry-After", String.class));
        JsonNode body = read(message, status, request);
        message.removeHeaders("*");
        message.setBody(null);
        exchange.setProperty(REPLY, new RedfishReply(status, body, location, etag, retryAfter));
    }

    private JsonNode read(Message message, int status, RedfishRequest request) {
        try (InputStream in = message.getBody(InputStream.class)) {
            if (in == null) {
                return MissingNode.getInstance();
            }
            byte[] bytes = in.readAllBytes();
            return bytes.length == 0 ? MissingNode.getInstance() : json.readTree(bytes);
        } catch (JsonProcessingException e) {
            if (status >= 400) {
                return MissingNode.getInstance();
            }
            throw new Failure("garbled", request.method() + " " + request.path() + " was answered by no JSON");
        } catch (IOException e) {
            throw new Failure("reset", request.method() + " " + request.path() + " broke off: " + e.getMessage());
        }
    }

    private static Duration seconds(String retryAfter) {
        return retryAfter != null && retryAfter.matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(retryAfter))
                : null;
    }
}
