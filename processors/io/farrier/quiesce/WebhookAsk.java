package io.farrier.quiesce;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Refused;
import io.farrier.quiesce.Standstill.Step;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpConstants;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** A question to the webhook: {@code POST <url>/drain}, the {@link Standstill} as JSON. */
@Component("webhookAsk")
class WebhookAsk {

    private final ObjectMapper json;
    private final String url;
    private final boolean shadow;

    WebhookAsk(
            ObjectMapper json,
            @Value("${farrier.quiesce.webhook.url}") String url,
            @Value("${farrier.mode}") String mode) {
        this.json = json;
        this.url = url.replaceFirst("/$", "");
        this.shadow = mode.equals("shadow");
    }

    public void ask(Message message, @ExchangeProperty(QuiesceDoor.STANDSTILL) Standstill standstill)
            throws JsonProcessingException {
        if (url.isEmpty()) {
            throw new Refused("no-webhook", 409, "farrier.quiesce.webhook.url is not set: nobody is to be asked.");
        }
        if (shadow && standstill.step() != Step.READY) {
            throw new Refused("shadow", 409, "The webhook was not asked: this hub is in shadow mode.");
        }
        message.removeHeaders("*");
        message.setHeader(HttpConstants.HTTP_URI, url + "/" + standstill.step().word());
        message.setHeader(HttpConstants.HTTP_METHOD, "POST");
        message.setHeader("Content-Type", "application/json");
        message.setHeader("Accept", "application/json");
        message.setBody(json.writeValueAsString(standstill));
    }
}
