package io.farrier.trigger;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.time.Instant;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultMessage;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps what the broker has given up, so that nothing is dropped in silence: messages that expired before they were taken, and
 * answers that their reader rejected. Each is parked with the queue that it died in, and replayed or discarded as any other.
 */
@Component("deadLetter")
class DeadLetter {

    /**
     * @param from the queue that gave it up
     * @param sentAt by the broker's clock
     * @param expiredAt null: it did not expire
     */
    record Dead(Delivery delivery, String from, Instant sentAt, Instant expiredAt) {

        String reason() {
            if (from.startsWith("answer.")) {
                return "is an answer that %s in %s: a replay of its subscription tells it again, POST /subscriptions/{id}/replay"
                        .formatted(expiredAt == null ? "its reader rejected" : "expired unread", from);
            }
            return expiredAt == null
                    ? "was given up by the broker in %s. Replay it, or discard it".formatted(from)
                    : "was to be taken until %s, was sent at %s, and lay in %s longer than that. Replay it, or discard it"
                            .formatted(expiredAt, sentAt, from);
        }
    }

    private final MessageDoor door;
    private final MessageTake take;
    private final Inbox inbox;
    private final int largest;

    DeadLetter(MessageDoor door, MessageTake take, Inbox inbox, @Value("${farrier.trigger.largest}") int largest) {
        this.door = door;
        this.take = take;
        this.inbox = inbox;
        this.largest = largest;
    }

    public void read(Exchange exchange) throws JMSException {
        Message message = exchange.getMessage(JmsMessage.class).getJmsMessage();
        String queue = message.getStringProperty("_AMQ_ORIG_QUEUE");
        Dead dead = new Dead(
                door.delivery(message),
                queue == null ? "a queue that it does not tell" : queue,
                Instant.ofEpochMilli(message.getJMSTimestamp()),
                message.propertyExists("_AMQ_ACTUAL_EXPIRY")
                        ? Instant.ofEpochMilli(message.getLongProperty("_AMQ_ACTUAL_EXPIRY"))
                        : null);
        DefaultMessage bare = new DefaultMessage(exchange);
        bare.setBody(dead);
        exchange.setIn(bare);
    }

    /** Parks it, unless the same message was taken already. Part of a transaction. */
    public void park(@Body Dead dead) {
        io.farrier.trigger.Message message;
        String reason = dead.reason();
        try {
            message = Envelope.open(dead.delivery(), largest);
        } catch (Unclear e) {
            message = null;
            reason += "; it " + e.getMessage();
        }
        Inbox.Kept kept = inbox.keep(dead.delivery(), message, null);
        if (!kept.settled()) {
            inbox.died(kept.id(), dead.from(), dead.sentAt());
            take.parked(kept, dead.delivery(), message, reason);
        }
    }
}
