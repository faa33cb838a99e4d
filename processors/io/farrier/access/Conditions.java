package io.farrier.access;

import io.farrier.hub.Refused;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.springframework.stereotype.Component;

/**
 * The conditions of a request: If-None-Match spares an answer that is known, If-Match lets nobody undo what somebody else
 * has changed meanwhile. The tag of a thing is that of its GET.
 */
@Component
class Conditions {

    private static final String KNOWN = "farrierIfNoneMatch";
    private static final String EDIT = "farrierEdit";

    private final ProducerTemplate camel;
    private final Edits edits;

    Conditions(ProducerTemplate camel, Edits edits) {
        this.camel = camel;
        this.edits = edits;
    }

    /**
     * @param call the operation with what the contract says of it
     * @throws Refused 412 where the thing is no longer as whoever asks knows it
     */
    void check(Exchange exchange, Contract.Call call) {
        Message message = exchange.getMessage();
        if (call.tagged()) {
            exchange.setProperty(KNOWN, message.getHeader("If-None-Match", String.class));
            return;
        }
        String expected = message.getHeader("If-Match", String.class);
        if (expected == null || call.method().equals("GET") || call.method().equals("POST")) {
            return;
        }
        if (call.reader() == null) {
            throw Refused.invalid("%s has no ETag, so there is nothing that If-Match could be compared with."
                    .formatted(call.place()));
        }
        edits.begin(call.place());
        exchange.setProperty(EDIT, call.place());
        Exchange shown = camel.send("direct:" + call.reader(), asking -> {
            asking.getMessage().setHeaders(new java.util.HashMap<>(message.getHeaders()));
            asking.getMessage().removeHeader("If-None-Match");
            asking.getMessage().removeHeader(Exchange.HTTP_QUERY);
            asking.setProperty(Exchange.REST_OPENAPI, exchange.getProperty(Exchange.REST_OPENAPI));
        });
        String tag = shown.getMessage().getHeader("ETag", String.class);
        // What is not there is said by the operation itself.
        if (tag != null && !Etag.matches(expected, tag, false)) {
            throw new Refused(
                    "changed",
                    412,
                    "%s was changed since it was read: its ETag is %s now. Read it again, and then change it."
                            .formatted(call.place(), tag));
        }
    }

    /** Tags an answer of a GET, or spares it. @return whether there is something to send */
    boolean tag(Exchange exchange, String shown) {
        String tag = Etag.of(shown);
        exchange.getMessage().setHeader("ETag", tag);
        String known = exchange.getProperty(KNOWN, String.class);
        return known == null || !Etag.matches(known, tag, true);
    }

    /** The change is over, done or refused. */
    void end(Exchange exchange) {
        String place = (String) exchange.removeProperty(EDIT);
        if (place != null) {
            edits.end(place);
        }
    }
}
