package io.farrier.access;

import io.farrier.hub.Refused;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** A POST with an Idempotency-Key is done once, however often it is sent; each time the answer is the first one. */
@Component
class Repetition {

    private static final String ASKED = "farrierAsked";
    private static final String FORM = "[\\x21-\\x7e]{1,200}";

    private final Repeats repeats;

    Repetition(Repeats repeats) {
        this.repeats = repeats;
    }

    /** The answer that was given already; empty where it has to be made. */
    Optional<Repeats.Answer> before(Exchange exchange, Contract.Call call, String who, String body) {
        String key = exchange.getMessage().getHeader("Idempotency-Key", String.class);
        if (key == null || !call.method().equals("POST")) {
            return Optional.empty();
        }
        Repeats.Asked asked =
                new Repeats.Asked(who, checked(key), call.operation() + " " + call.place(), Etag.brief(body));
        Optional<Repeats.Answer> former = repeats.begin(asked);
        if (former.isEmpty()) {
            exchange.setProperty(ASKED, asked);
        }
        return former;
    }

    static String checked(String key) {
        if (!key.matches(FORM)) {
            throw Refused.invalid("An Idempotency-Key is 1 to 200 letters, digits and signs without blanks.");
        }
        return key;
    }

    void done(Exchange exchange) {
        Repeats.Asked asked = (Repeats.Asked) exchange.removeProperty(ASKED);
        if (asked != null) {
            Message message = exchange.getMessage();
            repeats.end(
                    asked,
                    new Repeats.Answer(
                            message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class),
                            message.getHeader(Exchange.CONTENT_TYPE, String.class),
                            message.getHeader("Location", String.class),
                            message.getBody(String.class)));
        }
    }

    /** @param nothingDone whether that is certain; else the key stays taken */
    void failed(Exchange exchange, boolean nothingDone) {
        Repeats.Asked asked = (Repeats.Asked) exchange.removeProperty(ASKED);
        if (asked != null && nothingDone) {
            repeats.forget(asked);
        }
    }
}
