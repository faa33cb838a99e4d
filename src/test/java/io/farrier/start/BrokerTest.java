package io.farrier.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
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

        assertThat(external.getAddressSettings()).isEqualTo(embedded.getAddressSettings());
        assertThat(external.getName()).isEqualTo(embedded.getName());
        assertThat(external.isPersistenceEnabled()).isTrue();
        assertThat(external.getJournalType()).isEqualTo(embedded.getJournalType());
        assertThat(external.getJournalBufferTimeout_NIO()).isEqualTo(embedded.getJournalBufferTimeout_NIO());
        assertThat(external.getJournalBufferTimeout_AIO()).isEqualTo(embedded.getJournalBufferTimeout_AIO());
        assertThat(external.getMessageExpiryScanPeriod()).isEqualTo(embedded.getMessageExpiryScanPeriod());
        assertThat(external.isCriticalAnalyzer()).isEqualTo(embedded.isCriticalAnalyzer());
        assertThat(external.getMaxDiskUsage()).isEqualTo(embedded.getMaxDiskUsage());
    }
}
