package io.farrier.tracing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.bell.Bell;
import io.farrier.bell.Kind;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.apache.camel.telemetry.Op;

/**
 * Camel's tracer, with what it can't know of this hub: which of its many steps are worth a span, which run each is about,
 * and that a turn belongs to its run and not to whoever rang for it.
 */
final class HubTracer extends OpenTelemetryTracer {

    private static final String API = "rest-openapi";

    /** What leaves the process or comes into it. What only goes from route to route is told by the steps that are named. */
    private static final Set<String> SCHEMES = Set.of(API, "jms", "http", "https", "exec");

    private static final String SPANS = "farrierSpans";

    private static final Map<String, Kind> BELLS =
            Arrays.stream(Kind.values()).collect(Collectors.toMap(Kind::queue, Function.identity()));

    private final TextMapPropagator propagator;
    private final TraceIds ids;
    private final ObjectMapper json;
    private final Set<String> steps;

    /** The spans of an exchange that are open, the inner one first. Parts of an exchange share what is around them. */
    private record Open(Span span, Open around) {}

    HubTracer(TextMapPropagator propagator, TraceIds ids, ObjectMapper json, Set<String> steps) {
        this.propagator = propagator;
        this.ids = ids;
        this.json = json;
        this.steps = Set.copyOf(steps);
        setTraceProcessors(true);
    }

    @Override
    public boolean exclude(String place, CamelContext context) {
        int colon = place.indexOf(':');
        return colon > 0 ? !SCHEMES.contains(place.substring(0, colon)) : !steps.contains(step(place));
    }

    /** Camel names a step "transport.hop.ask-toD": its id, and what it is. */
    private static String step(String name) {
        int last = name.lastIndexOf('-');
        return last < 0 ? name : name.substring(0, last);
    }

    @Override
    protected void beginEventSpan(Exchange exchange, Endpoint endpoint, Op op) throws Exception {
        Message message = exchange.getIn();
        boolean comes = op == Op.EVENT_RECEIVED;
        String queue = queue(message, endpoint, comes);
        Optional<Bell> bell = bell(message, queue);
        SpanContext rang = SpanContext.getInvalid();
        if (comes && bell.isPresent()) {
            rang = sender(message);
            forget(message);
            ids.next(trace(BELLS.get(queue), bell.get()));
        }
        try {
            super.beginEventSpan(exchange, endpoint, op);
        } finally {
            ids.next(null);
        }
        Span span = opened(exchange);
        if (rang.isValid()) {
            span.addLink(rang);
        }
        if (queue != null) {
            span.updateName(comes ? queue : (bell.isPresent() ? "ring " : "send ") + queue);
            span.setAttribute("messaging.destination.name", queue);
        }
        bell.ifPresent(known -> Marks.of(BELLS.get(queue), known.id()).forEach(span::setAttribute));
        if (comes || queue == null) {
            // Only messages carry it on: no BMC, no vendor and no subscriber is told.
            forget(message);
        }
    }

    @Override
    protected void endEventSpan(Exchange exchange, Endpoint endpoint) throws Exception {
        Span span = closing(exchange);
        if (endpoint.getEndpointUri().startsWith(API)) {
            // Which operation it is, is known once the request came through the door.
            Marks.operation(exchange).ifPresent(span::updateName);
        }
        super.endEventSpan(exchange, endpoint);
    }

    @Override
    protected void beginProcessorSpan(Exchange exchange, String name) throws Exception {
        String called = Marks.called(exchange, step(name));
        super.beginProcessorSpan(exchange, called);
        opened(exchange);
    }

    @Override
    protected void endProcessorSpan(Exchange exchange, String name) throws Exception {
        closing(exchange);
        super.endProcessorSpan(exchange, name);
    }

    private static Span opened(Exchange exchange) {
        Span span = Span.current();
        exchange.setProperty(SPANS, new Open(span, exchange.getProperty(SPANS, Open.class)));
        Marks.of(exchange).forEach(span::setAttribute);
        return span;
    }

    /** What it is about is often known only now. */
    private static Span closing(Exchange exchange) {
        Open open = exchange.getProperty(SPANS, Open.class);
        if (open == null) {
            return Span.getInvalid();
        }
        exchange.setProperty(SPANS, open.around());
        Marks.of(exchange).forEach(open.span()::setAttribute);
        Marks.error(exchange).ifPresent(error -> open.span().setAttribute("error.type", error));
        return open.span();
    }

    private static String queue(Message message, Endpoint endpoint, boolean comes) {
        if (!(endpoint instanceof JmsEndpoint jms)) {
            return null;
        }
        return comes ? jms.getDestinationName() : Marks.destination(message).orElse(jms.getDestinationName());
    }

    private Optional<Bell> bell(Message message, String queue) {
        if (queue == null || !BELLS.containsKey(queue)) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(json.readValue(message.getBody(String.class), Bell.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A run and a plan have one trace each, as long as they live; of what goes on for ever each turn has its own. */
    private String trace(Kind kind, Bell bell) {
        return kind == Kind.RUN || kind == Kind.PLAN ? ids.of(kind.name() + " " + bell.id()) : null;
    }

    private SpanContext sender(Message message) {
        Context context = propagator.extract(Context.root(), message.getHeaders(), new Carried());
        return Span.fromContext(context).getSpanContext();
    }

    private void forget(Message message) {
        propagator.fields().forEach(message::removeHeader);
    }

    private static final class Carried implements TextMapGetter<Map<String, Object>> {
        @Override
        public Iterable<String> keys(Map<String, Object> headers) {
            return headers.keySet();
        }

        @Override
        public String get(Map<String, Object> headers, String key) {
            return headers.get(key) instanceof String text ? text : null;
        }
    }
}
