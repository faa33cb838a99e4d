package io.farrier.catalog;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The difference between two catalogs. A package is the same by its file's name, which bears the vendor's release and
 * version; the folder before it changes with every release. One that takes another's place is of the same kind, and for a
 * device and a system that the other was for.
 */
@Repository
public class Changes {

    private static final String CHANGES = """
            with old as materialized (select * from packages where catalog_id = :since),
            now as materialized (select * from packages where catalog_id = :id),
            kept as materialized (
                select distinct on (n.id) n.id as to_id, o.id as from_id,
                    (coalesce(n.hash_sha256, n.hash_md5), n.size, n.vendor_version, n.criticality, n.reboot_required)
                    is distinct from
                    (coalesce(o.hash_sha256, o.hash_md5), o.size, o.vendor_version, o.criticality, o.reboot_required) as differs
                from now n join old o on o.file_name = n.file_name and o.package_type = n.package_type
                order by n.id, o.path = n.path desc, o.id),
            arrived as materialized (select * from now where id not in (select to_id from kept)),
            went as materialized (select * from old where id not in (select from_id from kept)),
            arrived_devices as materialized (select d.* from package_devices d join arrived a on a.id = d.package_id),
            went_devices as materialized (select d.* from package_devices d join went w on w.id = d.package_id),
            alike as (
                select a.package_id as to_id, w.package_id as from_id from arrived_devices a
                join went_devices w on w.component_id = a.component_id
                union
                select a.package_id, w.package_id from arrived_devices a join went_devices w
                on (w.vendor_id, w.device_id, w.subvendor_id, w.subdevice_id)
                 = (a.vendor_id, a.device_id, a.subvendor_id, a.subdevice_id)),
            replaced as materialized (
                select distinct on (n.id) n.id as to_id, o.id as from_id
                from alike join arrived n on n.id = to_id join went o on o.id = from_id
                where o.component_type = n.component_type and o.package_type = n.package_type and exists (
                    select 1 from package_systems s join package_systems t on t.system_id = s.system_id
                    where s.package_id = n.id and t.package_id = o.id)
                order by n.id, o.released_at desc nulls last, o.id),
            changes as (
                select 'changed' as change, to_id, from_id from kept where differs
                union all select 'changed', to_id, from_id from replaced
                union all select 'new', id, null from arrived where id not in (select to_id from replaced)
                union all select 'gone', null, id from went where id not in (select from_id from replaced))
            """;

    private static final String PAGE = CHANGES + """
            select c.change, coalesce(n.name, o.name) as name, coalesce(n.component_type, o.component_type) as component_type,
                coalesce(n.package_type, o.package_type) as package_type, coalesce(n.criticality, o.criticality) as criticality,
                o.id as from_id, o.vendor_version as from_version, o.file_name as from_file,
                n.id as to_id, n.vendor_version as to_version, n.file_name as to_file
            from changes c left join now n on n.id = c.to_id left join old o on o.id = c.from_id
            order by c.change, name, coalesce(n.id, 0), coalesce(o.id, 0) offset :offset limit :limit
            """;

    private static final String COUNT = CHANGES + "select change, count(*) as n from changes group by change";

    private final JdbcClient jdbc;

    Changes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A part of the difference: what changed, what is gone, what is new, each by name. */
    List<Change> page(long since, long id, int offset, int limit) {
        return jdbc.sql(PAGE)
                .param("since", since)
                .param("id", id)
                .param("offset", offset)
                .param("limit", limit)
                .query(Change.class)
                .list();
    }

    /** How many are new, gone and changed, always all three. */
    Map<String, Integer> count(long since, long id) {
        Map<String, Integer> counts = new LinkedHashMap<>(Map.of("new", 0, "gone", 0, "changed", 0));
        jdbc.sql(COUNT).param("since", since).param("id", id).query(row -> {
            counts.put(row.getString("change"), row.getInt("n"));
        });
        return counts;
    }
}
