package io.farrier.answer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.hub.Headers;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.ActiveMQAddressFullException;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsConstants;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The answer as a CloudEvent in a message of the broker. */
@Component("messagePost")
class MessagePost {

    private final ObjectMapper json;
    private final String source;

    MessagePost(ObjectMapper json, @Value("${farrier.answer.source}") String source) {
        this.json = json;
        this.source = source;
    }

    public void out(
            Message message,
            @ExchangeProperty(AnswerTurn.SUBSCRIPTION) Subscription subscription,
            @ExchangeProperty(Headers.ANSWER) Answer answer)
            throws JsonProcessingException {
        String[] address = subscription.address().split(":", 2);
        message.removeHeaders("*");
        message.setHeader(
                JmsConstants.JMS_DESTINATION,
                address[0].equals("topic")
                        ? ActiveMQJMSClient.createTopic(address[1])
                        : ActiveMQJMSClient.createQueue(address[1]));
        message.setBody(json.writeValueAsString(CloudEvent.of(answer, source)));
    }

    /** What it means that the broker has no room for an answer; empty: it was something else. */
    static Optional<String> full(Throwable why, String address) {
        for (Throwable t = why; t != null; t = t.getCause()) {
            if (t instanceof ActiveMQAddressFullException) {
                return Optional.of("%s is full, since nobody reads it. Nothing is lost: it goes on when there is room."
                        .formatted(address));
            }
        }
        return Optional.empty();
    }
}
