package io.farrier.bench;

import io.farrier.compliance.Evaluation;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A fleet that exists only in the database, behind in six components of each host: what plans are made of. */
final class Fleet {

    private static final int MODELS = 20;
    private static final int PORTION = 200;

    private static final String CATALOG = """
            with catalog as (insert into catalogs (source, state) values ('bench', 'current') returning id),
            offered as (
                insert into packages (catalog_id, path, file_name, name, component_type, package_type, vendor_version, criticality, released_at, size)
                select catalog.id, 'F/' || n, n || '.EXE', 'Package ' || n, 'FRMW', 'LW64', '2.0.0', 2, now(), 10000000
                from catalog, generate_series(1, 30) n returning id, path)
            select count(*) from offered
            """;

    private static final String HOSTS = """
            insert into hosts (mgmt_ip, mgmt_port, mgmt_kind, model, system_id, generation, bmc_version, tags)
            select '10.0.0.0'::inet + n, 443, 'server', 'PowerEdge B' || n % ?, lpad(to_hex(n % ?), 4, '0'), '15G', '7.0.0.0',
                jsonb_build_object('site', 's' || n % 4, 'cluster', 'c' || n % ?, 'rack', 'r' || (n / 7) % ?)
            from generate_series(1, ?) n
            """;

    private static final String INSTALLED = """
            insert into components (host_id, fqdd, inventory_id, component_id, component_type, name, version, updateable)
            select h.id, 'F.' || c, 'i' || c, (20000 + c)::text, 'FRMW', 'Component ' || c,
                case when (h.id + c) % 5 = 0 then '1.0.0' else '2.0.0' end, true
            from hosts h, generate_series(1, 30) c
            """;

    private Fleet() {}

    /** @return the ids of the hosts, judged */
    static List<Long> make(WarmHub hub, int hosts, int clusters, int racks) {
        JdbcClient jdbc = hub.the(JdbcClient.class);
        jdbc.sql(CATALOG).query(Integer.class).single();
        jdbc.sql(
                        "insert into package_devices (package_id, component_id) select id, (20000 + substr(path, 3)::int)::text"
                                + " from packages")
                .update();
        jdbc.sql("insert into package_systems (package_id, system_id) select id, lpad(to_hex(s), 4, '0')"
                        + " from packages, generate_series(0, ? - 1) s")
                .params(MODELS)
                .update();
        jdbc.sql(HOSTS).params(MODELS, MODELS, clusters, racks, hosts).update();
        jdbc.sql(INSTALLED).update();
        jdbc.sql("analyze").update();
        List<Long> ids =
                jdbc.sql("select id from hosts order by id").query(Long.class).list();
        Evaluation evaluation = hub.the(Evaluation.class);
        for (int i = 0; i < ids.size(); i += PORTION) {
            evaluation.evaluate(ids.subList(i, Math.min(ids.size(), i + PORTION)));
        }
        return ids;
    }
}
