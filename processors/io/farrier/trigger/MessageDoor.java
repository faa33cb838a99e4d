package io.farrier.trigger;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultMessage;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Takes a message of the broker as it is, whichever protocol it came by, and none of its headers with it. Attributes of an
 * envelope in binary mode have the names of their bindings: {@code cloudEvents:type} or {@code cloudEvents_type} (AMQP), a user
 * property {@code type} or {@code ce-type} (MQTT 5); {@code ce_type} or {@code ce-type} for JMS and STOMP, which have no binding.
 */
@Component("messageDoor")
class MessageDoor {

    private static final Pattern ATTRIBUTE = Pattern.compile(
            "(?:cloudEvents[:_]|ce[-_]|(mqtt\\.ordered\\.user\\.property\\.)(?:\\d+\\.)?(?:ce-)?)([A-Za-z0-9]{1,60})");

    private static final List<String> CONTENT_TYPES =
            List.of("JMS_AMQP_ContentType", "mqtt.content.type", "content-type", "content_type");

    private final int largest;

    MessageDoor(@Value("${farrier.trigger.largest}") int largest) {
        this.largest = largest;
    }

    /** All that {@link ManyAtOnce} has taken along; the message alone where the route takes them one by one. */
    public void read(Exchange exchange) throws JMSException {
        Message came = exchange.getMessage(JmsMessage.class).getJmsMessage();
        List<Delivery> deliveries = new ArrayList<>();
        for (Message message : came instanceof ManyAtOnce.Heap heap ? heap.messages() : List.of(came)) {
            deliveries.add(delivery(message));
        }
        DefaultMessage bare = new DefaultMessage(exchange);
        bare.setBody(deliveries);
        exchange.setIn(bare);
    }

    /** As it is, whether it is taken or was given up. */
    Delivery delivery(Message message) throws JMSException {
        Map<String, String> attributes = new HashMap<>();
        String protocol = "jms";
        for (Object each : Collections.list(message.getPropertyNames())) {
            String name = each.toString();
            protocol = name.startsWith("mqtt.") ? "mqtt" : name.startsWith("JMS_AMQP_") ? "amqp" : protocol;
            Matcher attribute = ATTRIBUTE.matcher(name);
            if (attribute.matches()) {
                attributes.put(
                        attribute.group(2).toLowerCase(Locale.ROOT), String.valueOf(message.getObjectProperty(name)));
            }
        }
        for (String name : CONTENT_TYPES) {
            Object type = message.getObjectProperty(name);
            if (type != null) {
                attributes.put("content-type", type.toString());
            }
        }
        String user = message.getStringProperty("JMSXUserID");
        String origin = protocol + (user == null ? "" : ", user " + user);
        return switch (message) {
            case TextMessage text -> {
                String body = text.getText();
                yield delivery(origin, attributes, body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
            }
            case BytesMessage bytes -> {
                // What is too large is not even brought into memory.
                long length = bytes.getBodyLength();
                byte[] body = new byte[(int) (length > largest ? Math.min(length, Delivery.BEGINNING) : length)];
                // Camel may have looked into it before.
                bytes.reset();
                bytes.readBytes(body);
                yield new Delivery(origin, attributes, body, length, null);
            }
            default -> new Delivery(origin, attributes, new byte[0], 0, "has a body that is neither text nor bytes");
        };
    }

    private Delivery delivery(String origin, Map<String, String> attributes, byte[] body) {
        return new Delivery(
                origin,
                attributes,
                body.length > largest ? Arrays.copyOf(body, Delivery.BEGINNING) : body,
                body.length,
                null);
    }
}
