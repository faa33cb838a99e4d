package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.farrier.HubTest;
import io.farrier.catalog.Artifact;
import io.farrier.catalog.Fetch;
import io.farrier.catalog.Packages;
import io.farrier.catalog.Syncs;
import io.farrier.fleet.Hosts;
import io.farrier.transport.LabFleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** From the vendor's site to a verdict, on what virtual iDRACs say they hold. */
@HubTest
class LabComplianceTest {

    private static final String SOURCE = "http://127.21.77.1:8480/catalog/Catalog.xml.gz";
    private static final int SIZE = 6;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    Syncs syncs;

    @Autowired
    Hosts known;

    @Autowired
    Packages packages;

    @Autowired
    Compliance compliance;

    @Test
    void a_fleet_is_compared_with_the_vendors_catalog_and_what_it_offers_can_be_had() throws IOException {
        try (LabFleet fleet = LabFleet.start(jdbc, 77, SIZE)) {
            // Catalogs of other tests' labs, which are gone, would offer packages that nobody serves.
            jdbc.sql("update catalogs set state = 'superseded' where source <> ? and state = 'current'")
                    .params(SOURCE)
                    .update();
            Syncs.Requested sync = syncs.request(SOURCE, "anna");
            camel.sendBody("jms:" + sync.ring().queue(), sync.ring().text());
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> !syncs.find(sync.id()).orElseThrow().state().equals("running"));
            assertThat(syncs.find(sync.id()).orElseThrow().state()).isEqualTo("completed");

            List<Long> hosts = IntStream.range(0, SIZE)
                    .mapToObj(n -> fleet.bmc(n).hostId())
                    .toList();
            IntStream.range(0, SIZE)
                    .forEach(n -> camel.sendBody(
                            "direct:fleet.inventory",
                            known.byId(fleet.bmc(n).hostId()).orElseThrow()));
            camel.sendBody("direct:compliance.evaluate", hosts);

            List<Finding> findings = hosts.stream()
                    .flatMap(host -> compliance.ofHost(host).stream())
                    .toList();
            assertThat(findings)
                    .extracting(Finding::verdict)
                    .contains(Verdict.OUTDATED, Verdict.CURRENT, Verdict.NO_PACKAGE);

            List<Long> offered = findings.stream()
                    .map(Finding::packageId)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            packages.byIds(offered).forEach((id, offer) -> {
                Artifact artifact = camel.requestBody("direct:catalog.fetch", new Fetch(id), Artifact.class);
                assertThat(artifact.size()).isEqualTo(offer.size());
                assertThat(artifact.fileName()).isEqualTo(offer.fileName());
            });
        } finally {
            jdbc.sql("delete from hosts where mgmt_ip << '127.20.77.0/24'").update();
            jdbc.sql("delete from catalogs where source = ?").params(SOURCE).update();
        }
    }
}
