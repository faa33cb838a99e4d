package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Headers;
import io.farrier.vault.Secrets;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** One POST to a webhook: the answer as a CloudEvent, signed where the subscription has a secret. */
@Component("webhookPost")
class WebhookPost {

    private final ObjectMapper json;
    private final Secrets secrets;
    private final String source;

    WebhookPost(ObjectMapper json, Secrets secrets, @Value("${farrier.answer.source}") String source) {
        this.json = json;
        this.secrets = secrets;
        this.source = source;
    }

    public void out(
            Message message,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Headers.ANSWER) Answer answer)
            throws JsonProcessingException {
        CloudEvent event = CloudEvent.of(answer, source);
        byte[] body = json.writeValueAsBytes(event);
        Instant now = Instant.now();
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, subscription.address());
        message.setHeader(HttpConstants.HTTP_METHOD, "POST");
        message.setHeader("Content-Type", CloudEvent.MEDIA_TYPE);
        message.setHeader("User-Agent", "Farrier");
        message.setHeader("webhook-id", event.id());
        message.setHeader("webhook-timestamp", String.valueOf(now.getEpochSecond()));
        if (subscription.secret() != null) {
            message.setHeader(
                    "webhook-signature", Signature.of(secrets.read(subscription.secret()), event.id(), now, body));
        }
        message.setBody(body);
    }

    /** Any 2xx is taken, whatever is in it. */
    public void in(Exchange exchange, @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription) {
        Message message = exchange.getMessage();
        int status = message.getHeader(HttpConstants.HTTP_RESPONSE_CODE, 0, Integer.class);
        String retryAfter = message.getHeader("Retry-After", String.class);
        message.removeHeaders("*");
        message.setBody(null);
        if (status / 100 == 2) {
            return;
        }
        String why = status / 100 == 3
                ? "answered %d: redirects are not followed; correct the address of the subscription".formatted(status)
                : "answered %d".formatted(status);
        throw NotTaken.yet("%s %s.".formatted(subscription.address(), why), Asked.of(retryAfter, Instant.now()));
    }
}
