package io.farrier.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.farrier.HubTest;
import io.farrier.catalog.CatalogReader;
import io.farrier.catalog.CatalogText;
import io.farrier.catalog.Catalogs;
import io.farrier.catalog.Contents;
import io.farrier.catalog.Download;
import io.farrier.catalog.Limits;
import io.farrier.catalog.Manifest;
import io.farrier.catalog.Packages;
import io.farrier.catalog.SoftwareComponent;
import io.farrier.catalog.SoftwarePackage;
import io.farrier.ledger.Ledger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@HubTest
class EvaluationTest {

    /** A model of server of this test's own, so that no other test's catalog is for it. */
    private final String system = "%04X".formatted(ThreadLocalRandom.current().nextInt(0x10000));

    private final String source = "http://" + UUID.randomUUID() + "/Catalog.xml";
    private final List<Long> hosts = new ArrayList<>();

    @Autowired
    Catalogs catalogs;

    @Autowired
    Packages packages;

    @Autowired
    Compliance compliance;

    @Autowired
    Ledger ledger;

    @Autowired
    ProducerTemplate camel;

    @Autowired
    JdbcClient jdbc;

    @AfterEach
    void clear() {
        jdbc.sql("delete from hosts where id = any(?)")
                .param(hosts.toArray(Long[]::new))
                .update();
        jdbc.sql("delete from catalogs where source = ?").params(source).update();
    }

    @Test
    void each_component_gets_a_verdict_with_its_reason_and_the_host_the_worst() throws IOException {
        catalog(new CatalogText()
                .firmware("F/NIC_1.3.EXE", "108255", system, "1.3", "")
                .firmware("F/RAID_2.0.EXE", "104298", system, "2.0", "")
                .firmware("F/NIC_1.9.EXE", "108255", "FFFF", "1.9", ""));
        long host = host();
        component(host, "nic", "108255", "1.2");
        component(host, "raid", "104298", "2.0");
        component(host, "psu", "108076", "00.1D.71");
        component(host, "disk", null, "X1");
        evaluate(List.of(host));
        assertThat(compliance.ofHost(host))
                .extracting(Finding::inventoryId, Finding::verdict, Finding::available)
                .containsExactly(
                        tuple("disk", Verdict.UNKNOWN, null),
                        tuple("nic", Verdict.OUTDATED, "1.3"),
                        tuple("psu", Verdict.NO_PACKAGE, null),
                        tuple("raid", Verdict.CURRENT, "2.0"));
        assertThat(compliance.ofHost(host))
                .allSatisfy(finding -> assertThat(finding.reason()).endsWith("."));
        HostCompliance summary = compliance.ofHosts(List.of(host)).get(host);
        assertThat(summary.verdict()).isEqualTo(Verdict.OUTDATED);
        assertThat(summary.criticality()).isEqualTo(2);
        assertThat(compliance.fleet().hosts().get(Verdict.OUTDATED)).isPositive();
    }

    @Test
    void what_is_outdated_names_the_package_that_would_mend_it() throws IOException {
        catalog(new CatalogText().firmware("F/NIC_1.3.EXE", "108255", system, "1.3", "rebootRequired=\"true\""));
        long host = host();
        component(host, "nic", "108255", "1.2");
        evaluate(List.of(host));
        Finding found = compliance.ofHost(host).getFirst();
        assertThat(found.verdict()).isEqualTo(Verdict.OUTDATED);
        SoftwarePackage offer = packages.byId(found.packageId()).orElseThrow();
        assertThat(offer.fileName()).isEqualTo("NIC_1.3.EXE");
        assertThat(offer.rebootRequired()).isTrue();
        assertThat(offer.componentIds()).containsExactly("108255");
    }

    @Test
    void an_empty_list_of_hosts_evaluates_none() {
        long host = host();
        component(host, "nic", "108255", "1.2");
        evaluate(List.of());
        assertThat(compliance.ofHost(host)).isEmpty();
        assertThat(compliance.ofHosts(List.of(host))).isEmpty();
    }

