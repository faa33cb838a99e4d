package io.farrier.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.http.common.HttpMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The API's door: what comes in keeps the parameters that the contract names and loses every other header, since a header
 * of a stranger could be taken for one of ours; what goes out is JSON, or problem+json that says what to change.
 */
@Component("apiDoor")
class ApiDoor {

    private static final Logger log = LoggerFactory.getLogger(ApiDoor.class);

    private static final Set<String> PARAMETERS = Set.of(
            "id",
            "after",
            "limit",
            "kind",
            "model",
            "serviceTag",
            "problem",
            "plan",
            "state",
            "verdict",
            "host",
            "name");

    private final ObjectMapper json;

    ApiDoor(ObjectMapper json) {
        this.json = json.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    public void in(Exchange exchange) {
        Message message = exchange.getMessage();
        String who = Optional.ofNullable(exchange.getMessage(HttpMessage.class))
                .map(HttpMessage::getRequest)
                .map(HttpServletRequest::getUserPrincipal)
                .map(Principal::getName)
                .orElse("unknown");
        String body = message.getBody(String.class);
        Map<String, Object> kept = new HashMap<>();
        PARAMETERS.forEach(name -> {
            Object value = message.getHeader(name);
            if (value != null) {
                kept.put(name, value);
            }
        });
        message.removeHeaders("*");
        message.setHeaders(kept);
        message.setHeader(Headers.WHO, who);
        message.setBody(body);
    }

    /** Answers with the body as JSON: 200, or 202 with a Location where something was put in the queue. */
    public void out(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        String location = exchange.getProperty("location", String.class);
        message.removeHeaders("*");
        int status = location != null ? 202 : body == null ? 204 : 200;
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        if (location != null) {
            message.setHeader("Location", location);
        }
        if (body != null) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
            Object shown = body instanceof Collection<?> list ? Map.of("items", list) : body;
            message.setBody(json.writeValueAsString(shown));
        }
    }

    public void problem(Exchange exchange) throws JsonProcessingException {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Refused refused = refused(thrown);
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", "urn:farrier:problem:" + refused.type());
        problem.put("title", refused.type());
        problem.put("status", refused.status());
        problem.put("detail", refused.getMessage());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, refused.status());
        message.setHeader(Exchange.CONTENT_TYPE, "application/problem+json");
        message.setBody(json.writeValueAsString(problem));
    }

    private static Refused refused(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof Refused refused) {
                return refused;
            }
            if (t instanceof JsonProcessingException bad) {
                return Refused.invalid("The body does not fit: " + bad.getOriginalMessage());
            }
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        log.error("incident {} at the API", incident, thrown);
        return new Refused(
                "internal", 500, "Something went wrong in the hub; its log has it as incident " + incident + ".");
    }
}
