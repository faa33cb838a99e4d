package io.farrier.compliance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farrier.catalog.SoftwarePackage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The verdicts, as an evaluation reads and writes them. Between lock and save it is one transaction. */
@Repository
class Verdicts {

    /** In the order of the ids, so that two evaluations that share hosts wait and do not lock each other out. */
    private static final String LOCK = """
            select count(pg_advisory_xact_lock(hashtextextended('compliance', id)))
            from (select id from unnest(?) id order by id) ids
            """;

    /** A host that goes waits, and takes with it what is written of it. */
    private static final String HOLD = """
            select count(*) from (select id from hosts where id = any(?) order by id for key share) held
            """;

    /**
     * Before anything is written, and in the order of the trigger that asks again (V48). A catalog or a baseline that goes, or
     * changes places, marks hosts as due and rewrites their verdicts: it waits here for who has begun, and is waited for by who has not.
     */
    private static final List<String> OFFER = List.of(
            "select count(*) from (select id from catalogs where state <> 'loading' order by id for key share) held",
            "select count(*) from (select id from baselines order by id for key share) held");

    private static final String GONE = """
            delete from verdicts v using unnest(?::bigint[], ?::text[]) as n(host, item)
            where v.host_id = n.host and v.inventory_id = n.item
            """;

    /** What a verdict says of its package is read once for each package. */
    private static final String INTO = """
            with k as materialized (
                select p.id, p.catalog_id, p.vendor_version, p.criticality, p.released_at,
                    jsonb_strip_nulls(jsonb_build_object('packageId', p.package_id, 'releaseId', p.release_id, 'path', p.path,
                        'catalogId', p.catalog_id, 'catalogVersion', coalesce(g.version, g.release_id))) as offered
                from packages p join catalogs g on g.id = p.catalog_id where p.id = any(?))
            insert into verdicts (host_id, inventory_id, fqdd, name, component_id, catalog_id, verdict, installed, package_id, available,
                criticality, released_at, reason, baseline_id, waiver_id, counts, unreachable, path, compliant, matched, rule,
                managed_by, facts, offered, severity)
            select host, item, n.fqdd, n.name, component, k.catalog_id, n.verdict, n.installed, package, k.vendor_version, k.criticality,
                k.released_at, n.reason, baseline, waiver, n.counts, n.unreachable, n.path::jsonb, n.compliant, n.matched, n.rule, managed,
                n.facts::jsonb, k.offered, n.severity
            from unnest(?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[],
                ?::bigint[], ?::boolean[], ?::text[], ?::text[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                as n(host, item, fqdd, name, component, verdict, installed, package, reason, baseline, waiver, counts, unreachable, path,
                compliant, matched, rule, managed, severity, facts)
            left join k on k.id = n.package
            """;

