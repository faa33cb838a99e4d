package io.farrier.compliance;

import io.farrier.catalog.Device;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What an evaluation reads and writes. Between lock and save it is one transaction. */
@Repository
class Verdicts {

    /** In the order of the ids, so that two evaluations that share hosts wait and do not lock each other out. */
    private static final String LOCK = """
            select count(pg_advisory_xact_lock(hashtextextended('compliance', id)))
            from (select id from unnest(?) id order by id) ids
            """;

    private static final String INSTALLED = """
            select c.*, h.system_id from components c join hosts h on h.id = c.host_id where c.host_id = any(?)
            order by c.host_id, c.inventory_id
            """;

    private static final String GONE = """
            delete from verdicts v where v.host_id = any(?)
            and not exists (select 1 from components c where c.host_id = v.host_id and c.inventory_id = v.inventory_id)
            """;

    private static final String SAVE = """
            insert into verdicts (host_id, inventory_id, catalog_id, verdict, installed, package_id, available, criticality, reason)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?)
            on conflict (host_id, inventory_id) do update set catalog_id = excluded.catalog_id, verdict = excluded.verdict,
                installed = excluded.installed, package_id = excluded.package_id, available = excluded.available,
                criticality = excluded.criticality, reason = excluded.reason, evaluated_at = now()
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;

    Verdicts(JdbcClient jdbc, JdbcTemplate batches) {
        this.jdbc = jdbc;
        this.batches = batches;
    }

    /** One evaluation of a host at a time; whoever waited sees the inventory and the catalogs as they are then. */
    void lock(Collection<Long> hosts) {
        jdbc.sql(LOCK).param(array(hosts)).query(Long.class).single();
    }

    /** Every host that has an inventory. */
    List<Long> hosts() {
        return jdbc.sql("select distinct host_id from components order by 1")
                .query(Long.class)
                .list();
    }

    List<Installed> installed(Collection<Long> hosts) {
        return jdbc.sql(INSTALLED)
                .param(array(hosts))
                .query((row, n) -> new Installed(
                        row.getLong("host_id"),
                        row.getString("system_id"),
                        row.getString("inventory_id"),
                        row.getString("fqdd"),
                        row.getString("name"),
                        row.getString("component_type"),
                        new Device(
                                row.getString("component_id"),
                                row.getString("vendor_id"),
                                row.getString("device_id"),
                                row.getString("subvendor_id"),
                                row.getString("subdevice_id")),
                        row.getString("version")))
                .list();
    }

    /** How many components of each host have which verdict, as stored now. */
    Map<Long, Map<Verdict, Integer>> counts(Collection<Long> hosts) {
        Map<Long, Map<Verdict, Integer>> counts = new HashMap<>();
        jdbc.sql("select host_id, verdict, count(*) as n from verdicts where host_id = any(?) group by 1, 2")
                .param(array(hosts))
                .query(row -> {
                    counts.computeIfAbsent(row.getLong("host_id"), id -> new HashMap<>())
                            .put(Verdict.of(row.getString("verdict")), row.getInt("n"));
                });
        return counts;
    }

    void save(Collection<Long> hosts, List<Installed> installed, List<Judgement> judgements) {
        jdbc.sql(GONE).param(array(hosts)).update();
        List<Object[]> rows = new ArrayList<>(installed.size());
        for (int i = 0; i < installed.size(); i++) {
            Installed item = installed.get(i);
            Judgement judgement = judgements.get(i);
            var offer = judgement.offer();
            rows.add(new Object[] {
                item.hostId(),
                item.inventoryId(),
                offer == null ? null : offer.catalogId(),
                judgement.verdict().word(),
                item.version(),
                offer == null ? null : offer.id(),
                offer == null ? null : offer.vendorVersion(),
                offer == null ? null : offer.criticality(),
                judgement.reason()
            });
        }
        batches.batchUpdate(SAVE, rows);
    }

    private static Long[] array(Collection<Long> ids) {
        return ids.toArray(Long[]::new);
    }
}
