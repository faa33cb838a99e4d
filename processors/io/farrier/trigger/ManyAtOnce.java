package io.farrier.trigger;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.component.jms.DefaultJmsMessageListenerContainer;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.jms.MessageListenerContainerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jms.listener.AbstractMessageListenerContainer;
import org.springframework.stereotype.Component;

/**
 * Makes of a JMS consumer one that takes along what else lies in its queue or is about to: one exchange, and one transaction of the
 * broker, for up to {@code farrier.trigger.at-once} messages. Either all of them leave the broker or none does.
 *
 * <p>What comes a second time ends its heap. Where it throws again, so does what came before it, which then comes again each by
 * itself: whatever is the matter with one, it holds up the others once at most.
 */
@Component("manyAtOnce")
class ManyAtOnce implements MessageListenerContainerFactory {

    /** What such a consumer hands over: to Camel it is the first of them. */
    interface Heap {
        List<Message> messages();
    }

    /** Milliseconds without another message, and the heap is all there is. Where a message lies there alone nobody waits. */
    private static final long LINGER = 5;

    /** Nanoseconds that the first waits for the others at most. */
    private static final long LONGEST = 50_000_000;

    private final int most;

    ManyAtOnce(@Value("${farrier.trigger.at-once}") int most) {
        this.most = most;
    }

    @Override
    public AbstractMessageListenerContainer createMessageListenerContainer(JmsEndpoint endpoint) {
        // Spring has no other way to take a second message within a transaction of the container's.
        return new DefaultJmsMessageListenerContainer(endpoint) {
            @Override
            protected Message receiveMessage(MessageConsumer consumer) throws JMSException {
                Message first = super.receiveMessage(consumer);
                return first == null ? null : heap(with(first, consumer));
            }
        };
    }

    private List<Message> with(Message first, MessageConsumer consumer) throws JMSException {
        List<Message> messages = new ArrayList<>();
        messages.add(first);
        long until = System.nanoTime() + LONGEST;
        Message next = most <= 1 || last(first) ? null : consumer.receiveNoWait();
        while (next != null) {
            messages.add(next);
            boolean goesOn = messages.size() < most && !last(next) && System.nanoTime() < until;
            next = goesOn ? consumer.receive(LINGER) : null;
        }
        return messages;
    }

    /** The body of a large one is still at the broker, and gone once the next is received. */
    private static boolean last(Message message) throws JMSException {
        return message.getJMSRedelivered()
                || message instanceof ActiveMQMessage artemis
                        && artemis.getCoreMessage().isLargeMessage();
    }

    private static Message heap(List<Message> messages) {
        return (Message) Proxy.newProxyInstance(
                Heap.class.getClassLoader(), new Class<?>[] {Message.class, Heap.class}, (heap, method, args) -> {
                    if (method.getDeclaringClass() == Heap.class) {
                        return messages;
                    }
                    try {
                        return method.invoke(messages.getFirst(), args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
