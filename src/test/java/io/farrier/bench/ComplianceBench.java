package io.farrier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.farrier.compliance.Evaluation;
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

/** What it costs to hold a fleet against a catalog. */
@Tag("bench")
@Tag("compliance")
class ComplianceBench {

    private static final int HOSTS = 10_000;
    private static final int COMPONENTS = 30;
    private static final int PACKAGES = 3_000;
    private static final int SYSTEMS = 50;
    private static final int PORTION = 200;
    private static final int COMPARED = 10;

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
            insert into package_devices (package_id, component_id)
            select id, (20000 + substr(path, 3)::int / 5)::text from packages where path like 'F/%'
            """;

    private static final String FOR = """
            insert into package_systems (package_id, system_id)
            select id, lpad(to_hex((substr(path, 3)::int / 5 + 5 * s) % ?), 4, '0') from packages, generate_series(0, 9) s
            where path like 'F/%'
            """;

    private static final String FLEET = """
            insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, system_id)
            select '10.0.0.0'::inet + n, 443, 'server', 'PowerEdge B' || n % ?, lpad(to_hex(n % ?), 4, '0') from generate_series(1, ?) n
            """;

    private static final String INSTALLED = """
            insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version, updateable)
            select h.id, 'F.' || c, 'i' || c, (20000 + (h.id * 7 + c * 13) % 600)::text, 'FRMW', 'Component ' || c,
                '1.' || (h.id + c) % 6 || '.0', true
            from hosts h, generate_series(1, ?) c
            """;

    @Test
    void ten_thousand_hosts_against_three_thousand_packages() throws Exception {
        try (WarmHub hub = WarmHub.start("compliance")) {
            JdbcClient jdbc = hub.the(JdbcClient.class);
            jdbc.sql(CATALOG).params(PACKAGES).query(Integer.class).single();
            jdbc.sql(DEVICES).update();
            jdbc.sql(FOR).params(SYSTEMS).update();
            jdbc.sql(FLEET).params(SYSTEMS, SYSTEMS, HOSTS).update();
            jdbc.sql(INSTALLED).params(COMPONENTS).update();
            jdbc.sql("analyze").update();
            Evaluation evaluation = hub.the(Evaluation.class);
            List<Long> hosts = jdbc.sql("select id from hosts order by id")
                    .query(Long.class)
                    .list();

            double first = seconds(() -> evaluate(evaluation, hosts));
            double again = seconds(() -> evaluate(evaluation, hosts));
            double one = seconds(() -> hosts.subList(0, 200).forEach(host -> evaluation.evaluate(List.of(host)))) / 200;
            double compared = seconds(() -> xpath(jdbc, hosts.subList(0, COMPARED))) / COMPARED;

            assertThat(jdbc.sql("select count(*) from verdicts")
                            .query(Integer.class)
                            .single())
                    .isEqualTo(HOSTS * COMPONENTS);
            System.out.printf(
                    Locale.ROOT,
                    "compliance: %,d hosts of %d components against %,d packages in %.1f s the first time, %.1f s when nothing has changed;"
                            + " one host again in %.1f ms%n"
                            + "compliance: ratio %.4f to an XPath over the catalog for each component (%.0f ms a host)%n",
                    HOSTS,
                    COMPONENTS,
                    PACKAGES,
                    first,
                    again,
                    one * 1000,
                    first / HOSTS / compared,
                    compared * 1000);
        }
    }

    private static void evaluate(Evaluation evaluation, List<Long> hosts) {
        for (int i = 0; i < hosts.size(); i += PORTION) {
            evaluation.evaluate(hosts.subList(i, Math.min(hosts.size(), i + PORTION)));
        }
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
