package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.compliance.Evaluation;
import io.farrier.compliance.Judged;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** What it costs to hold a fleet against a catalog, with baselines, advisories and stepping stones, and to look back on it. */
@Tag("bench")
@Tag("compliance")
class ComplianceBench {

    private static final int HOSTS = 10_000;
    private static final int COMPONENTS = 30;
    private static final int PACKAGES = 3_000;
    private static final int SYSTEMS = 50;
    private static final int COMPARED = 10;
    private static final String NEVER = "0 0 0 1 1 ? 2099";

    private static final int PAST = 300_000;
    private static final int DAYS = 400;

    /** Each package is for one of 600 components on ten systems, five versions of each. */
    private static final String CATALOG = """
            with catalog as (insert into catalogs (source, state) values ('bench', 'current') returning id),
            offered as (
                insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, criticality, released_at)
                select catalog.id, 'F/' || n, n || '.EXE', 'Package ' || n, 'FRMW', 'LW64', '1.' || (n % 5) || '.0', 1 + n % 3, now()
                from catalog, generate_series(0, ? - 1) n returning id, path)
            select count(*) from offered
            """;

    private static final String DEVICES = """
            insert into package_devices (package_id, component_id, vendor_id, device_id, subvendor_id, subdevice_id)
            select id, (20000 + substr(path, 3)::int / 5)::text, null, null, null, null from packages where path like 'F/%'
            union all
            select id, null, '8086', lpad(to_hex(substr(path, 3)::int / 5), 4, '0'), '1028', '1F9C' from packages where path like 'F/%'
            """;

    /** An iDRAC8 of long ago in every host goes up by three stepping stones (config/steps.yaml). */
    private static final String STONES = """
            with offered as (
                insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, criticality, released_at)
                select c.id, 'S/' || v, v || '.EXE', 'iDRAC ' || v, 'FRMW', 'LW64', v, 2, now()
                from catalogs c, unnest(array['2.60.60.60', '2.61.60.60', '2.75.75.75', '2.85.85.85']) v returning id),
            devices as (insert into package_devices (package_id, component_id) select id, '25227' from offered)
            insert into package_systems (package_id, system_id)
            select id, lpad(to_hex(s), 4, '0') from offered, generate_series(0, ? - 1) s
            """;

    /** Each mends twenty components, by their ids and by their PCI ids, on some models and generations or on all. */
    private static final String ADVISORIES = """
            with told as (
                insert into advisories (id, severity, imported_by)
                select 'DSA-' || a, (array['critical', 'high', 'medium', 'low'])[1 + a % 4], 'bench' from generate_series(1, 200) a
                returning id)
            insert into advisory_fixes (advisory_id, component, model, generation, fixed)
            select id, case when f % 2 = 0 then (20000 + n)::text else upper('8086:' || lpad(to_hex(n), 4, '0') || ':1028:1F9C') end,
                case when f % 3 = 0 then 'B' || f end, case when f % 5 = 0 then '13G' end, '1.' || (1 + f % 5) || '.0'
            from told, generate_series(1, 20) f, lateral (select (substr(id, 5)::int * 31 + f * 17) % 600 as n) x
            """;

    private static final String BASELINES = """
            insert into baselines (name, selector, priority, rules, created_by)
            select 'bench ' || b, jsonb_build_object('models', jsonb_build_array('B' || b, 'B' || b + 10)), b,
                jsonb_build_array(
                    jsonb_build_object('effect', 'exclude', 'components', jsonb_build_array((20000 + b)::text)),
                    jsonb_build_object('effect', 'pin', 'components', jsonb_build_array((20100 + b)::text), 'version', '1.2.0'),
                    jsonb_build_object('effect', 'floor', 'components', jsonb_build_array('FRMW'), 'version', '1.1.0')), 'bench'
            from generate_series(0, 9) b
            """;

