package io.farrier.start;

import io.farrier.bell.Kind;
import io.farrier.vault.Secrets;
import java.util.Set;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.CoreAddressConfiguration;
import org.apache.activemq.artemis.core.config.DivertConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.ComponentConfigurationRoutingType;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.protocol.amqp.broker.AMQPMessage;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.security.access.hierarchicalroles.RoleHierarchy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;

/** The embedded broker's settings. {@code config/broker.xml} says the same for an external one. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(Doors.class)
class Broker {

    /** Where messages from outside are sent to. */
    static final String IN = "trigger.in";

    /** Where the hub takes them from; nobody can send there. */
    private static final String INBOX = "trigger.inbox";

    /** Where whatever the broker gives up goes: expired, or rejected by its reader. The hub parks it. */
    private static final String DEAD = "trigger.dead";

    /** So much of one subscriber's answers wait here; the rest waits in the ledger. Some ten thousand of them. */
    private static final long UNREAD = 16 << 20;

    /** Spring Boot's own has no guard. */
    @Bean(initMethod = "start", destroyMethod = "stop")
    @ConditionalOnProperty(name = "spring.artemis.embedded.enabled", matchIfMissing = true)
    EmbeddedActiveMQ embeddedBroker(
            Configuration broker,
            Doors doors,
            Secrets secrets,
            UserDetailsService people,
            PasswordEncoder passwords,
            RoleHierarchy roles)
            throws Exception {
        settings(broker);
        doors.open(broker, secrets::read);
        broker.registerBrokerPlugin(new Sender());
        return new EmbeddedActiveMQ()
                .setConfiguration(broker)
                .setSecurityManager(new BrokerGuard(people, passwords, roles));
    }

    @Bean
    @ConditionalOnProperty(name = "spring.artemis.embedded.enabled", matchIfMissing = true)
    static BeanPostProcessor hubLogin() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                if (bean instanceof JmsPoolConnectionFactory pool
                        && pool.getConnectionFactory() instanceof ActiveMQConnectionFactory connections) {
                    BrokerGuard.itself(connections);
                }
                return bean;
            }
        };
    }

    /** What {@code populate-validated-user} does for the other protocols: an AMQP message tells who sent it. */
    private static final class Sender implements ActiveMQServerMessagePlugin {

        @Override
        public void beforeSend(
                ServerSession session, Transaction tx, Message message, boolean direct, boolean noAutoCreateQueue) {
            if (message instanceof AMQPMessage && session != null && session.getValidatedUser() != null) {
                message.putStringProperty(Message.HDR_VALIDATED_USER, SimpleString.of(session.getValidatedUser()));
                message.reencode();
            }
        }
    }

    static void settings(Configuration broker) {
        broker.setName("farrier");
        broker.setJournalType(JournalType.ASYNCIO);
        // By default the journal is flushed 300 times a second, which is all the bells that one consumer could take.
        broker.setJournalBufferTimeout_NIO(300_000);
        broker.setJournalBufferTimeout_AIO(300_000);
        broker.setMessageExpiryScanPeriod(60_000);
        broker.setCriticalAnalyzer(false);
        broker.setMaxDiskUsage(95);

        // Holds for all; what is below only adds to it.
        // Nothing is fetched ahead: a worker that is busy with a slow BMC must not sit on bells that others could
        // answer.
        broker.addAddressSetting(
                "#", new AddressSettings().setDefaultConsumerWindowSize(0).setExpiryAddress(SimpleString.of(DEAD)));
        for (Kind kind : Kind.values()) {
            // A bell is delivered once. Lost, it is rung again by the sweep; it has no dead-letter queue.
            broker.addAddressSetting(kind.queue(), new AddressSettings().setMaxDeliveryAttempts(1));
        }
        // Messages from outside live here until they are in the ledger.
        broker.addAddressSetting(
                INBOX,
                untilTaken()
                        // Taken a heap at a time and in any order, so the next heap is fetched ahead.
                        .setDefaultConsumerWindowSize(256 * 1024)
                        .setDeadLetterAddress(SimpleString.of(DEAD)));
        broker.addAddressSetting(DEAD, untilTaken());
        // Who does not read its answers must not fill the disk: that would stop everybody, the bells too. What finds no
        // room is told again later, as the subscription's place in the ledger has it.
        broker.addAddressSetting(
                BrokerGuard.ANSWERS + "#",
                new AddressSettings()
                        .setMaxDeliveryAttempts(-1)
                        // A reader that attaches before the first answer makes a queue, and not a subscription that a
                        // queue's
                        // answers never reach.
                        .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                        .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                        .setMaxSizeBytes(UNREAD)
                        .setAddressFullMessagePolicy(AddressFullMessagePolicy.FAIL)
                        .setDeadLetterAddress(SimpleString.of(DEAD)));
        // One address takes them all: MQTT publishes, AMQP and JMS send, and the divert brings both to one queue. The
        // queue
        // that has the address's own name stays empty; JMS wants it there before it sends.
        broker.addAddressConfiguration(new CoreAddressConfiguration()
                .setName(IN)
                .addRoutingType(RoutingType.ANYCAST)
                .addRoutingType(RoutingType.MULTICAST)
                .addQueueConfig(QueueConfiguration.of(IN).setAddress(IN).setRoutingType(RoutingType.ANYCAST)));
        broker.addAddressConfiguration(new CoreAddressConfiguration()
                .setName(INBOX)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfig(QueueConfiguration.of(INBOX).setAddress(INBOX).setRoutingType(RoutingType.ANYCAST)));
        broker.addAddressConfiguration(new CoreAddressConfiguration()
                .setName(DEAD)
                .addRoutingType(RoutingType.ANYCAST)
                .addQueueConfig(QueueConfiguration.of(DEAD).setAddress(DEAD).setRoutingType(RoutingType.ANYCAST)));
        broker.addDivertConfiguration(new DivertConfiguration()
                .setName("inbox")
                .setRoutingName("inbox")
                .setAddress(IN)
                .setForwardingAddress(INBOX)
                .setExclusive(true)
                .setRoutingType(ComponentConfigurationRoutingType.ANYCAST));

        // Each message tells who sent it, as the broker knows the sender.
        broker.setPopulateValidatedUser(true);
        broker.setSecurityEnabled(true);
        Role hub = reads(BrokerGuard.HUB);
        hub.setSend(true);
        Role sends = new Role();
        sends.setName(BrokerGuard.OUTSIDE);
        sends.setSend(true);
        broker.putSecurityRoles("#", Set.of(hub));
        broker.putSecurityRoles(IN, Set.of(hub, sends));
        broker.putSecurityRoles(BrokerGuard.ANSWERS + "#", Set.of(hub, reads(BrokerGuard.OUTSIDE)));
    }

    /** A database that is away for an hour loses nothing: it is tried as long as it takes, at last twice a minute. */
    private static AddressSettings untilTaken() {
        return new AddressSettings()
                .setMaxDeliveryAttempts(-1)
                .setRedeliveryDelay(1_000)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(30_000);
    }

    /** With the queues that a reader needs. */
    private static Role reads(String name) {
        return new Role(name, false, true, true, true, true, true, false, true, true, true);
    }
}
