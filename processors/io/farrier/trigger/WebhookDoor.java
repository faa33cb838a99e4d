package io.farrier.trigger;

import io.farrier.hub.Headers;
import io.farrier.hub.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes a message that came over HTTP: of a user who logged in, or signed by one of the senders that share a secret with this hub. The
 * signature is that of Standard Webhooks. A signed message that is none of theirs is kept for whoever looks into it, a thousand at
 * most, and answered 401.
 */
@Component("webhookDoor")
class WebhookDoor {

    private static final int FORGED_KEPT = 1000;

    private final Signature signature;
    private final Inbox inbox;
    private final int largest;

    WebhookDoor(Signature signature, Inbox inbox, @Value("${farrier.trigger.largest}") int largest) {
        this.signature = signature;
        this.inbox = inbox;
        this.largest = largest;
    }

    public void read(Exchange exchange) {
        Message message = exchange.getMessage();
        byte[] body = body(exchange);
        Map<String, String> attributes = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.startsWith("ce-")) {
                attributes.put(lower.substring(3), String.valueOf(value));
            }
        });
        String origin;
        String objection = null;
        if (message.getHeader("webhook-signature") == null) {
            origin = "http, user " + message.getHeader(Headers.WHO);
        } else {
            Signature.Verdict verdict = signature.judge(
                    message.getHeader("webhook-id", String.class),
                    message.getHeader("webhook-timestamp", String.class),
                    message.getHeader("webhook-signature", String.class),
                    body,
                    Instant.now());
            origin = "http, signed by " + (verdict.sender() == null ? "nobody known" : verdict.sender());
            objection = verdict.objection();
        }
        if (objection != null && inbox.objected() >= FORGED_KEPT) {
            throw unauthenticated(objection);
        }
        message.removeHeaders("*");
        message.setBody(new Delivery(
                origin,
                attributes,
                body.length > largest ? Arrays.copyOf(body, Delivery.BEGINNING) : body,
                body.length,
                objection));
    }

    private static byte[] body(Exchange exchange) {
        byte[] raw = exchange.getProperty(Headers.RAW, byte[].class);
        String text = raw == null ? exchange.getMessage().getBody(String.class) : null;
        return raw != null ? raw : text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
    }

    static Refused unauthenticated(String objection) {
        return new Refused("unauthenticated", 401, "This message %s.".formatted(objection));
    }
}