    /** Each was so for some days of the last four hundred. */
    private static final String HISTORY = """
            insert into verdicts_past (host_id, inventory_id, verdict, counts, reason, compliant, from_at, until_at)
            select 1 + n % 10000, 'i' || n % 30, (array['current', 'outdated', 'unknown'])[1 + n % 3], true, 'it was so', n % 3 = 0,
                now() - (1 + n % 400) * interval '1 day', now() - (1 + n % 400) * interval '1 day' + (n % 40) * interval '7 hours'
            from generate_series(1, ?) n
            """;

    private static final String FOR = """
            insert into package_systems (package_id, system_id)
            select id, lpad(to_hex((substr(path, 3)::int / 5 + 5 * s) % ?), 4, '0') from packages, generate_series(0, 9) s
            where path like 'F/%'
            """;

    private static final String FLEET = """
            insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, generation, system_id)
            select '10.0.0.0'::inet + n, 443, 'server', 'PowerEdge B' || n % ?, '13G', lpad(to_hex(n % ?), 4, '0') from generate_series(1, ?) n
            """;

    private static final String INSTALLED = """
            insert into components (host_id, fqdd, inventory_id, component_id, vendor_id, device_id, subvendor_id, subdevice_id,
                component_type, name, version, updateable)
            select h.id, 'F.' || c, 'i' || c, case when c = 30 then '25227' when c % 5 > 0 then (20000 + n)::text end,
                case when c % 5 = 0 and c < 30 then '8086' end, case when c % 5 = 0 and c < 30 then lpad(to_hex(n), 4, '0') end,
                case when c % 5 = 0 and c < 30 then '1028' end, case when c % 5 = 0 and c < 30 then '1F9C' end,
                'FRMW', 'Component ' || c, case when c = 30 then '2.40.40.40' else '1.' || (h.id + c) % 6 || '.0' end, true
            from hosts h, generate_series(1, ?) c, lateral (select (h.id * 7 + c * 13) % 600 as n) x
            """;

    @Test
    void ten_thousand_hosts_against_three_thousand_packages() throws Exception {
        try (WarmHub hub = WarmHub.start(
                "compliance",
                // Nobody is knocked at: these ten thousand are at addresses where there is nothing.
                "--farrier.health.clock=" + NEVER,
                "--farrier.readiness.clock=" + NEVER)) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            jdbc.sql(CATALOG).params(PACKAGES).query(Integer.class).single();
            jdbc.sql(DEVICES).update();
            jdbc.sql(FOR).params(SYSTEMS).update();
            jdbc.sql(STONES).params(SYSTEMS).update();
            jdbc.sql(ADVISORIES).update();
            jdbc.sql(BASELINES).update();
            jdbc.sql(FLEET).params(SYSTEMS, SYSTEMS, HOSTS).update();
            jdbc.sql(INSTALLED).params(COMPONENTS).update();
            jdbc.sql("analyze").update();
            Evaluation evaluation = hub.the(Evaluation.class);
            List<Long> hosts = jdbc.sql("select id from hosts order by id")
                    .query(Long.class)
                    .list();

            // As in the other benchmarks the first round warms the JVM up, here on a fifth of them; then nothing is
            // known again.
            double cold = seconds(() -> evaluate(hub, hosts.subList(0, HOSTS / 5)));
            jdbc.sql("truncate verdicts, verdicts_past, exposures").update();
            Cpu before = hub.cpu();
            double first = seconds(() -> evaluateAll(hub));
            Cpu used = hub.cpu().since(before);
            double again = seconds(() -> evaluateAll(hub));
            double one = 0;
            for (long host : hosts.subList(0, 200)) {
                jdbc.sql(
                                "update components set version = '1.' || substr(inventory_id, 2)::int % 7 || '.1' where host_id = ? and component_id <> '25227'")
                        .params(host)
                        .update();
                one += seconds(() -> evaluation.evaluate(List.of(host))) / 200;
            }
            jdbc.sql(HISTORY).params(PAST).update();
            jdbc.sql("analyze verdicts_past").update();
            Judged judged = hub.the(Judged.class);
            double trend = seconds(() -> assertThat(judged.trend(DAYS)).hasSize(DAYS));
            double compared = seconds(() -> xpath(jdbc, hosts.subList(0, COMPARED))) / COMPARED;

            assertThat(jdbc.sql("select count(*) from verdicts")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(HOSTS * COMPONENTS);
            System.out.printf(
                    Locale.ROOT,
                    "compliance: %,d hosts of %d components against %,d packages in %.1f s where nothing is known, %.1f s when nothing has changed"
                            + " (the first fifth, right after the start, in %.1f s);"
                            + " CPU of the first time: hub %.1f s, database %.1f s;"
                            + " one host whose inventory has changed in %.1f ms%n"
                            + "compliance: %d days of %,d past verdicts in %.2f s%n"
                            + "compliance: ratio %.4f to an XPath over the catalog for each component (%.0f ms a host)%n",
                    HOSTS,
                    COMPONENTS,
                    PACKAGES,
                    first,
                    again,
                    cold,
                    used.hub().toMillis() / 1000.0,
                    used.database().toMillis() / 1000.0,
                    one * 1000,
                    DAYS,
                    PAST,
                    trend,
                    first / HOSTS / compared,
                    compared * 1000);
            assertThat(jdbc.sql("select count(*) from verdicts where path is not null")
                            .query(Integer.class)
                            .single())
                    .as("the stepping stones are used where no baseline's floor is enough (on 20 of 50 models)")
                    .isEqualTo(HOSTS / 50 * 30);
            assertThat(jdbc.sql("select count(*) from verdicts where matched = 'pci'")
                            .query(Integer.class)
                            .single())
                    .isPositive();
            assertThat(jdbc.sql("select count(*) from exposures")
                            .query(Integer.class)
                            .single())
                    .isPositive();
            assertThat(jdbc.sql("select count(*) from verdicts where rule is not null")
                            .query(Integer.class)
                            .single())
                    .isPositive();
            assertThat(first).as("seconds for all of them").isLessThanOrEqualTo(10);
            assertThat(one).as("seconds for one").isLessThanOrEqualTo(0.02);
        }
    }

