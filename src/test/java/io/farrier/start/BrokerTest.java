package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.bell.Kind;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.io.aio.AIOSequentialFileFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.HierarchicalRepository;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.HierarchicalObjectRepository;
import org.junit.jupiter.api.Test;

class BrokerTest {

    private final Configuration embedded = new ConfigurationImpl();

    @Test
    void the_file_for_an_external_broker_says_what_the_embedded_one_is_set_to() throws Exception {
        FileConfiguration external = new FileConfiguration();
        FileDeploymentManager file =
                new FileDeploymentManager(Path.of("config/broker.xml").toUri().toString());
        file.addDeployable(external);
        file.readConfiguration();
        Broker.settings(embedded);

        assertThat(external.getAddressSettings().keySet())
                .isEqualTo(embedded.getAddressSettings().keySet());
        embedded.getAddressSettings().forEach((address, settings) -> assertThat(
                        external.getAddressSettings().get(address))
                .as(address)
                .isEqualTo(settings));
        assertThat(external.getName()).isEqualTo(embedded.getName());
        assertThat(external.isPersistenceEnabled()).isTrue();
        // Where libaio is absent Artemis reads ASYNCIO as NIO, and sets the time-out of the kind that it will use.
        boolean aio = AIOSequentialFileFactory.isSupported();
        assertThat(embedded.getJournalType()).isEqualTo(JournalType.ASYNCIO);
        assertThat(external.getJournalType()).isEqualTo(aio ? JournalType.ASYNCIO : JournalType.NIO);
        assertThat(aio ? external.getJournalBufferTimeout_AIO() : external.getJournalBufferTimeout_NIO())
                .isEqualTo(embedded.getJournalBufferTimeout_AIO())
                .isEqualTo(embedded.getJournalBufferTimeout_NIO());
        assertThat(external.getMessageExpiryScanPeriod()).isEqualTo(embedded.getMessageExpiryScanPeriod());
        assertThat(external.isCriticalAnalyzer()).isEqualTo(embedded.isCriticalAnalyzer());
        assertThat(external.getMaxDiskUsage()).isEqualTo(embedded.getMaxDiskUsage());
        assertThat(external.isPopulateValidatedUser()).isEqualTo(embedded.isPopulateValidatedUser());
        assertThat(external.isSecurityEnabled()).isEqualTo(embedded.isSecurityEnabled());
        assertThat(external.getSecurityRoles()).isEqualTo(embedded.getSecurityRoles());
        assertThat(external.getDivertConfigurations()).isEqualTo(embedded.getDivertConfigurations());
        assertThat(addresses(external)).isEqualTo(addresses(embedded));
    }

    @Test
    void both_have_a_door_for_each_protocol() throws Exception {
        new Doors("127.0.0.1", 5672, 1883, 61613, 61616, null).open(embedded, path -> "");
        FileConfiguration external = new FileConfiguration();
        FileDeploymentManager file =
                new FileDeploymentManager(Path.of("config/broker.xml").toUri().toString());
        file.addDeployable(external);
        file.readConfiguration();

        assertThat(doors(external)).isEqualTo(doors(embedded)).hasSize(4);
    }

    @Test
    void a_door_without_a_port_is_closed() throws Exception {
        new Doors("127.0.0.1", 0, 1883, 0, 0, null).open(embedded, path -> "");
        assertThat(doors(embedded)).containsExactly("mqtt 1883 MQTT");
    }

    private static Set<String> doors(Configuration broker) {
        return broker.getAcceptorConfigurations().stream()
                .map(door -> "%s %s %s"
                        .formatted(
                                door.getName(),
                                door.getParams().get("port"),
                                door.getCombinedParams().get("protocols")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> addresses(Configuration broker) {
        return broker.getAddressConfigurations().stream()
                .collect(Collectors.toMap(
                        address -> address.getName(),
                        address -> address.getRoutingTypes() + " "
                                + address.getQueueConfigs().stream()
                                        .map(queue -> queue.getName() + " " + queue.getRoutingType())
                                        .toList()));
    }

    @Test
    void a_bell_is_delivered_once_and_nothing_is_fetched_ahead_of_it() {
        Broker.settings(embedded);
        HierarchicalRepository<AddressSettings> settings = new HierarchicalObjectRepository<>();
        embedded.getAddressSettings().forEach(settings::addMatch);

        for (Kind kind : Kind.values()) {
            AddressSettings bell = settings.getMatch(kind.queue());
            assertThat(bell.getMaxDeliveryAttempts()).as(kind.queue()).isEqualTo(1);
            assertThat(bell.getDefaultConsumerWindowSize()).as(kind.queue()).isZero();
            assertThat((Object) bell.getDeadLetterAddress()).as(kind.queue()).isNull();
        }
    }
}
