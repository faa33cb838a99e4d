package io.farrier.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Queued;
import io.farrier.bell.Ring;
import io.farrier.hub.Document;
import io.farrier.hub.Headers;
import io.farrier.hub.Made;
import io.farrier.hub.Refused;
import io.swagger.v3.oas.models.OpenAPI;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The API's door. What comes in keeps the parameters that the contract names for the operation and loses every other
 * header, since a header of a stranger could be taken for one of ours; what goes out is JSON, or a problem that says
 * what to change.
 */
@Component("apiDoor")
class ApiDoor {

    private static final Logger log = LoggerFactory.getLogger(ApiDoor.class);
    private static final String ROOT = "/api/v1";
    private static final String QUEUED = "farrierQueued";

    /** The database has taken it back: two who waited for each other. */
    private static final Refused MEANWHILE = new Refused(
            "busy",
            503,
            "Somebody else was at the same thing at the same moment, and the database let one of you through: send it again.");

    private final ObjectMapper json;
    private final Conditions conditions;
    private final Repetition repetition;
    private volatile Known known;

    /** The contract in the form that a request needs it in, made once for each document that Camel loads. */
    private record Known(OpenAPI document, Contract contract) {}

    ApiDoor(ObjectMapper json, Conditions conditions, Repetition repetition) {
        this.json = json;
        this.conditions = conditions;
        this.repetition = repetition;
    }

    public void in(Exchange exchange) {
        Message message = exchange.getMessage();
        String operation = exchange.getUnitOfWork()
                .getRoute()
                .getEndpoint()
                .getEndpointBaseUri()
                .substring("direct://".length());
        String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        Contract contract = contract(exchange);
        Map<String, Object> values = contract.values(operation, message.getHeaders(), query(query));
        Contract.Call call = contract.call(operation, values);
        String who = who();
        if (values.containsKey("webhook-signature")) {
            // What was signed are its bytes, and not the text that Camel has made of them.
            exchange.setProperty(Headers.RAW, raw(message));
        }
        String body = message.getBody(String.class);
        Optional<Repeats.Answer> former = repetition.before(exchange, call, who, body);
        if (former.isPresent()) {
            repeated(exchange, former.get());
            return;
        }
        exchange.setProperty(Headers.CALL, call);
        conditions.check(exchange, call);
        String type = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        message.removeHeaders("*");
        values.forEach(message::setHeader);
        exchange.setProperty(Headers.MEDIA_TYPE, type);
        message.setHeader(Headers.WHO, who);
        message.setBody(body);
    }

    private static byte[] raw(Message message) {
        if (message.getHeader(Exchange.HTTP_SERVLET_REQUEST) instanceof HttpServletRequest request
                && request.getAttribute(BodyBound.RAW) instanceof byte[] bytes) {
            return bytes;
        }
        throw new IllegalStateException("a signed request came through the door without its bytes");
    }

    private static void repeated(Exchange exchange, Repeats.Answer answer) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setHeader(Exchange.CONTENT_TYPE, answer.contentType());
        message.setHeader("Location", answer.location());
        message.setBody(answer.text());
        exchange.setRouteStop(true);
    }

    /** What stands behind the question mark, decoded; a list where a name comes more than once. */
    private static Map<String, Object> query(String query) {
        if (query == null || query.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> values = new HashMap<>();
        UriComponentsBuilder.newInstance().query(query).build().getQueryParams().forEach((name, given) -> {
            List<String> texts = given.stream().map(ApiDoor::decoded).toList();
            values.put(decoded(name), texts.size() == 1 ? texts.getFirst() : texts);
        });
        return values;
    }

    private static String decoded(String text) {
        try {
            return text == null ? "" : URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The query has a %% that no two hexadecimal digits follow: %s.".formatted(text));
        }
    }

    private static String who() {
        Authentication login = SecurityContextHolder.getContext().getAuthentication();
        if (login == null) {
            throw new IllegalStateException("a request came through the door without a login");
        }
        return login.getName();
    }

    private Contract contract(Exchange exchange) {
        OpenAPI document = exchange.getProperty(Exchange.REST_OPENAPI, OpenAPI.class);
        Known now = known;
        if (now == null || now.document() != document) {
            now = new Known(document, new Contract(document));
            known = now;
        }
        return now.contract();
    }

    /** Keeps what was queued for the answer and leaves its bells in the body. */
    public List<Ring> bells(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        exchange.setProperty(QUEUED, body);
        // What only was previewed rings nothing.
        return body instanceof Queued queued ? queued.bells() : List.of();
    }

    /** What was asked for is committed and will be done, with this bell or with the one that the clock rings. */
    public void unrung(Exchange exchange) {
        log.warn(
                "A bell could not be rung, the clock will",
                exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
    }

    public Object queued(Exchange exchange) {
        return exchange.getProperty(QUEUED);
    }

    public void out(Exchange exchange) throws JsonProcessingException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        message.removeHeaders("*");
        switch (body) {
            case null -> answer(message, 204, null, null);
            // What came in and was done; it is not echoed, a password may be in it.
            case String done -> answer(message, 204, null, null);
            case Made made -> answer(message, 201, made.location(), made.shown());
            case Queued queued -> answer(message, 202, queued.location(), queued.shown());
            case Document document -> {
                message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
                message.setHeader(Exchange.CONTENT_TYPE, document.contentType());
                message.setBody(document.text());
            }
            case Collection<?> list -> answer(message, 200, null, Map.of("items", list));
            default -> answer(message, 200, null, body);
        }
        Contract.Call call = exchange.getProperty(Headers.CALL, Contract.Call.class);
        if (call != null && call.tagged() && !conditions.tag(exchange, message.getBody(String.class))) {
            message.setHeader(Exchange.HTTP_RESPONSE_CODE, 304);
            message.setBody(null);
        }
        repetition.done(exchange);
        conditions.end(exchange);
    }

    private void answer(Message message, int status, String location, Object shown) throws JsonProcessingException {
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        if (location != null) {
            message.setHeader("Location", ROOT + location);
        }
        if (shown != null) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
        message.setBody(shown == null ? null : json.writeValueAsString(shown));
    }

    public void problem(Exchange exchange) {
        Problem problem = problem(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, problem.status());
        message.setHeader(Exchange.CONTENT_TYPE, Problem.MEDIA_TYPE);
        message.setBody(problem.json());
        repetition.failed(exchange, problem.incident() == null);
        conditions.end(exchange);
    }

    private static Problem problem(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof Refused refused) {
                return Problem.of(refused);
            }
            if (t instanceof PessimisticLockingFailureException) {
                log.warn("Two wanted the same at once, and one of them was sent away", thrown);
                return Problem.of(MEANWHILE);
            }
        }
        String incident = UUID.randomUUID().toString().substring(0, 8);
        log.error("incident {} at the API", incident, thrown);
        return Problem.incident(incident);
    }
}
