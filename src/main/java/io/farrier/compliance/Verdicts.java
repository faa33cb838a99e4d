package io.farrier.compliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.baseline.Baseline;
import io.farrier.baseline.Waiver;
import io.farrier.catalog.Device;
import io.farrier.catalog.SoftwarePackage;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
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

    private static final String ABOUT = """
            select id, service_tag, model, generation, tags, oem_branded, array_remove(array[cluster_moid, p.cluster, tags ->> 'cluster',
                    (select k.name from vcenter_clusters k join vcenters v on v.id = k.vcenter_id
                     where v.url = hosts.vcenter_url and k.moid = hosts.cluster_moid)], null) as clusters, coalesce(replace(model, 'PowerEdge ', ''), mgmt_kind) || coalesce(' ' || service_tag, '')
                || ' (' || host(mgmt_ip) || ':' || mgmt_port || ')' as label
            from hosts join (select host_id, cluster from host_places) p on p.host_id = id where id = any(?)
            """;

    private static final String GONE = """
            delete from verdicts v where v.host_id = any(?)
            and not exists (select 1 from components c where c.host_id = v.host_id and c.inventory_id = v.inventory_id)
            """;

    /**
     * What is as it was is not written again, nor even locked. With a verdict goes what it rests on, which may be another when it is
     * asked for. The limit has each looked up by its key, where the planner would read the whole table for each portion.
     */
    private static final String SAVE = """
            insert into verdicts (host_id, inventory_id, fqdd, name, component_id, catalog_id, verdict, installed, package_id, available,
                criticality, released_at, reason, baseline_id, waiver_id, counts, unreachable, path, compliant, matched, rule,
                managed_by, facts, offered, severity)
            select host, item, n.fqdd, n.name, component, n.catalog, n.verdict, n.installed, package, n.available, n.criticality, released,
                n.reason, baseline, waiver, n.counts, n.unreachable, n.path::jsonb, n.compliant, n.matched, n.rule, managed, n.facts::jsonb,
                case when k.id is not null then jsonb_strip_nulls(jsonb_build_object('packageId', k.package_id,
                    'releaseId', k.release_id, 'path', k.path, 'catalogId', k.catalog_id,
                    'catalogVersion', coalesce(g.version, g.release_id))) end,
                n.severity
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[],
                ?::text[], ?::bigint[], ?::text[], ?::integer[], ?::timestamptz[], ?::text[], ?::bigint[], ?::bigint[], ?::boolean[],
                ?::text[], ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[]) as n(host, item, fqdd, name, component, catalog, verdict, installed, package, available,
                criticality, released, reason, baseline, waiver, counts, unreachable, path, compliant, matched, rule, managed,
                severity, facts)
            left join packages k on k.id = n.package
            left join catalogs g on g.id = k.catalog_id
            left join lateral (select * from verdicts v where v.host_id = n.host and v.inventory_id = n.item limit 1) v on true
            where v.host_id is null or (v.verdict, v.installed, v.package_id, v.criticality, v.reason, v.baseline_id, v.waiver_id,
                    v.counts, v.name, v.path, v.compliant, v.matched, v.rule, v.managed_by, v.facts, v.severity)
                is distinct from (n.verdict, n.installed, n.package, n.criticality, n.reason, n.baseline, n.waiver,
                    n.counts, n.name, n.path::jsonb, n.compliant, n.matched, n.rule, n.managed, n.facts::jsonb, n.severity)
            on conflict (host_id, inventory_id) do update set fqdd = excluded.fqdd, name = excluded.name,
                component_id = excluded.component_id, catalog_id = excluded.catalog_id, verdict = excluded.verdict,
                installed = excluded.installed, package_id = excluded.package_id, available = excluded.available,
                criticality = excluded.criticality, released_at = excluded.released_at, reason = excluded.reason,
                baseline_id = excluded.baseline_id, waiver_id = excluded.waiver_id, counts = excluded.counts,
                unreachable = excluded.unreachable, path = excluded.path, compliant = excluded.compliant,
                matched = excluded.matched, rule = excluded.rule, managed_by = excluded.managed_by, facts = excluded.facts,
                offered = excluded.offered, severity = excluded.severity, evaluated_at = now()
            """;

    /**
     * A verdict to be written.
     *
     * @param way to the package that is wanted
     * @param baseline that it was made by; null: none selects the host
     * @param rule of the baseline; null: the newest is wanted
     * @param managedBy who else owns the firmware; null: nobody
     * @param waiver that lets it be; null: it counts
     * @param severity of the worst advisory that it is certainly exposed to; null: of none
     */
    record Row(
            Installed item,
            About about,
            Judgement judgement,
            Way way,
            Baseline baseline,
            String rule,
            String managedBy,
            Waiver waiver,
            String severity) {

        boolean counts() {
            return judgement.counts() && waiver == null;
        }

        String reason() {
            String reason = judgement.reason() + way.says();
            reason = item.weak() && judgement.offer() != null
                    ? reason + " The match is weak: by FQDD only, since the device told no component id."
                    : reason;
            return waiver == null ? reason : reason + " It is " + waiver.says() + ".";
        }

        /** What the deciding package was found by. */
        String matched() {
            if (judgement.offer() == null) {
                return null;
            }
            boolean byId = item.componentId() != null
                    && judgement.offer().componentIds().contains(item.componentId());
            return byId ? item.weak() ? "fqdd-map" : "component-id" : "pci";
        }
    }

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Verdicts(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
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
                        row.getString("version"),
                        row.getBoolean("weak")))
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

    /** What is known of these hosts. */
    Map<Long, About> about(Collection<Long> hosts) {
        Map<Long, About> found = new HashMap<>();
        jdbc.sql(ABOUT).param(array(hosts)).query(row -> {
            found.put(
                    row.getLong("id"),
                    new About(
                            row.getString("label"),
                            row.getString("service_tag"),
                            row.getString("model"),
                            row.getString("generation"),
                            tags(row.getString("tags")),
                            row.getBoolean("oem_branded"),
                            Set.copyOf(
                                    List.of((String[]) row.getArray("clusters").getArray()))));
        });
        return found;
    }

    /** A tag that is no text is none that a rule could ask for. */
    private Map<String, String> tags(String text) {
        try {
            Map<String, String> tags = new HashMap<>();
            json.readTree(text).fields().forEachRemaining(tag -> {
                if (tag.getValue().isTextual()) {
                    tags.put(tag.getKey(), tag.getValue().asText());
                }
            });
            return tags;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the tags of a host are no JSON", e);
        }
    }

    private String text(Facts facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a verdict rests on is no JSON", e);
        }
    }

    /** Hosts that were not read since a run that may have changed them, with that run. */
    Map<Long, Long> stale(Collection<Long> hosts) {
        Map<Long, Long> stale = new HashMap<>();
        jdbc.sql("select host_id, run_id from stale_inventories where host_id = any(?)")
                .param(array(hosts))
                .query(row -> {
                    stale.put(row.getLong("host_id"), row.getLong("run_id"));
                });
        return stale;
    }

    void save(Collection<Long> hosts, List<Row> rows) {
        jdbc.sql(GONE).param(array(hosts)).update();
        jdbc.sql(SAVE)
                .params(
                        column(rows, Long[]::new, row -> row.item().hostId()),
                        column(rows, String[]::new, row -> row.item().inventoryId()),
                        column(rows, String[]::new, row -> row.item().fqdd()),
                        column(rows, String[]::new, row -> row.item().name()),
                        column(rows, String[]::new, row -> row.item().componentId()),
                        offers(rows, Long[]::new, SoftwarePackage::catalogId),
                        column(rows, String[]::new, row -> row.judgement()
                                .verdict()
                                .word()),
                        column(rows, String[]::new, row -> row.item().version()),
                        offers(rows, Long[]::new, SoftwarePackage::id),
                        offers(rows, String[]::new, SoftwarePackage::vendorVersion),
                        offers(rows, Integer[]::new, SoftwarePackage::criticality),
                        offers(
                                rows,
                                Timestamp[]::new,
                                offer -> offer.released() == null ? null : Timestamp.from(offer.released())),
                        column(rows, String[]::new, Row::reason),
                        column(
                                rows,
                                Long[]::new,
                                row -> row.baseline() == null
                                        ? null
                                        : row.baseline().id()),
                        column(
                                rows,
                                Long[]::new,
                                row -> row.waiver() == null
                                        ? null
                                        : row.waiver().id()),
                        column(rows, Boolean[]::new, Row::counts),
                        column(rows, String[]::new, row -> row.way().unreachable()),
                        column(rows, String[]::new, row -> row.way().json()),
                        column(rows, Boolean[]::new, row -> row.judgement().compliant()),
                        column(rows, String[]::new, Row::matched),
                        column(rows, String[]::new, Row::rule),
                        column(rows, String[]::new, Row::managedBy),
                        column(rows, String[]::new, Row::severity),
                        column(rows, String[]::new, row -> text(Facts.of(row))))
                .update();
    }

    private static <T> T[] column(List<Row> rows, IntFunction<T[]> array, Function<Row, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    private static <T> T[] offers(List<Row> rows, IntFunction<T[]> array, Function<SoftwarePackage, T> value) {
        return column(rows, array, row -> {
            SoftwarePackage offer = row.judgement().offer();
            return offer == null ? null : value.apply(offer);
        });
    }

    private static Long[] array(Collection<Long> ids) {
        return ids.toArray(Long[]::new);
    }
}
