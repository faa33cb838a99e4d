package io.farrier.tracing;

import io.farrier.bell.Kind;
import io.farrier.bell.Turn;
import io.farrier.hub.Headers;
import io.farrier.hub.Marked;
import io.farrier.transport.Ask;
import io.farrier.transport.Failure;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsConstants;

/** What an exchange says of itself: whom it is about, and what it is called. Nothing of its body, and no header of a stranger. */
final class Marks {

    private static final String ASK = "ask";
    private static final String HOP = "transport.hop.ask";

    private Marks() {}

    static Map<String, String> of(Exchange exchange) {
        Map<String, String> marks = new HashMap<>();
        switch (exchange.getProperty(Headers.TURN)) {
            case Marked marked -> marks.putAll(marked.marks());
            case Turn turn -> marks.putAll(of(turn.kind(), turn.id()));
            case null, default -> {}
        }
        if (exchange.getProperty(Headers.CALL) instanceof Marked call) {
            marks.putAll(call.marks());
        }
        if (exchange.getProperty(ASK) instanceof Ask ask) {
            marks.put(Discretion.BMC.getKey(), ask.bmc().toString());
        }
        return marks;
    }

    static Map<String, String> of(Kind kind, long id) {
        return Map.of(Discretion.OURS + kind.name().toLowerCase(Locale.ROOT), String.valueOf(id));
    }

    /** A step is called by its id; that which asks a device, by what it asks. */
    static String called(Exchange exchange, String step) {
        Message message = exchange.getMessage();
        return step.equals(HOP)
                ? message.getHeader(Headers.TRANSPORT) + "." + message.getHeader(Headers.OPERATION)
                : step;
    }

    /** What is asked of the API, as the contract calls it. */
    static Optional<String> operation(Exchange exchange) {
        return exchange.getProperty(Headers.CALL) instanceof Marked call
                ? Optional.ofNullable(call.marks().get(Marked.CALL))
                : Optional.empty();
    }

    /** Where a message goes that is sent on an endpoint of many queues. */
    static Optional<String> destination(Message message) {
        try {
            return message.getHeader(JmsConstants.JMS_DESTINATION) instanceof Queue queue
                    ? Optional.of(queue.getQueueName())
                    : Optional.empty();
        } catch (JMSException e) {
            return Optional.empty();
        }
    }

    /** Its kind, never its message. */
    static Optional<String> error(Exchange exchange) {
        Throwable thrown = exchange.getException();
        return Optional.ofNullable(thrown)
                .map(t -> t instanceof Failure failure
                        ? failure.code()
                        : t.getClass().getSimpleName());
    }
}