    private static void evaluate(WarmHub hub, List<Long> hosts) {
        hub.camel().createProducerTemplate().sendBody("direct:compliance.evaluate-many", hosts);
    }

    private static void evaluateAll(WarmHub hub) {
        hub.camel().createProducerTemplate().sendBody("direct:compliance.evaluate-all", null);
    }

    /** As Dell's own Python SDK goes about it: the catalog as a document, asked anew for each component. */
    private static void xpath(JdbcClient jdbc, List<Long> hosts) {
        try {
            Document catalog = document(jdbc);
            XPath path = XPathFactory.newInstance().newXPath();
            for (long host : hosts) {
                String system = jdbc.sql("select system_id from hosts where id = ?")
                        .params(host)
                        .query(String.class)
                        .single();
                for (String component : jdbc.sql("select component_id from components where host_id = ?")
                        .params(host)
                        .query(String.class)
                        .list()) {
                    NodeList found = (NodeList) path.evaluate(
                            "/Manifest/SoftwareComponent[SupportedDevices/Device/@componentID='%s' and SupportedSystems/Brand/Model/@systemID='%s']"
                                    .formatted(component, system),
                            catalog,
                            XPathConstants.NODESET);
                    assertThat(found.getLength()).isNotNegative();
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Document document(JdbcClient jdbc) throws Exception {
        StringBuilder xml = new StringBuilder("<Manifest>");
        jdbc.sql("""
                        select p.vendor_version, d.component_id, string_agg('<Model systemID="' || s.system_id || '"/>', '') as models
                        from packages p join package_devices d on d.package_id = p.id join package_systems s on s.package_id = p.id
                        group by p.id, p.vendor_version, d.component_id
                        """).query(row -> {
            xml.append("<SoftwareComponent vendorVersion=\"")
                    .append(row.getString(1))
                    .append("\"><SupportedDevices><Device componentID=\"")
                    .append(row.getString(2))
                    .append("\"/></SupportedDevices><SupportedSystems><Brand>")
                    .append(row.getString(3))
                    .append("</Brand></SupportedSystems></SoftwareComponent>");
        });
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(
                        xml.append("</Manifest>").toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static double seconds(Runnable work) {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / 1e9;
    }
}