    /**
     * What is as it was is not written again, nor even locked. With a verdict goes what it rests on, which may be another when it is
     * asked for. The limit has each looked up by its key, where the planner would read the whole table for each portion.
     */
    private static final String CHANGE = INTO + """
            left join lateral (select * from verdicts v where v.host_id = n.host and v.inventory_id = n.item limit 1) v on true
            where (v.verdict, v.installed, v.package_id, v.criticality, v.reason, v.baseline_id, v.waiver_id,
                    v.counts, v.name, v.path, v.compliant, v.matched, v.rule, v.managed_by, v.facts, v.severity)
                is distinct from (n.verdict, n.installed, n.package, k.criticality, n.reason, n.baseline, n.waiver,
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

    private static final String FORMER = "select host_id, inventory_id, verdict from verdicts_of(?)";

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    Verdicts(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** One evaluation of a host at a time; whoever waited sees the inventory and the catalogs as they are then. */
    void lock(Collection<Long> hosts) {
        jdbc.sql(LOCK).param(array(hosts)).query(Long.class).single();
        jdbc.sql(HOLD).param(array(hosts)).query(Long.class).single();
        OFFER.forEach(held -> jdbc.sql(held).query(Long.class).single());
    }

    /** As they are stored now, of each host by inventory id. */
    Map<Long, Map<String, Verdict>> of(Collection<Long> hosts) {
        Map<Long, Map<String, Verdict>> found = new HashMap<>();
        jdbc.sql(FORMER).param(array(hosts)).query(row -> {
            found.computeIfAbsent(row.getLong(1), id -> new HashMap<>())
                    .put(row.getString(2), Verdict.of(row.getString(3)));
        });
        return found;
    }

    private String text(Facts facts) {
        try {
            return json.writeValueAsString(facts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what a verdict rests on is no JSON", e);
        }
    }

    /** @param before what is stored of these hosts, as it was read since they were locked; what of it is in no row goes */
    void save(Map<Long, Map<String, Verdict>> before, List<Ruling> rows) {
        forget(before, rows);
        Map<Boolean, List<Ruling>> known = rows.stream().collect(Collectors.partitioningBy(row -> before.getOrDefault(
                        row.item().hostId(), Map.of())
                .containsKey(row.item().inventoryId())));
        write(INTO, known.get(false));
        write(CHANGE, known.get(true));
    }

    private void forget(Map<Long, Map<String, Verdict>> before, List<Ruling> rows) {
        Map<Long, Set<String>> gone = new HashMap<>();
        before.forEach((host, items) -> gone.put(host, new HashSet<>(items.keySet())));
        rows.forEach(row -> gone.computeIfPresent(row.item().hostId(), (host, ids) -> {
            ids.remove(row.item().inventoryId());
            return ids;
        }));
        List<Long> hosts = new ArrayList<>();
        List<String> items = new ArrayList<>();
        gone.forEach((host, ids) -> ids.forEach(id -> {
            hosts.add(host);
            items.add(id);
        }));
        if (!hosts.isEmpty()) {
            jdbc.sql(GONE).params(array(hosts), items.toArray(String[]::new)).update();
        }
    }

    private void write(String statement, List<Ruling> rows) {
        if (rows.isEmpty()) {
            return;
        }
        // Most components of a server rest on the same.
        Map<Facts, String> facts = new HashMap<>();
        jdbc.sql(statement)
                .params(
                        packages(rows),
                        column(rows, Long[]::new, row -> row.item().hostId()),
                        column(rows, String[]::new, row -> row.item().inventoryId()),
                        column(rows, String[]::new, row -> row.item().fqdd()),
                        column(rows, String[]::new, row -> row.item().name()),
                        column(rows, String[]::new, row -> row.item().componentId()),
                        column(rows, String[]::new, row -> row.judgement()
                                .verdict()
                                .word()),
                        column(rows, String[]::new, row -> row.item().version()),
                        column(rows, Long[]::new, Verdicts::packageId),
                        column(rows, String[]::new, Ruling::reason),
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
                        column(rows, Boolean[]::new, Ruling::counts),
                        column(rows, String[]::new, row -> row.way().unreachable()),
                        column(rows, String[]::new, row -> row.way().json()),
                        column(rows, Boolean[]::new, row -> row.judgement().compliant()),
                        column(rows, String[]::new, Ruling::matched),
                        column(rows, String[]::new, Ruling::rule),
                        column(rows, String[]::new, Ruling::managedBy),
                        column(rows, String[]::new, Ruling::severity),
                        column(rows, String[]::new, row -> facts.computeIfAbsent(Facts.of(row), this::text)))
                .update();
    }

    private static Long packageId(Ruling row) {
        SoftwarePackage offer = row.judgement().offer();
        return offer == null ? null : offer.id();
    }

    private static Long[] packages(List<Ruling> rows) {
        return rows.stream()
                .map(Verdicts::packageId)
                .filter(Objects::nonNull)
                .distinct()
                .toArray(Long[]::new);
    }

    private static <T> T[] column(List<Ruling> rows, IntFunction<T[]> array, Function<Ruling, T> value) {
        return rows.stream().map(value).toArray(array);
    }

    private static Long[] array(Collection<Long> ids) {
        return ids.toArray(Long[]::new);
    }
}
