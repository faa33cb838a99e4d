package io.farrier.start;

import io.farrier.bell.Kind;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisConfigurationCustomizer;
import org.springframework.context.annotation.Bean;

/** The embedded broker's settings. {@code config/broker.xml} says the same for an external one. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
class Broker {

    @Bean
    ArtemisConfigurationCustomizer embeddedBroker() {
        return Broker::settings;
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
                "#",
                new AddressSettings()
                        .setDefaultConsumerWindowSize(0)
                        .setAutoCreateExpiryResources(true)
                        .setExpiryQueuePrefix(SimpleString.of("EXPIRED."))
                        .setExpiryAddress(SimpleString.of("EXPIRED")));
        for (Kind kind : Kind.values()) {
            // A bell is delivered once. Lost, it is rung again by the sweep; it has no dead-letter queue.
            broker.addAddressSetting(kind.queue(), new AddressSettings().setMaxDeliveryAttempts(1));
        }
        // Messages from outside live here until they are in the ledger.
        broker.addAddressSetting(
                "trigger.#",
                new AddressSettings()
                        .setMaxDeliveryAttempts(5)
                        .setRedeliveryDelay(1_000)
                        .setRedeliveryMultiplier(2)
                        .setAutoCreateDeadLetterResources(true)
                        .setDeadLetterQueuePrefix(SimpleString.of("DLQ."))
                        .setDeadLetterAddress(SimpleString.of("DLQ")));
    }
}
