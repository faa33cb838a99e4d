package io.farrier.bell;

import io.farrier.hub.Headers;
import jakarta.jms.Queue;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.activemq.artemis.api.jms.ActiveMQJMSClient;
import org.apache.camel.Message;
import org.apache.camel.component.jms.JmsConstants;
import org.springframework.stereotype.Component;

/** Makes a bell ready to be sent: where to, when, and none of the headers that it came with. */
@Component("bellRing")
class BellRing {

    /** By name: a queue that is only named would be asked for at the broker before each send. */
    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    public void ready(Message message) {
        String queue = message.getHeader(Headers.RING, String.class);
        Long at = message.getHeader(Headers.RING_AT, Long.class);
        // A consumed bell still carries its old delivery time; sent on as it is, it would come at once.
        message.removeHeaders("*");
        message.setHeader(JmsConstants.JMS_DESTINATION, queues.computeIfAbsent(queue, ActiveMQJMSClient::createQueue));
        if (at != null) {
            message.setHeader(Headers.SCHEDULED, at);
        }
    }
}