    @Test
    void a_component_that_is_gone_loses_its_verdict_and_the_ledger_hears_of_changes_only() throws IOException {
        catalog(new CatalogText().firmware("F/NIC_1.3.EXE", "108255", system, "1.3", ""));
        long host = host();
        component(host, "nic", "108255", "1.2");
        component(host, "disk", null, "X1");
        evaluate(List.of(host));
        evaluate(List.of(host));
        jdbc.sql("delete from components where host_id = ? and inventory_id = 'disk'")
                .params(host)
                .update();
        jdbc.sql("update components set version = '1.3' where host_id = ?")
                .params(host)
                .update();
        evaluate(List.of(host));
        assertThat(compliance.ofHost(host)).extracting(Finding::verdict).containsExactly(Verdict.CURRENT);
        assertThat(ledger.stream("host:" + host))
                .extracting(event -> event.sentence().replaceFirst(".* was", ""))
                .containsExactly(
                        " compared with the catalog: 1 outdated, 1 unknown.", " compared with the catalog: 1 current.");
    }

    @Test
    void a_superseded_catalog_offers_nothing() throws IOException {
        catalog(new CatalogText().firmware("F/NIC_1.3.EXE", "108255", system, "1.3", ""));
        catalog(new CatalogText().firmware("F/NIC_1.2.EXE", "108255", system, "1.2", ""));
        long host = host();
        component(host, "nic", "108255", "1.2");
        evaluate(List.of(host));
        assertThat(compliance.ofHost(host)).extracting(Finding::verdict).containsExactly(Verdict.CURRENT);
    }

    @Test
    void a_thousand_hosts_are_evaluated_together() throws IOException {
        CatalogText catalog = new CatalogText();
        for (int i = 0; i < 200; i++) {
            catalog.firmware("F/" + i + ".EXE", "" + (1000 + i), system, "1." + i, "");
        }
        catalog(catalog);
        for (int i = 0; i < 1_000; i++) {
            host();
        }
        jdbc.sql("""
                        insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version)
                        select h, 'f' || n, 'i' || n, (1000 + n)::text, 'FRMW', 'n' || n, '1.5'
                        from unnest(?) h, generate_series(1, 25) n
                        """).param(hosts.toArray(Long[]::new)).update();
        evaluate(List.copyOf(hosts));
        assertThat(compliance.ofHosts(hosts)).hasSize(1_000);
        assertThat(compliance.ofHosts(hosts).values())
                .allSatisfy(host ->
                        assertThat(host.components().get(Verdict.OUTDATED)).isEqualTo(20));
    }

    private void evaluate(List<Long> ids) {
        camel.requestBody("direct:compliance.evaluate", ids);
    }

    private void catalog(CatalogText text) throws IOException {
        List<SoftwareComponent> read = new ArrayList<>();
        Manifest[] manifest = new Manifest[1];
        CatalogReader.read(new ByteArrayInputStream(text.gzip()), Limits.DEFAULT, new Contents() {
            @Override
            public void manifest(Manifest it) {
                manifest[0] = it;
            }

            @Override
            public void component(SoftwareComponent it) {
                read.add(it);
            }
        });
        long id = catalogs.begin(source, manifest[0], new Download(null, "", 1, null, null));
        catalogs.add(id, read);
        jdbc.sql("update catalogs set state = 'superseded' where source = ? and state = 'current'")
                .params(source)
                .update();
        jdbc.sql("update catalogs set state = 'current' where id = ?")
                .params(id)
                .update();
    }

    private long host() {
        long id = jdbc.sql("""
                        insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, system_id)
                        values ('10.9.0.0'::inet + (random() * 60000)::int, 1 + (random() * 60000)::int, 'server', 'PowerEdge R750', ?) returning id
                        """).params(system).query(Long.class).single();
        hosts.add(id);
        return id;
    }

    private void component(long host, String id, String componentId, String version) {
        jdbc.sql("""
                        insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version)
                        values (?, ?, ?, ?, 'FRMW', ?, ?)
                        """).params(host, id, id, componentId, id, version).update();
    }
}
